import { kernelPolicyNames, policyNames } from "@respin/buffer-manager";
import {
  choice,
  choices,
  defineExperiment,
  file,
  integer,
  type Cell,
  type Context,
  type ParameterValues,
  type Step,
} from "@respin/experiment";
import { machineProfiles, profileHash, RespinError, systemCosts } from "@respin/systems";
import { claims } from "./claims.js";
import { compareSystems, policyMatrix } from "./comparison.js";
import { patterns, patternWorkload } from "./patterns.js";
import { ADVISED, capacityOf, settingOf, type Setting } from "./setting.js";
import { compareSqlite, prepareSqlite, recordMixes } from "./sqlite-workload.js";
import { tables } from "./tables.js";
import { tenantsBeside } from "./tenants.js";
import { traceFormats } from "./trace/trace.js";
import { traceWorkload } from "./trace-workload.js";
import { boundsOf, type Task, type Workload } from "./workload.js";

/** A part of the run: what it is called, and the work. */
interface Part {
  readonly label: string;
  readonly task: () => Task;
}

/** References of a trace up to which the whole matrix of policies is run on it. */
const matrixReferencesMax = 200_000;

const parameters = {
  workload: choices(["patterns", "sqlite", "trace"], {
    default: ["patterns", "sqlite", "trace"],
    help: "what the database does; trace only with --trace",
  }),
  frames: integer({ default: 256, min: 24, max: 8_192, help: "memory in pages of 8 KB, all of it" }),
  policy: choice([ADVISED, ...policyNames], {
    default: ADVISED,
    help: "the database's replacement policy; advised: the one that its access pattern asks for",
  }),
  kernelPolicy: choice(kernelPolicyNames, {
    default: "clock",
    help: "what the monolithic kernel was built with",
  }),
  userShare: integer({
    default: 50,
    min: 1,
    max: 99,
    help: "percent of the memory that the database keeps as its own cache beside the monolithic kernel's",
  }),
  tenants: integer({
    default: 2,
    min: 1,
    max: 2,
    help: "2: also run a second database beside, sensible and foolish",
  }),
  journal: choice(["delete", "wal"], { default: "delete", help: "SQLite's journal" }),
  trace: file({ help: "a reference string: page numbers, CSV with a header, or oracleGeneral" }),
  traceFormat: choice(["auto", "oracleGeneral", ...traceFormats], { default: "auto", help: "how to read the trace" }),
  traceSplit: integer({
    default: 0,
    help: "addresses and sizes of the trace are bytes; split them into pages of so many",
  }),
};
type Asked = Context<ParameterValues<typeof parameters>>;

export default defineExperiment({
  name: "paging-db",
  title: "A database's pages on three operating systems",
  question:
    "What do page faults, crossings and replacement cost a database, and what does it gain by deciding for itself?",
  origin: "ours",
  parameters,

  async *run(context) {
    const { setting, parts } = asked(() => ({ setting: settingOf(context), parts: scriptedParts(context) }));
    if (context.parameters.workload.includes("sqlite")) {
      yield { kind: "progress", done: 0, total: 1, label: "loading the SQLite database" };
      const prepared = await prepareSqlite(setting);
      parts.push({ label: "SQLite on every system", task: () => compareSqlite(setting, prepared) });
      parts.push({
        label: "SQLite's references under every policy",
        task: () => recordedParts(setting, recordMixes(setting, prepared)),
      });
    }
    yield* runParts(parts);
  },

  claims,
  tables: (cells, { systems }) => tables(cells, systems),
  profiles: ({ machine, systems }) => ({
    [machine]: profileHash(machineProfiles.get(machine)),
    ...Object.fromEntries(systems.map((system) => [system, profileHash(systemCosts[system])])),
  }),
  notes: [
    "SOSP'95 had no such experiment: it is ours, after Stonebraker, Operating System Support for Database Management, CACM 24(7), 1981.",
    "Modelled time is that of a DEC Alpha AXP 3000/400; costs that nobody published are marked assumed in the profiles (docs/method.md).",
  ],
});

/** What the command line asked for is looked up: what is wrong with it is the user's to put right. */
function asked<Result>(lookUp: () => Result): Result {
  try {
    return lookUp();
  } catch (error) {
    if (!(error instanceof RespinError)) throw error;
    throw new RespinError(error.code, error.message, { usage: true, cause: error });
  }
}

