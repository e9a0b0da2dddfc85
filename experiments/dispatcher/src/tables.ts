import { errorOf, publishedCell, roleOf, summarize, type Cell, type Table } from "@respin/experiment";
import { Finder, handlersOf, slopeOf } from "./cells.js";

/** The tables of a run: OSDI'96's Table 1 as the paper has it, installation, asynchronous raises, scaling, and host time. */
export function tables(cells: readonly Cell[]): Table[] {
  const find = new Finder(cells);
  return [
    table1(find),
    errors(find, cells),
    installation(find),
    asynchronous(find),
    scaling(find),
    slopes(find),
    ...(find.one("host/raise") === undefined ? [] : [hostGrid(find), hostSweep(find)]),
  ];
}

const argumentCounts = [0, 1, 5];

/** The columns of Table 1: what the paper calls them, and which cell of a row they hold. */
const columns: readonly { readonly head: string; readonly cell: (find: Finder, args: number) => Cell | undefined }[] = [
  { head: "call", cell: (find, args) => find.one("table1/procedure-call", { arguments: args }) },
  ...[1, 5, 10, 50].flatMap((handlers) =>
    (["out of line", "in line"] as const).map((code) => ({
      head: `${handlers} ${code === "in line" ? "in" : "out"}`,
      cell: (find: Finder, args: number) => find.one("table1/raise", { arguments: args, handlers, code }),
    })),
  ),
];

const heads = columns.map(({ head }) => head);

function table1(find: Finder): Table {
  return {
    title: "Table 1: one raise, ours and the paper's",
    columns: heads,
    rows: argumentCounts.flatMap((args) => {
      const row = columns.map(({ cell }) => cell(find, args));
      return [
        {
          label: argumentsLabel(args),
          unit: "us",
          values: row.map((cell) => (cell === undefined ? null : rounded(cell.value))),
        },
        { label: "paper", unit: "us", values: row.map((cell) => cell?.published?.value ?? null) },
      ];
    }),
    notes: [
      "A procedure call, then 1, 5, 10 and 50 guarded handlers, with code out of line and in line (in line: declared small enough). Rounded to hundredths, as the paper's.",
    ],
  };
}

function rounded(us: number): number {
  return Math.round(us * 100) / 100;
}

function errors(find: Finder, cells: readonly Cell[]): Table {
  const shown = cells.filter(
    ({ id, published }) =>
      id.startsWith("table1/") && published !== undefined && roleOf(published.cell) === "predicted",
  );
  const worst = shown.reduce<Cell | undefined>((a, b) => (a === undefined || off(b) > off(a) ? b : a), undefined);
  const which = worst?.published === undefined ? "" : `, in ${worst.published.cell}`;
  const { median, worst: largest } = summarize(shown.map(off));
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return {
    title: "Table 1: error against the paper",
    columns: heads,
    rows: argumentCounts.map((args) => ({
      label: argumentsLabel(args),
      unit: "%",
      values: columns.map(({ cell }) => errorText(cell(find, args))),
    })),
    notes: [
      "In brackets: the cells that costs were fitted to, as the profile declares. The others are predicted.",
      `${shown.length} predicted cells: median error ${percent(median)}, worst ${percent(largest)}${which}.`,
    ],
  };
}

function off(cell: Cell): number {
  return Math.abs(errorOf(cell) ?? 0);
}

/** The error in percent, in brackets where the cell was fitted. */
function errorText(cell: Cell | undefined): string | null {
  const error = cell === undefined ? undefined : errorOf(cell);
  if (cell?.published === undefined || error === undefined) return null;
  const percent = (100 * error).toFixed(1);
  const text = Number(percent) > 0 ? `+${percent}` : Number(percent) === 0 ? "0.0" : percent;
  return roleOf(cell.published.cell) === "calibrated" ? `[${text}]` : text;
}

function numbersOf(find: Finder, id: string, parameters: NonNullable<Cell["parameters"]> = {}): number[] {
  return [...new Set(find.all(id, parameters).map(handlersOf))].toSorted((a, b) => a - b);
}

function installation(find: Finder): Table {
  const id = "install/code-after-each";
  return {
    title: "Installing handlers one after the other on one event",
    columns: ["code after each", "paper", "error %", "code once"],
    rows: numbersOf(find, id).map((handlers) => {
      const cell = find.one(id, { handlers });
      return {
        label: handlersLabel(handlers),
        unit: "us",
        values: [
          cell?.value ?? null,
          cell?.published?.value ?? null,
          errorText(cell),
          find.value("install/code-once", { handlers }),
        ],
      };
    }),
    notes: [
      "Code after each: the event is raised after each installation, and what is behind its raise made anew for all handlers, at the price of SPIN's code. Code once: ours, on the first raise after all. In brackets: fitted.",
    ],
  };
}

