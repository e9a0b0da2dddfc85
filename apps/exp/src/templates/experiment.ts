import { jsonFile, tsconfigFile, vitestFile } from "./package.js";

/** The files of a new experiment, by path within its folder. They are formatted, and pass every check as they are. */
export function experimentFiles(name: string): ReadonlyMap<string, string> {
  return new Map([
    ["package.json", packageFile(name)],
    ["tsconfig.json", tsconfigFile("../..", ["../../packages/experiment", "../../packages/systems"])],
    ["vitest.config.ts", vitestFile("../..")],
    ["README.md", readme(name)],
    ["src/index.ts", indexFile(name)],
    ["src/experiment.test.ts", testFile],
  ]);
}

function packageFile(name: string): string {
  return jsonFile({
    name: `@respin/${name}`,
    version: "0.1.0",
    private: true,
    license: "MIT",
    type: "module",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    scripts: { test: "vitest run" },
    dependencies: { "@respin/experiment": "workspace:*", "@respin/systems": "workspace:*" },
    respin: { experiment: "./dist/index.js" },
  });
}

const indexFile = (name: string): string => `import {
  claim,
  defineExperiment,
  integer,
  modelledCell,
  profilesOf,
  stepsOf,
  SYSTEMS,
  type Cell,
  type SystemName,
  type Table,
} from "@respin/experiment";
import { machineNamed, measureCall, type MachineProfile } from "@respin/systems";

/** The calls that every system has: of its kernel, and of a server in another address space. */
const kinds = ["system-call", "cross-address-space"] as const;

export default defineExperiment({
  name: "${name}",
  title: "What a call of the kernel costs, and one of another address space",
  question: "How many system calls could be made in the time of one call to another address space?",
  origin: "ours",
  parameters: {
    calls: integer({ default: 10, min: 1, max: 100_000, help: "calls that each average is taken over" }),
  },

  async *run({ systems, machine, parameters: { calls } }) {
    const profile = machineNamed(machine);
    yield* stepsOf(systems.map((system) => ({ label: system, cells: () => cellsOf(system, profile, calls) })));
  },

  claims: [
    claim(
      "another-space-is-dear",
      "On every system, a call to another address space costs at least ten system calls.",
      ({ systems, value }) => {
        const time = (system: SystemName, kind: string): number => value("call/time", system, { kind });
        const ratios = systems.map((system) => time(system, "cross-address-space") / time(system, "system-call"));
        const [least, bound] = [Math.min(...ratios), 10];
        return { holds: least >= bound, margin: least / bound - 1, evidence: ["call/time"] };
      },
    ),
  ],

  tables: (cells) => tables(cells),
  profiles: profilesOf,
  notes: ["A call without arguments, of a procedure that does nothing: what is left is the transfer of control."],
});

/** What one system is measured for. */
function cellsOf(system: SystemName, machine: MachineProfile, iterations: number): Cell[] {
  return kinds.flatMap((kind): Cell[] => {
    const taken = measureCall(system, kind, { machine, iterations });
    if (taken === undefined) return [];
    const parameters = { kind };
    return [
      modelledCell({ id: "call/time", system, parameters }, taken, machine),
      { id: "call/traps", system, clock: "count", unit: "1", value: taken.crossings.traps, parameters },
    ];
  });
}

function tables(cells: readonly Cell[]): Table[] {
  const columns = SYSTEMS.filter((system) => cells.some((cell) => cell.system === system));
  const values = (id: string, kind: string): (number | null)[] => {
    const row = cells.filter((cell) => cell.id === id && cell.parameters?.["kind"] === kind);
    return columns.map((system) => row.find((cell) => cell.system === system)?.value ?? null);
  };
  return [
    {
      title: "One call",
      columns,
      rows: kinds.map((kind) => ({ label: kind, unit: "us", values: values("call/time", kind), best: "low" })),
    },
    {
      title: "Traps of one call",
      columns,
      rows: kinds.map((kind) => ({ label: kind, unit: "1", values: values("call/traps", kind) })),
    },
  ];
}
`;

const testFile = `import { contextFor, judgeClaims, runExperiment } from "@respin/experiment";
import { expect, test } from "vitest";
import experiment from "./index.js";

const root = import.meta.dirname;
const context = contextFor(experiment, {});
const { cells, claims } = await runExperiment(experiment, context, { root });

test("every system has a time and a number of traps for each call", () => {
  const found = cells.map(({ id, system, parameters }) => \`\${system} \${id} \${String(parameters?.["kind"])}\`);
  expect(new Set(found).size).toBe(12);
  for (const { value } of cells) expect(value).toBeGreaterThanOrEqual(0);
});

test("where the time went adds up to the time", () => {
  for (const { value, breakdown } of cells.filter(({ clock }) => clock === "modelled")) {
    const sum = Object.values(breakdown ?? {}).reduce((all, part) => all + part, 0);
    expect(sum).toBeCloseTo(value, 9);
  }
});

test("a call to another address space traps twice with SPIN's extension, and not at all with messages", () => {
  const traps = (system: string): number | undefined =>
    cells.find((cell) => cell.id === "call/traps" && cell.system === system && isAcross(cell.parameters))?.value;
  expect([traps("spin"), traps("microkernel")]).toEqual([2, 0]);
});

test("every claim holds, and fails where a call to another address space is a tenth of what it is", () => {
  expect(claims.map(({ id, holds }) => [id, holds])).toEqual([["another-space-is-dear", true]]);
  const cheap = cells.map((cell) => (isAcross(cell.parameters) ? { ...cell, value: cell.value / 10 } : cell));
  const judged = judgeClaims(experiment.claims, cheap, context).judged;
  expect(judged.map(({ holds }) => holds)).toEqual([false]);
});

test("the same is found again, with one system alone, too", async () => {
  const alone = contextFor(experiment, { systems: "monolithic", parameters: { calls: "10" } });
  const again = await runExperiment(experiment, alone, { root });
  expect(again.cells).toEqual(cells.filter(({ system }) => system === "monolithic"));
  const shown = experiment.tables(again.cells, alone) ?? [];
  expect(shown.flatMap(({ columns }) => columns)).toEqual(["monolithic", "monolithic"]);
});

function isAcross(parameters: object | undefined): boolean {
  return parameters !== undefined && "kind" in parameters && parameters.kind === "cross-address-space";
}
`;

const readme = (name: string): string => `# ${name}

How many system calls could be made in the time of one call to another address space? This experiment asks the three
systems: a parameter, cells of modelled time with where it went, a count, a claim, two tables.

- \`src/index.ts\`: the experiment. \`package.json\` says that it is one, in \`respin.experiment\`; nothing else has to be told.
- \`src/experiment.test.ts\`: runs it, checks what it finds, and shows that its claim can fail.

\`\`\`sh
corepack pnpm exp run ${name}
corepack pnpm --filter @respin/${name} test
\`\`\`

[Writing an experiment](../../docs/writing-an-experiment.md) shows what else one may have: published cells beside its own,
plots, host time, validation, a baseline.
`;
