import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { experimentSource, Repository } from "./fixture.js";
import type { Outcome } from "./fixture.js";

/** A repository whose suite is run. */
export class Suite extends Repository {
  bench(...words: readonly string[]): Promise<Outcome> {
    return this.exp(["bench", ...words]);
  }

  read(...path: readonly string[]): string {
    return readFileSync(join(this.path, ...path), "utf8");
  }

  filesIn(...path: readonly string[]): string[] {
    return readdirSync(join(this.path, ...path)).toSorted();
  }
}

/** An experiment of one modelled cell; `more` are further fields of it. */
export function trapSource(name: string, value: number, more = ""): string {
  return experimentSource(
    name,
    `yield { kind: "cell", cell: { id: "trap/enter", system: "spin", clock: "modelled", unit: "us", value: ${value},
      breakdown: { "trap.enter": ${value} }, parameters: { args: 2 } ${more} } };`,
  );
}

/** An experiment of one host cell: the expression, of the number of this `turn`, says how many times as slow it is. */
export function hostSource(factor: string): string {
  return experimentSource(
    "host",
    `const fs = await import("node:fs");
    const turn = fs.existsSync("turns") ? Number(fs.readFileSync("turns", "utf8")) : 0;
    fs.writeFileSync("turns", String(turn + 1));
    const samples = [1.9, 1.95, 2, 2, 2.05, 2.1, 2.2].map((sample) => sample * (${factor}));
    yield { kind: "cell", cell: { id: "host/raise", system: "any", clock: "host", unit: "1", value: samples[3],
      interval: [samples[1], samples[5]], samples } };`,
  );
}
