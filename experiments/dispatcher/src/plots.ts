import { seriesOf, type Axis, type Cell, type Plot } from "@respin/experiment";
import { Finder, handlersOf } from "./cells.js";

const handlers: Axis = { label: "handlers installed", unit: "1", scale: "log" };

/** Time by the number of handlers: of a raise, of installing them, and of a raise on the host. */
export function plots(cells: readonly Cell[]): Plot[] {
  const find = new Finder(cells);
  const predicates = (firing: string, code: string): Cell[] =>
    find.all("scaling/raise", { guards: "predicates", true: firing, code });
  const onHost = (guards: string, firing: string): Cell[] =>
    find.all("host/raise", { guards, true: firing, arguments: 1 }).filter((cell) => handlersOf(cell) > 0);
  const modelled: Plot[] = [
    {
      name: "raise",
      title: "One raise by the number of handlers",
      x: handlers,
      y: { label: "one raise", unit: "us", scale: "log" },
      series: [
        seriesOf("all guards true, out of line", predicates("all", "out of line"), handlersOf),
        seriesOf("one guard true, out of line", predicates("one", "out of line"), handlersOf),
        seriesOf("no guard true, out of line", predicates("none", "out of line"), handlersOf),
        seriesOf("all guards true, in line", predicates("all", "in line"), handlersOf),
        seriesOf("one guard true, in line", predicates("one", "in line"), handlersOf),
        seriesOf(
          "declared matches in an index, one true",
          find.all("scaling/raise", { guards: "matches" }),
          handlersOf,
        ),
      ],
    },
    {
      name: "install",
      title: "Installing handlers one after the other on one event",
      x: handlers,
      y: { label: "all installations", unit: "us", scale: "log" },
      series: [
        seriesOf("code made anew after each, as SPIN does", find.all("install/code-after-each"), handlersOf),
        seriesOf("code made once, on the first raise", find.all("install/code-once"), handlersOf),
      ],
    },
  ];
  if (find.one("host/raise") === undefined) return modelled;
  const host: Plot = {
    name: "host",
    title: "One raise on this computer by the number of handlers",
    x: handlers,
    y: { label: "direct calls that one raise takes, with 95 % interval", unit: "1", scale: "log" },
    series: [
      seriesOf("all guards true", onHost("predicates", "all"), handlersOf),
      seriesOf("one guard true", onHost("predicates", "one"), handlersOf),
      seriesOf("no guard true", onHost("predicates", "none"), handlersOf),
      seriesOf("declared matches in an index, one true", onHost("matches", "one"), handlersOf),
    ],
  };
  return [...modelled, host];
}
