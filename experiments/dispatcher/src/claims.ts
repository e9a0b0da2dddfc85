import {
  claim,
  errorOf,
  publishedCell,
  roleOf,
  summarize,
  type Cell,
  type Claim,
  type ClaimAnswer,
  type Query,
} from "@respin/experiment";
import { bendOf, Finder, handlersOf, slopeOf } from "./cells.js";

/** The smallest margin of several, with the cells that say so: a claim over many cells holds by the weakest. */
function weakest(margins: readonly { readonly margin: number; readonly evidence: readonly string[] }[]): ClaimAnswer {
  if (margins.length === 0) return "not-applicable";
  const least = margins.reduce((a, b) => (b.margin < a.margin ? b : a));
  return { holds: least.margin >= 0, margin: least.margin, evidence: least.evidence };
}

/** The sweep with predicates, one list a line. */
function lines(query: Query): { firing: string; code: string; cells: Cell[] }[] {
  const find = new Finder(query.cells);
  return ["all", "none", "one"].flatMap((firing) =>
    ["out of line", "in line"].map((code) => ({
      firing,
      code,
      cells: find.all("scaling/raise", { true: firing, code, guards: "predicates" }),
    })),
  );
}

/** The line of the sweep where so many guards are true, with code out of line. */
function outOfLine(query: Query, firing: string): Cell[] {
  return new Finder(query.cells).all("scaling/raise", { true: firing, guards: "predicates", code: "out of line" });
}

const predicates = { arguments: 1, guards: "predicates" } as const;

/** A look-up pays, and its flatness shows, only from this many handlers on. */
const manyHandlers = 100;

function most(cells: readonly Cell[]): number {
  return Math.max(...cells.map(handlersOf));
}

/** What SOSP'95, section 5.5, saw a guard that was false add to a round trip, in us. */
const falseGuardOfSosp =
  (publishedCell("s55.guards-50-false.spin").value - publishedCell("s55.guards-0.spin").value) / 50;

/** What is said of modelled time. */
const modelled: readonly Claim[] = [
  claim(
    "a-call-each",
    "Each further guard and each further handler takes about one procedure call (OSDI'96, section 3.1): within a factor of 1.5",
    (query) =>
      weakest(
        [0, 1, 5].map((args) => {
          const raise = (handlers: number): number =>
            query.value("table1/raise", "spin", { arguments: args, handlers, code: "out of line" });
          const each = (raise(50) - raise(1)) / 49 / 2;
          const calls = each / query.value("table1/procedure-call", "spin", { arguments: args });
          return { margin: 1.5 - Math.max(calls, 1 / calls), evidence: ["table1/raise", "table1/procedure-call"] };
        }),
      ),
  ),

  claim(
    "linear",
    "The time of a raise is linear in its guards and handlers: within 1 percent of a line, whether all guards are true, none, or one",
    (query) => {
      const sweeps = lines(query).filter(({ cells }) => cells.length > 2);
      return weakest(sweeps.map(({ cells }) => ({ margin: 0.01 - bendOf(cells), evidence: ["scaling/raise"] })));
    },
  ),

  claim("in-line", "Guards and handlers in line are cheaper than out of line, in every cell of Table 1", (query) =>
    weakest(
      query.cells
        .filter(({ id, parameters }) => id === "table1/raise" && parameters?.["code"] === "in line")
        .map(({ id, value, parameters }) => ({
          margin: query.value(id, "spin", { ...parameters, code: "out of line" }) / value - 1,
          evidence: [id],
        })),
    ),
  ),

  claim(
    "intrinsic",
    "An event with its intrinsic handler alone is a procedure call: nothing is dispatched",
    (query) => {
      const calls = query.cells.filter(({ id }) => id === "table1/procedure-call");
      const beside = calls.map(({ value, breakdown = {} }) =>
        Math.abs(value - (breakdown["call.kernel"] ?? 0) - (breakdown["dispatch.argument"] ?? 0)),
      );
      const largest = Math.max(...beside);
      return { holds: largest < 1e-9, margin: 1e-9 - largest, evidence: ["table1/procedure-call"] };
    },
  ),

  claim(
    "install-quadratic",
    "Where its code is made anew after each, twice the handlers on one event take at least 3.5 times as long to make code for",
    (query) => {
      const ratios = codeDoublings(query, "install/code-after-each");
      return weakest(ratios.map((ratio) => ({ margin: ratio - 3.5, evidence: ["install/code-after-each"] })));
    },
  ),

  claim(
    "install-linear",
    "Where its code is made once, on the first raise, twice the handlers take twice as long to install, within 1 percent",
    (query) => {
      const cells = new Finder(query.cells).all("install/code-once");
      const doubled = cells.flatMap((cell) =>
        cells
          .filter((other) => handlersOf(other) === 2 * handlersOf(cell))
          .map((other) => Math.abs(other.value / cell.value / 2 - 1)),
      );
      return weakest(doubled.map((off) => ({ margin: 0.01 - off, evidence: ["install/code-once"] })));
    },
  ),

  claim(
    "a-strand-costs",
    "A raise of one handler that is made on a strand of its own takes longer than a synchronous one of fifty (OSDI'96, section 3.1)",
    (query) => {
      const [event, synchronous] = ["asynchronous/event", "asynchronous/synchronous"];
      const margin =
        query.value(event, "spin", { handlers: 1 }) / query.value(synchronous, "spin", { handlers: 50 }) - 1;
      return { holds: margin >= 0, margin, evidence: [event, synchronous] };
    },
  ),

  claim(
    "one-strand-an-event",
    "What an asynchronous event adds does not depend on its handlers; asynchronous handlers add a strand each",
    (query) =>
      weakest(
        [5, 10, 50].flatMap((handlers) => {
          const [event, each] = ["asynchronous/event-extra", "asynchronous/each-handler-extra"];
          const one = query.value(event, "spin", { handlers: 1 });
          return [
            { margin: 0.01 - Math.abs(query.value(event, "spin", { handlers }) / one - 1), evidence: [event] },
            {
              margin: 0.01 - Math.abs(query.value(each, "spin", { handlers }) / one / handlers - 1),
              evidence: [event, each],
            },
          ];
        }),
      ),
  ),

  claim(
    "false-guards",
    "A guard that is false takes less than one that is true and its handler, and no more than the 0.4 us that it added to a round trip in SOSP'95, section 5.5",
    (query) => {
      const [all, none] = [outOfLine(query, "all"), outOfLine(query, "none")];
      if (none.length < 2) return "not-applicable";
      const evidence = ["scaling/raise"];
      return weakest([
        { margin: slopeOf(all) / slopeOf(none) - 1, evidence },
        { margin: falseGuardOfSosp / slopeOf(none) - 1, evidence },
      ]);
    },
  ),

  claim(
    "flat-with-an-index",
    "With declared matches, of which one is true, the most handlers take what ten take, within 1 percent; neither paper had such an index",
    (query) => {
      const cells = new Finder(query.cells).all("scaling/raise", { guards: "matches" });
      const largest = most(cells);
      if (largest < manyHandlers) return "not-applicable";
      const at = (handlers: number): number => query.value("scaling/raise", "spin", { guards: "matches", handlers });
      return weakest([{ margin: 0.01 - Math.abs(at(largest) / at(10) - 1), evidence: ["scaling/raise"] }]);
    },
  ),

  claim("predictions", "Half of the papers' cells that no cost was fitted to come out within 10 percent", (query) => {
    const predicted = query.cells.filter(
      ({ published }) => published !== undefined && roleOf(published.cell) === "predicted",
    );
    const margin = 0.1 - summarize(predicted.map((cell) => errorOf(cell) ?? 0)).median;
    return { holds: margin >= 0, margin, evidence: [...new Set(predicted.map(({ id }) => id))] };
  }),
];

