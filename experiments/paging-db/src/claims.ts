import { claim, type Cell, type Claim, type ClaimAnswer, type Query, type SystemName } from "@respin/experiment";
import { OWN, OWN_IDLE } from "./comparison.js";
import { patternNames } from "./patterns.js";
import { sqliteMixes } from "./sqlite-workload.js";

/** The workloads of which the run has cells in the matrix, or elsewhere. */
function workloads(query: Query, suffix: string): string[] {
  const ids = new Set(query.cells.map(({ id }) => id));
  return [...new Set([...ids].filter((id) => id.endsWith(suffix)).map((id) => id.slice(0, -suffix.length)))];
}

/** The smallest margin of several, with the cells that say so: a claim over many workloads holds by its weakest one. */
function weakest(margins: readonly { readonly margin: number; readonly evidence: readonly string[] }[]): ClaimAnswer {
  if (margins.length === 0) return "not-applicable";
  const least = margins.reduce((a, b) => (b.margin < a.margin ? b : a));
  return { holds: least.margin >= 0, margin: least.margin, evidence: least.evidence };
}

/** The workload of a cell that the optimum bounds: pages brought in, or fetched in a row of the matrix. */
function boundedName(id: string): string | undefined {
  for (const suffix of ["/brought-in", ".matrix/fetches"]) {
    const name = id.slice(0, -suffix.length);
    if (id.endsWith(suffix) && !name.endsWith(".own-policy")) return name;
  }
  return undefined;
}

/** Whether a row of the matrix is a system's own policy. */
function isOwn(policy: unknown): boolean {
  return policy === OWN || policy === OWN_IDLE;
}

/** Systems of the run, in pairs with the first. */
const others = (query: Query): readonly SystemName[] => query.systems.slice(1);

/** Whether a cell is of that mix, whichever way it was run. */
function isOfMix(id: string, name: string): boolean {
  return id.startsWith(`${name}/`) || id.startsWith(`${name}.`);
}

/** The cells of all mixes, and of all ways to run them, that say one thing. */
function ofMixes(query: Query, what: string): readonly Cell[] {
  return query.cells.filter(({ id }) => id.endsWith(`/${what}`) && sqliteMixes.some((name) => isOfMix(id, name)));
}

function idsOf(cells: readonly Cell[]): readonly string[] {
  return [...new Set(cells.map(({ id }) => id))];
}

/** The claim needs all of these systems. */
function needs(query: Query, ...systems: readonly SystemName[]): boolean {
  return systems.every((system) => query.systems.includes(system));
}

/** Misses of a reference from which on a workload is one that misses: a hit crosses no boundary, and costs the same everywhere. */
const missingRatioMin = 0.02;

/**
 * What paging-db says. SOSP'95 had no such experiment: the claims are ours, after Stonebraker's argument (CACM 24(7), 1981) that
 * a database knows what an operating system's fixed policy cannot.
 */
