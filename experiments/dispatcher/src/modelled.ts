import { modelledCell, publishedCells, type Cell, type Part, type PublishedCellId } from "@respin/experiment";
import {
  above,
  measureAsynchronous,
  measureInstall,
  measureRaise,
  type MachineProfile,
  type RaiseSetting,
  type Taken,
} from "@respin/systems";
import { handlersUpTo } from "./setting.js";

/** What the cells of modelled time are made of. */
interface Bench {
  readonly machine: MachineProfile;
  readonly handlersMax: number;
}

/** How the generated code reaches guards and handlers. */
const codes = ["out of line", "in line"] as const;

/** Each installation is followed by two raises, so that the sweep takes time with the square of the number. */
const installedMax = 1_000;

/** Every part of the run that is in modelled time. */
export function modelledParts(bench: Bench): Part[] {
  return [...table1(bench), ...installation(bench), ...asynchronous(bench), ...scaling(bench)];
}

function timeOf(
  { machine }: Bench,
  id: string,
  taken: Taken,
  parameters: NonNullable<Cell["parameters"]>,
  paper?: PublishedCellId,
): Cell {
  return modelledCell({ id, system: "spin", parameters, paper }, taken, machine);
}

/** OSDI'96, Table 1: every cell that the paper has, told by its name. */
function table1(bench: Bench): Part[] {
  return publishedCells().flatMap(({ id }) => {
    const found = /^o1\.(\d+)-args\.(?:procedure-call|(\d+)-handlers\.(out-of-line|inline))$/.exec(id);
    if (found === null) return [];
    const [, args, handlers = "0", code] = found;
    const inLine = code === "inline";
    const setting: RaiseSetting = {
      parameters: Number(args),
      handlers: Number(handlers),
      inLine,
      firing: "all",
      guards: "predicates",
    };
    const guarded = { handlers: setting.handlers, code: inLine ? codes[1] : codes[0] };
    return {
      label: "OSDI'96, Table 1",
      cells: () => [
        timeOf(
          bench,
          code === undefined ? "table1/procedure-call" : "table1/raise",
          measureRaise(bench.machine, setting),
          { arguments: setting.parameters, ...(code === undefined ? {} : guarded) },
          id,
        ),
      ],
    };
  });
}

/** OSDI'96, section 3.1: handlers installed one after the other on one event. */
function installation(bench: Bench): Part[] {
  const papers: Record<number, PublishedCellId> = { 1: "o3.install-1", 100: "o3.install-100" };
  const sizes = handlersUpTo(Math.min(bench.handlersMax, installedMax), [1, 2, 5]);
  return [...new Set([...sizes, 1, 100])]
    .toSorted((a, b) => a - b)
    .flatMap((handlers) => [
      {
        label: "installing",
        cells: () => {
          const taken = measureInstall(bench.machine, handlers, "after each");
          return [timeOf(bench, "install/code-after-each", taken, { handlers }, papers[handlers])];
        },
      },
      {
        label: "installing",
        cells: () => {
          const taken = measureInstall(bench.machine, handlers, "at the end");
          return [timeOf(bench, "install/code-once", taken, { handlers })];
        },
      },
    ]);
}

/** OSDI'96, section 3.1: what it adds to a raise to make it on a strand, or each of its handlers on one. */
function asynchronous(bench: Bench): Part[] {
  return [1, 5, 10, 50].map((handlers) => ({
    label: "asynchronous raises",
    cells: () => {
      const take = (mode: "synchronous" | "event" | "each handler" | "both"): Taken =>
        measureAsynchronous(bench.machine, handlers, mode);
      const synchronous = take("synchronous");
      const event = take("event");
      const each = take("each handler");
      const both = take("both");
      const [least, most] = handlers === 1 ? (["o3.async-min", "o3.async-max"] as const) : [];
      return [
        timeOf(bench, "asynchronous/synchronous", synchronous, { handlers }),
        timeOf(bench, "asynchronous/event", event, { handlers }),
        timeOf(bench, "asynchronous/event-extra", above(event, synchronous), { handlers }, least),
        timeOf(bench, "asynchronous/each-handler", each, { handlers }),
        timeOf(bench, "asynchronous/each-handler-extra", above(each, synchronous), { handlers }),
        timeOf(bench, "asynchronous/both-extra", above(both, synchronous), { handlers }, most),
      ];
    },
  }));
}

/** One raise by the number of handlers: what both papers say of scaling, and what a look-up of declared matches makes of it. */
function scaling(bench: Bench): Part[] {
  const variants = [
    ...(["all", "none", "one"] as const).flatMap((firing) =>
      codes.map((code) => ({ firing, code, guards: "predicates" as const })),
    ),
    { firing: "one", code: codes[0], guards: "matches" } as const,
  ];
  return handlersUpTo(bench.handlersMax, [1, 2, 5]).flatMap((handlers) =>
    variants.map(({ firing, code, guards }) => ({
      label: `raises of ${handlers} handlers`,
      cells: () => {
        // A match needs an argument to look at.
        const setting: RaiseSetting = { parameters: 1, handlers, inLine: code === "in line", firing, guards };
        const told = { handlers, guards, true: firing, code };
        return [timeOf(bench, "scaling/raise", measureRaise(bench.machine, setting), told)];
      },
    })),
  );
}
