import { seriesOf, SYSTEMS, type Cell, type Plot, type Series } from "@respin/experiment";

/** Operations by the number of pages, and a fault by the number of spaces. */
export function plots(cells: readonly Cell[]): Plot[] {
  const series = (id: string, by: string): Series[] =>
    SYSTEMS.flatMap((system) => {
      const of = cells.filter((cell) => cell.id === id && cell.system === system);
      return of.length === 0 ? [] : [seriesOf(system, of, ({ parameters }) => Number(parameters?.[by]))];
    });
  const plot = (name: string, title: string, id: string, y: string, by: "pages" | "spaces"): Plot[] => {
    const of = series(id, by);
    if (of.length === 0) return [];
    const label = by === "pages" ? "pages" : "address spaces";
    return [
      {
        name,
        title,
        x: { label, unit: "1", scale: "log" },
        y: { label: y, unit: "us", scale: "log" },
        series: of,
      },
    ];
  };
  return [
    ...plot("protect", "Protecting pages", "scaling/protect", "all pages at once", "pages"),
    ...plot("unprotect", "Unprotecting pages", "scaling/unprotect", "all pages at once", "pages"),
    ...plot("appel2", "Appel2: protect all, fault on each", "scaling/appel2", "each page", "pages"),
    ...plot("spaces", "A fault, by the number of address spaces", "scaling/fault", "one fault", "spaces"),
  ];
}