/** The parts whose references are there before any system runs: the patterns, and the user's trace. */
function scriptedParts(context: Asked): Part[] {
  const setting = settingOf(context);
  const { workload, trace, traceFormat, traceSplit } = context.parameters;
  if (workload.includes("trace") && workload.length === 1 && trace === undefined) {
    throw new RespinError("RSP_TRACE_MISSING", "--workload trace has no trace to run; give --trace FILE");
  }
  if (!workload.includes("trace") && trace !== undefined) {
    throw new RespinError(
      "RSP_TRACE_UNUSED",
      `--trace ${trace} is not used by --workload ${workload.join(",")}; add trace to it`,
    );
  }
  if (trace === undefined && (traceFormat !== "auto" || traceSplit !== 0)) {
    throw new RespinError(
      "RSP_TRACE_UNUSED",
      "--trace-format and --trace-split say how to read a trace; give --trace FILE",
    );
  }
  const format = traceFormat === "auto" ? undefined : traceFormat === "oracleGeneral" ? "oracle" : traceFormat;
  const split = traceSplit === 0 ? undefined : traceSplit;
  return [
    ...(trace === undefined ? [] : traceParts(setting, traceWorkload(trace, { format, split }))),
    ...(workload.includes("patterns") ? patternParts(setting) : []),
  ];
}

/** Run the parts one after the other: progress as it goes, and each part's cells at its end. */
async function* runParts(parts: readonly Part[]): AsyncGenerator<Step> {
  const totals: Record<string, number> = {};
  for (const [index, { label, task }] of parts.entries()) {
    const work = task();
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        for (const cell of step.value) {
          count(totals, cell);
          yield { kind: "cell", cell };
        }
        break;
      }
      yield { kind: "progress", done: index + step.value, total: parts.length, label, counters: { ...totals } };
    }
  }
  yield { kind: "progress", done: parts.length, total: parts.length, label: "claims", counters: totals };
}

/** What `--metrics` serves of a finished part. */
function count(totals: Record<string, number>, { id, system, value }: Cell): void {
  const [, name] = id.split("/");
  const metric = {
    misses: "faults",
    references: "references",
    traps: "crossings",
    messages: "crossings",
    calls: "crossings",
  }[name];
  if (metric === undefined || id.includes(".")) return;
  const labels =
    metric === "crossings" ? `system="${system}",boundary="${name.replace(/s$/, "")}"` : `system="${system}"`;
  const key = `${metric}_total{${labels}}`;
  totals[key] = (totals[key] ?? 0) + value;
}

function patternParts(setting: Setting): Part[] {
  const rounds = setting.depth === "full" ? 24 : 8;
  const workloads = patterns({ capacity: capacityOf(setting), rounds }, setting.seed).map(patternWorkload);
  return [
    ...workloads.map((workload) => ({ label: workload.name, task: () => compareSystems(setting, workload) })),
    ...workloads.map((workload) => ({
      label: `${workload.name} under every policy`,
      task: () => policyMatrix(setting, workload),
    })),
    ...workloads
      .filter(({ name }) => setting.tenants === 2 && name === "random-again")
      .map((workload) => tenantPart(setting, workload)),
  ];
}

function tenantPart(setting: Setting, workload: Workload): Part {
  return { label: `${workload.name} beside another tenant`, task: () => tenantsBeside(setting, workload) };
}

function traceParts(setting: Setting, workload: Workload): Part[] {
  return [
    { label: "the trace on every system", task: () => compareSystems(setting, workload) },
    ...(workload.steps.length > 2 * matrixReferencesMax
      ? []
      : [{ label: "the trace under every policy", task: () => policyMatrix(setting, workload) }]),
  ];
}

/** What SQLite's recorded references allow: bounds for both mixes, the matrix (both when there is time), and two tenants. */
function* recordedParts(setting: Setting, recording: Task<readonly Workload[]>): Task {
  const workloads = yield* scaled(recording, 0, 0.2);
  const cells = workloads.flatMap((workload) => boundsOf(setting, workload, workload.name));
  const [transactions] = workloads;
  const matrices = setting.depth === "full" ? workloads : [transactions];
  for (const [index, workload] of matrices.entries()) {
    const share = 0.7 / matrices.length;
    cells.push(...(yield* scaled(policyMatrix(setting, workload), 0.2 + index * share, share)));
  }
  return setting.tenants === 2 ? [...cells, ...(yield* scaled(tenantsBeside(setting, transactions), 0.9, 0.1))] : cells;
}

/** Work whose progress is a part of a larger one. */
function* scaled<Result>(task: Task<Result>, from: number, share: number): Task<Result> {
  for (;;) {
    const step = task.next();
    if (step.done === true) return step.value;
    yield from + step.value * share;
  }
}
