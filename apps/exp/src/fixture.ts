import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "..", "dist", "main.js");
const KIT = new URL("../../../packages/experiment/dist/index.js", import.meta.url).href;

/** What one run of the command line left. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that the command line takes for its repository, with experiments that the test writes. */
export class Repository {
  readonly path = mkdtempSync(join(tmpdir(), "respin-exp-"));

  /** Writes an experiment package; `source` is its module, which finds the kit's exports in `kit`. */
  addExperiment(name: string, source: string): void {
    const folder = join(this.path, "experiments", name);
    mkdirSync(join(folder, "dist"), { recursive: true });
    const stated = { name, type: "module", respin: { experiment: "./dist/index.js" } };
    writeFileSync(join(folder, "package.json"), JSON.stringify(stated));
    writeFileSync(join(folder, "dist", "index.js"), `import * as kit from ${JSON.stringify(KIT)};\n${source}`);
  }

  /** Starts the built command line in this repository. */
  start(words: readonly string[], environment: Record<string, string> = {}) {
    return spawn(process.execPath, [MAIN, ...words], {
      cwd: this.path,
      env: { ...process.env, NO_COLOR: "1", RESPIN_DEBUG: "", RESPIN_ROOT: this.path, ...environment },
    });
  }

  /** Runs the built command line to its end. */
  exp(words: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    return outcomeOf(this.start(words, environment));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function outcomeOf(child: ReturnType<Repository["start"]>): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** An experiment that counts to a number; its claim fails when told to, and it takes its time when told to. */
export const COUNTING = `
export default kit.defineExperiment({
  name: "counting",
  title: "Counting",
  question: "Can a machine count?",
  origin: "ours",
  parameters: {
    turns: kit.integer({ default: 3, min: 1, max: 1000, help: "how far" }),
    claimAtMost: kit.integer({ default: 1000, help: "what the claim allows" }),
    pauseMs: kit.integer({ default: 0, help: "pause at each step" }),
    policy: kit.choice(["lru", "mru"], { default: "lru", help: "a word" }),
  },
  async *run({ systems, seed, parameters }) {
    const random = kit.randomFrom(seed);
    for (let turn = 0; turn < parameters.turns; turn++) {
      await new Promise((resolve) => setTimeout(resolve, parameters.pauseMs));
      const counters = { 'turns_total{system="spin"}': turn + 1 };
      yield { kind: "progress", done: turn + 1, total: parameters.turns, label: "turn " + turn, counters };
    }
    for (const system of systems) {
      const value = random.integer(0, 100);
      yield { kind: "cell", cell: { id: "count/total", system, clock: "count", unit: "1", value } };
      yield { kind: "cell", cell: { id: "count/time", system, clock: "modelled", unit: "us", value: value / 8 } };
    }
  },
  claims: [
    kit.claim("small", "The total stays small", ({ value, parameters }) => {
      const margin = parameters.claimAtMost - value("count/total", "spin");
      return { holds: margin >= 0, margin, evidence: ["count/total"] };
    }),
    kit.claim("mach", "Mach counts too", ({ value }) => {
      const total = value("count/total", "microkernel");
      return { holds: total >= 0, margin: total, evidence: ["count/total"] };
    }),
  ],
});
`;

/** An experiment without parameters whose run is the given generator's body. */
export function experimentSource(name: string, body: string): string {
  return `export default kit.defineExperiment({
    name: ${JSON.stringify(name)}, title: "t", question: "q", origin: "ours", parameters: {}, claims: [],
    async *run(context) { ${body} },
  });`;
}
