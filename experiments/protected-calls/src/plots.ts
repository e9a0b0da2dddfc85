import { seriesOf, SYSTEMS, type Cell, type Plot } from "@respin/experiment";

/** A call to another space, by the number of spaces that there are. */
export function plots(cells: readonly Cell[]): Plot[] {
  const series = SYSTEMS.flatMap((system) => {
    const of = cells.filter((cell) => cell.id === "scaling/call" && cell.system === system);
    return of.length === 0 ? [] : [seriesOf(system, of, ({ parameters }) => Number(parameters?.["spaces"]))];
  });
  if (series.length === 0) return [];
  return [
    {
      name: "spaces",
      title: "A call to another address space, by the number of spaces",
      x: { label: "address spaces", unit: "1", scale: "log" },
      y: { label: "one call", unit: "us", scale: "log" },
      series,
    },
  ];
}
