import { judgeClaims, type Cell } from "@respin/experiment";
import { expect, test } from "vitest";
import { claims } from "./claims.js";
import { contextOf, runWith } from "./testing/runs.js";

const words = { handlersMax: "1000", host: "off" };
const { cells } = await runWith(words);

/** A ratio of the host, as a run has it. */
function ratio(handlers: number, value: number, guards = "predicates", firing = "all", args = 1): Cell {
  const parameters = { arguments: args, handlers, guards, true: firing };
  return { id: "host/raise", system: "any", clock: "host", unit: "1", value, interval: [value, value], parameters };
}

const host = [
  ...[0, 1, 5].flatMap((args) => [1, 50].map((handlers) => ratio(handlers, 1.2 * handlers, "predicates", "all", args))),
  ...[10, 1000].flatMap((handlers) => [
    ratio(handlers, 2, "matches", "one"),
    ratio(handlers, handlers / 4, "predicates", "one"),
  ]),
];
const all = [...cells, ...host];

function failing(of: readonly Cell[]): string[] {
  return judgeClaims(claims, of, contextOf({ ...words, host: "on" }))
    .judged.filter(({ holds }) => !holds)
    .map(({ id }) => id);
}

type Change = (cell: Cell) => number | undefined;

/** The cells with some values changed, and with them every part of theirs. */
function changed(change: Change): Cell[] {
  return all.map((cell) => {
    const factor = change(cell);
    if (factor === undefined) return cell;
    const parts = Object.entries(cell.breakdown ?? {}).map(([name, part]) => [name, part * factor] as const);
    const breakdown = cell.breakdown === undefined ? {} : { breakdown: Object.fromEntries(parts) };
    return { ...cell, value: cell.value * factor, ...breakdown };
  });
}

const of =
  (id: string, wanted: NonNullable<Cell["parameters"]>, factor: number): Change =>
  (cell) =>
    cell.id === id && Object.entries(wanted).every(([name, value]) => cell.parameters?.[name] === value)
      ? factor
      : undefined;

test("every claim is judged, and holds", () => {
  const { judged, inapplicable } = judgeClaims(claims, all, contextOf({ ...words, host: "on" }));
  expect(inapplicable).toEqual([]);
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
});

test.each<[string, string, Change]>([
  [
    "a-call-each",
    "fifty handlers take three times as long",
    of("table1/raise", { handlers: 50, code: "out of line", arguments: 1 }, 3),
  ],
  ["linear", "a point is off the line", of("scaling/raise", { handlers: 50, true: "none", code: "in line" }, 1.02)],
  ["in-line", "one cell in line is slower", of("table1/raise", { handlers: 5, arguments: 5, code: "in line" }, 2)],
  ["install-quadratic", "making code gets no dearer", of("install/code-after-each", { handlers: 1000 }, 0.5)],
  ["install-linear", "the most handlers take longer", of("install/code-once", { handlers: 1000 }, 1.1)],
  ["a-strand-costs", "a strand is cheap", of("asynchronous/event", { handlers: 1 }, 0.1)],
  ["one-strand-an-event", "an event pays more for more handlers", of("asynchronous/event-extra", { handlers: 50 }, 2)],
  ["one-strand-an-event", "handlers share a strand", of("asynchronous/each-handler-extra", { handlers: 10 }, 0.1)],
  ["flat-with-an-index", "the index grows", of("scaling/raise", { guards: "matches", handlers: 1000 }, 1.1)],
  [
    "predictions",
    "the predictions are bad",
    ({ id, parameters }) => (id === "table1/raise" && Number(parameters?.["handlers"]) < 50 ? 1.2 : undefined),
  ],
  ["host-one", "a raise is slow", of("host/raise", { handlers: 1, arguments: 5 }, 3)],
  ["host-linear", "fifty handlers are slower than linear", of("host/raise", { handlers: 50, arguments: 0 }, 5)],
  ["host-index", "the index grows", of("host/raise", { guards: "matches", handlers: 1000 }, 5)],
  [
    "host-index",
    "predicates are as fast",
    of("host/raise", { guards: "predicates", true: "one", handlers: 1000 }, 0.001),
  ],
])("%s fails when %s, and no other claim does", (id, _, change) => {
  expect(failing(changed(change))).toEqual([id]);
});

test("intrinsic fails when anything is dispatched for an intrinsic handler alone", () => {
  const dispatched = all.map((cell) =>
    cell.id === "table1/procedure-call" ? { ...cell, value: cell.value + 0.01 } : cell,
  );
  expect(failing(dispatched)).toEqual(["intrinsic"]);
});

test("false-guards fails when a false guard takes more than SOSP'95 saw", () => {
  const slow = changed((cell) =>
    cell.id === "scaling/raise" && cell.parameters?.["guards"] === "predicates" ? 4 : undefined,
  );
  expect(failing(slow)).toEqual(["false-guards"]);
});
