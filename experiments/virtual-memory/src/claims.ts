import {
  claim,
  SYSTEMS,
  type Cell,
  type Claim,
  type ClaimAnswer,
  type Query,
  type SystemName,
} from "@respin/experiment";

const time = "table4/time";
/** The rows that all systems have. */
const shared = ["fault", "trap", "prot1", "prot100", "unprot100", "appel1", "appel2"] as const;

function of({ value }: Query, system: SystemName, operation: string): number {
  return value(time, system, { operation });
}

function atLeast(ratio: number, bound: number, evidence: readonly string[]): ClaimAnswer {
  return { holds: ratio >= bound, margin: ratio / bound - 1, evidence };
}

function atMost(value: number, bound: number, evidence: readonly string[]): ClaimAnswer {
  return { holds: value <= bound, margin: 1 - value / bound, evidence };
}

/** The part of a cell's time that went to one cost, in microseconds. */
function part({ cells }: Query, system: SystemName, operation: string, cost: string): number {
  const cell = cells.find(
    (each) => each.id === time && each.system === system && each.parameters?.["operation"] === operation,
  );
  return cell?.breakdown?.[cost] ?? 0;
}

/** The cells of a sweep of one system, by how far it has gone. */
function sweep(cells: readonly Cell[], id: string, system: SystemName, by: string): { at: number; value: number }[] {
  return cells
    .filter((cell) => cell.id === id && cell.system === system)
    .map(({ parameters, value }) => ({ at: Number(parameters?.[by]), value }))
    .toSorted((a, b) => a.at - b.at);
}

/** How far any point is from the line through the first and the last, as a part of its value. */
function bendOf(points: readonly { readonly at: number; readonly value: number }[]): number {
  const [first] = points;
  const last = points[points.length - 1];
  const slope = (last.value - first.value) / (last.at - first.at);
  return Math.max(...points.map(({ at, value }) => Math.abs((first.value + slope * (at - first.at)) / value - 1)));
}