function asynchronous(find: Finder): Table {
  const low = publishedCell("o3.async-min").value;
  const high = publishedCell("o3.async-max").value;
  return {
    title: "Asynchronous raises, until the last handler has run",
    columns: [
      "synchronous",
      "event",
      "event, more",
      "paper",
      "error %",
      "each, more",
      "both, more",
      "most",
      "of most %",
    ],
    rows: numbersOf(find, "asynchronous/event").map((handlers) => {
      const value = (name: string): number | null => find.value(`asynchronous/${name}`, { handlers });
      const extra = find.one("asynchronous/event-extra", { handlers });
      const both = find.one("asynchronous/both-extra", { handlers });
      return {
        label: handlersLabel(handlers),
        unit: "us",
        values: [
          value("synchronous"),
          value("event"),
          value("event-extra"),
          extra?.published?.value ?? null,
          errorText(extra),
          value("each-handler-extra"),
          value("both-extra"),
          both?.published?.value ?? null,
          errorText(both),
        ],
      };
    }),
    notes: [
      `Event: all handlers on one strand. Each: a strand for each handler. Both: the event on a strand, and from there each handler on one. More: than the synchronous raise. The paper has ${low} to ${high} us more and does not say what it hangs on; that the most is for both is our reading.`,
    ],
  };
}

function scaling(find: Finder): Table {
  const variants = [
    ...["all", "none", "one"].flatMap((firing) =>
      ["out of line", "in line"].map((code) => ({
        head: `${firing} ${code === "in line" ? "in" : "out"}`,
        parameters: { guards: "predicates", true: firing, code },
      })),
    ),
    { head: "index", parameters: { guards: "matches" } },
  ];
  return {
    title: "One raise by the number of handlers",
    columns: variants.map(({ head }) => head),
    rows: numbersOf(find, "scaling/raise").map((handlers) => ({
      label: formatted(handlers),
      unit: "us",
      values: variants.map(({ parameters }) => find.value("scaling/raise", { ...parameters, handlers })),
    })),
    notes: [
      "All, none or one of the guards true; code out of line and in line; one argument. Index: declared matches, of which one is true, looked up from eight on.",
    ],
  };
}

function slopes(find: Finder): Table {
  const slope = (firing: string, code: string): number | null => {
    const cells = find.all("scaling/raise", { guards: "predicates", true: firing, code });
    return cells.length < 2 ? null : slopeOf(cells);
  };
  const published = (id: Parameters<typeof publishedCell>[0]): number => publishedCell(id).value;
  const sosp = (id: "s55.guards-50-false.spin" | "s55.guards-50-true.spin"): number =>
    (published(id) - published("s55.guards-0.spin")) / 50;
  return {
    title: "What each further handler adds",
    columns: ["out of line", "in line", "SOSP'95 5.5", "OSDI'96 Table 2"],
    rows: [
      {
        label: "its guard false",
        unit: "us",
        values: [
          slope("none", "out of line"),
          slope("none", "in line"),
          sosp("s55.guards-50-false.spin"),
          (published("o2.50-guards") - published("o2.1-guards")) / 49,
        ],
      },
      {
        label: "its guard true",
        unit: "us",
        values: [slope("all", "out of line"), slope("all", "in line"), sosp("s55.guards-50-true.spin"), null],
      },
    ],
    notes: [
      "The papers' columns are of UDP round trips, whose guards look into packets. There is no network here yet: only that all are linear can be compared.",
    ],
  };
}

function hostGrid(find: Finder): Table {
  const parameters = { guards: "predicates", true: "all" };
  const handlers = numbersOf(find, "host/raise", { ...parameters, arguments: 0 });
  return {
    title: "Host time of one raise, all guards true: direct calls that it takes",
    columns: argumentCounts.map(argumentsLabel),
    rows: handlers.map((number) => ({
      label: number === 0 ? "intrinsic alone" : handlersLabel(number),
      values: argumentCounts.map((args) =>
        withInterval(find.one("host/raise", { ...parameters, handlers: number, arguments: args })),
      ),
    })),
    notes: [
      "The ratio of two medians of samples taken in turn, and its 95 % bootstrap interval. V8, not the dispatcher, decides what is in line.",
    ],
  };
}

function hostSweep(find: Finder): Table {
  const variants = [
    ...["all", "none", "one"].map((firing) => ({
      head: `${firing} true`,
      parameters: { guards: "predicates", true: firing },
    })),
    { head: "index", parameters: { guards: "matches", true: "one" } },
  ];
  return {
    title: "Host time of one raise by the number of handlers: direct calls that it takes",
    columns: variants.map(({ head }) => head),
    rows: numbersOf(find, "host/raise", { guards: "matches" }).map((handlers) => ({
      label: formatted(handlers),
      values: variants.map(({ parameters }) =>
        withInterval(find.one("host/raise", { ...parameters, arguments: 1, handlers })),
      ),
    })),
    notes: [
      "One argument. Index: declared matches, of which one is true, looked up from eight on. Here the handlers count, so that their work can be checked.",
    ],
  };
}

function withInterval(cell: Cell | undefined): string | null {
  if (cell?.interval === undefined) return null;
  const [low, high] = cell.interval;
  return `${short(cell.value)} [${short(low)}, ${short(high)}]`;
}

/** Three digits are more than a host's time has. */
function short(value: number): string {
  return value >= 100 ? formatted(Math.round(value)) : value.toPrecision(3);
}

function argumentsLabel(args: number): string {
  return args === 1 ? "1 arg" : `${args} args`;
}

function handlersLabel(handlers: number): string {
  return handlers === 1 ? "1 handler" : `${formatted(handlers)} handlers`;
}

function formatted(number: number): string {
  return number.toLocaleString("en-US");
}
