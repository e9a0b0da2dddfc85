import { seriesOf, SYSTEMS, type Cell, type Plot } from "@respin/experiment";

/** Ping-pong at user level, by the number of threads that there are. */
export function plots(cells: readonly Cell[]): Plot[] {
  const series = SYSTEMS.flatMap((system) => {
    const of = cells.filter((cell) => cell.id === "scaling/ping-pong" && cell.system === system);
    return of.length === 0 ? [] : [seriesOf(system, of, ({ parameters }) => Number(parameters?.["threads"]))];
  });
  if (series.length === 0) return [];
  return [
    {
      name: "threads",
      title: "Two threads signal each other, by the number of threads",
      x: { label: "threads", unit: "1", scale: "log" },
      y: { label: "one round", unit: "us", scale: "log" },
      series,
    },
  ];
}
