import type { ResultDocument } from "@respin/experiment";
import type { BenchDocument } from "@respin/telemetry";

/** A result document as metrics show it. */
export function benchDocument({ experiment, manifest, cells, claims }: ResultDocument): BenchDocument {
  const holds = claims.filter((claim) => claim.holds).length;
  return {
    experiment,
    finishedAt: (Date.parse(manifest.started) + manifest.durationMs) / 1000,
    durationSeconds: manifest.durationMs / 1000,
    cells: cells.map(({ id, system, clock, unit, value, published }) => ({
      id,
      system,
      clock,
      unit,
      value,
      published: published?.value,
    })),
    claims: { holds, fails: claims.length - holds },
  };
}