/** How much more time goes into code for twice the handlers, where both were tried; from ten on, where the square shows. */
function codeDoublings(query: Query, id: string): number[] {
  const cells = new Finder(query.cells).all(id).filter((cell) => handlersOf(cell) >= 10);
  const code = ({ breakdown = {} }: Cell): number => breakdown["dispatch.generate"] ?? 0;
  return cells.flatMap((cell) =>
    cells.filter((other) => handlersOf(other) === 2 * handlersOf(cell)).map((other) => code(other) / code(cell)),
  );
}

/** What is said of host time. The margins are wide: hosts are noisy, and differ. */
const host: readonly Claim[] = [
  claim("host-one", "On the host, a raise of one guarded handler takes less than three direct calls", (query) =>
    ofHost(query, () =>
      weakest(
        [0, 1, 5].map((args) => ({
          margin: 3 - query.value("host/raise", "any", { ...predicates, arguments: args, true: "all", handlers: 1 }),
          evidence: ["host/raise"],
        })),
      ),
    ),
  ),

  claim(
    "host-linear",
    "On the host, fifty guarded handlers take at most four times as long as fifty raises of one",
    (query) =>
      ofHost(query, () =>
        weakest(
          [0, 1, 5].map((args) => {
            const raise = (handlers: number): number =>
              query.value("host/raise", "any", { ...predicates, arguments: args, true: "all", handlers });
            return { margin: 4 - raise(50) / raise(1) / 50, evidence: ["host/raise"] };
          }),
        ),
      ),
  ),

  claim(
    "host-index",
    "On the host, with declared matches of which one is true, the most handlers take at most four times what ten take, and less than as many predicates",
    (query) =>
      ofHost(query, () => {
        const largest = most(new Finder(query.cells).all("host/raise", { guards: "matches" }));
        if (largest < manyHandlers) return "not-applicable";
        const one = (guards: string, handlers: number): number =>
          query.value("host/raise", "any", { arguments: 1, true: "one", guards, handlers });
        return weakest([
          { margin: 4 - one("matches", largest) / one("matches", 10), evidence: ["host/raise"] },
          { margin: one("predicates", largest) / one("matches", largest) - 1, evidence: ["host/raise"] },
        ]);
      }),
  ),
];

function ofHost(query: Query, check: () => ClaimAnswer): ClaimAnswer {
  return query.parameters["host"] === "on" ? check() : "not-applicable";
}

/** What OSDI'96 and SOSP'95 say of the dispatcher, and what we add: the code made once, the index, and host time. */
export const claims: readonly Claim[] = [...modelled, ...host];