export const claims: readonly Claim[] = [
  claim("spin-faster", "SPIN is faster than both others in every row of the table.", (query) =>
    atLeast(
      Math.min(
        ...shared.map(
          (row) => Math.min(of(query, "monolithic", row), of(query, "microkernel", row)) / of(query, "spin", row),
        ),
      ),
      1,
      [time],
    ),
  ),
  claim(
    "handler-in-kernel",
    "A fault reaches a handler in SPIN's kernel at least twenty times sooner than a signal handler or an external pager.",
    (query) =>
      atLeast(
        Math.min(of(query, "monolithic", "trap"), of(query, "microkernel", "trap")) / of(query, "spin", "trap"),
        20,
        [time],
      ),
  ),
  claim("lazy", "Mach unprotects lazily: Unprot100 takes less than half of Prot100.", (query) =>
    atLeast(of(query, "microkernel", "prot100") / of(query, "microkernel", "unprot100"), 2, [time]),
  ),
  claim("not-lazy", "SPIN and OSF/1 do not: Unprot100 takes what Prot100 does, within 3 percent.", (query) =>
    atMost(
      Math.max(
        ...(["spin", "monolithic"] as const).map((system) =>
          Math.abs(of(query, system, "unprot100") / of(query, system, "prot100") - 1),
        ),
      ),
      0.03,
      [time],
    ),
  ),
  claim("orders", "In each row, that of OSF/1 and Mach is faster that is faster in the paper.", ({ cells }) => {
    const margins = shared.flatMap((row) => {
      const [osf, mach] = (["monolithic", "microkernel"] as const).map((system) =>
        cells.find((cell) => cell.id === time && cell.system === system && cell.parameters?.["operation"] === row),
      );
      if (osf?.published === undefined || mach?.published === undefined) return [];
      return [osf.published.value < mach.published.value ? mach.value / osf.value : osf.value / mach.value];
    });
    return margins.length === 0 ? "not-applicable" : atLeast(Math.min(...margins), 1, [time]);
  }),
  claim(
    "crossings",
    "SPIN's fault takes one trap and no message; a signal takes three traps; an external pager's takes four messages.",
    ({ value }) => {
      const operation = "fault";
      const counts = [
        value("table4/traps", "spin", { operation }) - 1,
        value("table4/messages", "spin", { operation }),
        value("table4/traps", "monolithic", { operation }) - 3,
        value("table4/messages", "microkernel", { operation }) - 4,
      ];
      const off = Math.max(...counts.map(Math.abs));
      return { holds: off === 0, margin: -off, evidence: ["table4/traps", "table4/messages"] };
    },
  ),
  claim(
    "second-faults",
    "A store on Mach faults twice, once for the pager and once for the page table that was left as it was.",
    (query) => {
      const faults =
        part(query, "microkernel", "fault", "fault.path") / part(query, "microkernel", "trap", "fault.path");
      if (!Number.isFinite(faults)) return "not-applicable";
      const off = Math.abs(faults - 2);
      return { holds: off < 1e-9, margin: 1e-9 - off, evidence: [time] };
    },
  ),
  claim(
    "appel-on-mach",
    "What Appel's programs pay on Mach is messages, page contents that they carry, and faults: at least three quarters of Appel2.",
    (query) => {
      const costs = ["message.send", "message.word", "copy.quadword", "fault.path", "fault.message", "strand.switch"];
      const spent = costs.map((cost) => part(query, "microkernel", "appel2", cost));
      const all = of(query, "microkernel", "appel2");
      return atLeast(spent.reduce((sum, each) => sum + each, 0) / all, 0.75, [time]);
    },
  ),
  claim(
    "linear",
    "Protecting and unprotecting is linear in the pages, within 1 percent of a line.",
    ({ cells, systems }) => {
      const evidence = ["scaling/protect", "scaling/unprotect"];
      const lines = systems.flatMap((system) => evidence.map((id) => sweep(cells, id, system, "pages")));
      const long = lines.filter((points) => points.length > 2);
      return long.length === 0 ? "not-applicable" : atMost(Math.max(...long.map(bendOf)), 0.01, evidence);
    },
  ),
  claim(
    "appel-flat",
    "From a hundred pages on, what Appel's programs pay for each page does not depend on how many there are: within 5 percent.",
    ({ cells, systems }) => {
      const evidence = ["scaling/appel1", "scaling/appel2"];
      const spreads = systems.flatMap((system) =>
        evidence.flatMap((id) => {
          const values = sweep(cells, id, system, "pages").flatMap(({ at, value }) => (at >= 100 ? [value] : []));
          return values.length < 2 ? [] : [Math.max(...values) / Math.min(...values) - 1];
        }),
      );
      return spreads.length === 0 ? "not-applicable" : atMost(Math.max(...spreads), 0.05, evidence);
    },
  ),
  claim(
    "spaces",
    "What a fault costs does not depend on how many address spaces one handler serves: within 1 percent.",
    ({ cells, systems }) => {
      const evidence = ["scaling/fault"];
      const spreads = systems.flatMap((system) => {
        const values = sweep(cells, "scaling/fault", system, "spaces").map(({ value }) => value);
        return values.length < 2 ? [] : [Math.max(...values) / Math.min(...values) - 1];
      });
      return spreads.length === 0 ? "not-applicable" : atMost(Math.max(...spreads), 0.01, evidence);
    },
  ),
  claim(
    "apart",
    "Where each space has an extension of its own, SPIN's fault pays for a guard of each: linear within 1 percent of a line.",
    ({ cells }) => {
      const points = sweep(cells, "scaling/fault-apart", "spin", "spaces");
      return points.length < 3 ? "not-applicable" : atMost(bendOf(points), 0.01, ["scaling/fault-apart"]);
    },
  ),
  claim(
    "predictions",
    "Half of the paper's cells that no cost was fitted to come out within 10 percent.",
    ({ systems, value }) => {
      // Of one system alone there are too few.
      if (systems.length < SYSTEMS.length) return "not-applicable";
      return atMost(value("prediction/median-error", "any"), 0.1, ["prediction/median-error"]);
    },
  ),
];