export const claims: readonly Claim[] = [
  claim(
    "same-misses",
    "With the same policy and the same memory, all systems take exactly the same misses",
    (query) => {
      const names = workloads(query, ".matrix/misses");
      const [first] = query.systems;
      const differences = query.cells
        .filter(
          ({ id, system, parameters }) =>
            id.endsWith(".matrix/misses") && system === first && !isOwn(parameters?.["policy"]),
        )
        .flatMap(({ id, value, parameters }) =>
          others(query).map((system) =>
            Math.abs(value - query.value(id, system, { policy: String(parameters?.["policy"]) })),
          ),
        );
      if (differences.length === 0) return "not-applicable";
      const largest = Math.max(...differences);
      return { holds: largest === 0, margin: -largest || 0, evidence: names.map((name) => `${name}.matrix/misses`) };
    },
  ),

  claim("above-the-optimum", "No system brings in fewer pages than Belady's optimum", (query) =>
    weakest(
      query.cells.flatMap(({ id, value, parameters }) => {
        const name = boundedName(id);
        // A system's own policy may read ahead of the references, in the matrix too.
        if (name === undefined || isOwn(parameters?.["policy"]) || !query.has(`${name}/optimum-misses`, "any"))
          return [];
        const optimum = `${name}/optimum-misses`;
        return [{ margin: value / query.value(optimum, "any") - 1, evidence: [id, optimum] }];
      }),
    ),
  ),

  claim(
    "advice-pays",
    "On a cyclic scan, SPIN with the policy that the database names misses at most half as often as each system with its own fixed policy",
    (query) => {
      const [id, own] = ["sequential-cyclic/misses", "sequential-cyclic.own-policy/misses"];
      if (!needs(query, "spin") || !query.has(id, "spin") || query.parameters["policy"] !== "advised")
        return "not-applicable";
      return weakest(
        query.systems.map((system) => ({
          margin: 0.5 - query.value(id, "spin") / query.value(own, system),
          evidence: [id, own],
        })),
      );
    },
  ),

  claim(
    "double-buffering",
    "A database that keeps its own cache beside the kernel's has more blocks read from the disk than the same database in SPIN, with the same memory, wherever pages are referenced again",
    (query) => {
      if (!needs(query, "spin", "monolithic") || query.parameters["policy"] !== "advised") return "not-applicable";
      const again = [...patternNames.filter((name) => !name.endsWith("-once")), ...sqliteMixes];
      return weakest(
        again
          .filter((name) => query.has(`${name}/disk-reads`, "spin"))
          .map((name) => ({
            margin: query.ratio(`${name}/disk-reads`, ["monolithic", "spin"]) - 1,
            evidence: [`${name}/disk-reads`],
          })),
      );
    },
  ),

  claim(
    "messages-cost",
    "With the same policy and the same misses, a reference costs the processor at least twice as much in the microkernel as in SPIN, on workloads of which at least 2 in 100 references miss",
    (query) => {
      if (!needs(query, "spin", "microkernel")) return "not-applicable";
      const policy = "advised";
      return weakest(
        workloads(query, ".matrix/processor-time")
          .filter((name) => {
            const references = query.value(`${name}/references-of-string`, "any");
            return query.value(`${name}.matrix/misses`, "spin", { policy }) / references >= missingRatioMin;
          })
          .map((name) => {
            const id = `${name}.matrix/processor-time`;
            return {
              margin: query.value(id, "microkernel", { policy }) / query.value(id, "spin", { policy }) - 2,
              evidence: [id],
            };
          }),
      );
    },
  ),

  claim(
    "idle-extension",
    "An extension that handles every paging event and does nothing costs SPIN at most 2 percent of its processor time",
    (query) => {
      if (!needs(query, "spin")) return "not-applicable";
      return weakest(
        workloads(query, ".matrix/processor-time").map((name) => {
          const id = `${name}.matrix/processor-time`;
          const slower = query.value(id, "spin", { policy: OWN_IDLE }) / query.value(id, "spin", { policy: OWN }) - 1;
          return { margin: 0.02 - slower, evidence: [id] };
        }),
      );
    },
  ),

  claim("foolish-neighbour", "In SPIN a tenant with a foolish policy does not raise the other's misses", (query) => {
    if (!needs(query, "spin")) return "not-applicable";
    return weakest(
      workloads(query, ".tenants/misses").map((name) => {
        const id = `${name}.tenants/misses`;
        const beside = (neighbour: string): number => query.value(id, "spin", { neighbour });
        return { margin: Math.min(beside("none"), beside("sensible")) / beside("foolish") - 1, evidence: [id] };
      }),
    );
  }),

  claim("same-rows", "SQLite returns the same rows on all systems", (query) => {
    const asked = ofMixes(query, "rows-hash");
    if (asked.length === 0) return "not-applicable";
    const differing = sqliteMixes.filter((name) => {
      const hashes = asked.filter(({ id }) => isOfMix(id, name)).map(({ value }) => value);
      return new Set(hashes).size > 1;
    });
    return { holds: differing.length === 0, margin: -differing.length || 0, evidence: idsOf(asked) };
  }),

  claim("sound-databases", "SQLite's integrity check finds nothing on any system", (query) => {
    const asked = ofMixes(query, "integrity");
    if (asked.length === 0) return "not-applicable";
    const bad = asked.filter(({ value }) => value !== 1);
    return { holds: bad.length === 0, margin: -bad.length || 0, evidence: idsOf(asked) };
  }),

  claim(
    "sqlite-transactions",
    "With files and 2 MB of memory, SPIN runs the transaction mix of SQLite in less time than the other systems; a database on the monolithic system's raw device comes within 5 percent",
    (query) => {
      const [id, raw] = ["sqlite-tpcc/time", "sqlite-tpcc.raw-device/time"];
      const asked = query.parameters["policy"] === "advised" && query.parameters["frames"] === 256;
      if (!asked || !needs(query, "spin", "monolithic", "microkernel") || !query.has(id, "spin"))
        return "not-applicable";
      const spin = query.value(id, "spin");
      return weakest([
        ...others(query).map((system) => ({ margin: query.value(id, system) / spin - 1, evidence: [id] })),
        { margin: 0.05 - Math.abs(query.value(raw, "monolithic") / spin - 1), evidence: [id, raw] },
      ]);
    },
  ),
];
