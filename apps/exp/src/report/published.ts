import { errorOf, paperSources, publishedCells, roleOf, summarize } from "@respin/experiment";
import { sizesTable1, sizesTable1Total, sizesTable7 } from "@respin/experiment";
import type { OurValue, PublishedRow, PublishedSummary, PublishedTable } from "@respin/report";
import type { Source } from "./sources.js";

/** A published number, before anyone has looked for ours. */
interface Printed extends Omit<PublishedRow, "ours"> {
  readonly table: string;
  readonly source: string;
}

const PAPERS = { sosp95: "SOSP'95", osdi96: "OSDI'96" } as const;

/** Every table of the papers, each number with what the sources have for it. */
export function publishedTables(sources: readonly Source[]): PublishedTable[] {
  const ours = oursOf(sources);
  const tables = new Map<string, { readonly source: string; readonly rows: PublishedRow[] }>();
  for (const { table, source, ...printed } of [...sizes(ours), ...times()]) {
    const rows = tables.get(table) ?? { source, rows: [] };
    tables.set(table, rows);
    rows.rows.push({ ...printed, ours: (ours.get(printed.cell) ?? []).map((our) => judged(printed, our)) });
  }
  return [...tables]
    .map(([title, { source, rows }]) => ({ title, source, rows, summary: summaryOf(rows) }))
    .toSorted((a, b) => orderOf(a) - orderOf(b));
}

/** Papers in the order of their years, and the tables of each in that of the paper. */
function orderOf({ title, rows }: PublishedTable): number {
  const number = Number(/\d+$/.exec(title)?.[0] ?? 0);
  const kind = title.includes("Table") ? number : 100 + number;
  return (rows[0]?.cell.startsWith("o") === true ? 1000 : 0) + kind;
}

/** What is said of published cells; `cells` counts those that nothing reproduces, too. */
export function summaryOf(rows: readonly PublishedRow[]): PublishedSummary {
  const found = rows.filter((row) => row.ours.length > 0);
  const withRole = (role: OurValue["role"]): number => found.filter(({ ours }) => ours[0].role === role).length;
  const errors = found.flatMap(({ cell, ours }) =>
    ours.flatMap(({ role, error }) => (role === "predicted" && error !== undefined ? [{ cell, error }] : [])),
  );
  const worst = errors.toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error))[0];
  const counts = { calibrated: withRole("calibrated"), predicted: withRole("predicted") };
  const all = { cells: rows.length, reproduced: found.length, ...counts };
  return worst === undefined ? all : { ...all, median: summarize(errors.map(({ error }) => error)).median, worst };
}

/** The rows of one result alone, as if there were no other. */
export function summaryOfResult(tables: readonly PublishedTable[], experiment: number): PublishedSummary {
  const rows = tables.flatMap((table) => table.rows);
  const own = rows.map((row) => ({ ...row, ours: row.ours.filter((our) => our.experiment === experiment) }));
  return summaryOf(own.filter(({ ours }) => ours.length > 0));
}

interface Ours {
  readonly experiment: number;
  readonly clock: string;
  readonly value: number;
  /** What the document says that the paper has. */
  readonly stated: number;
}

function oursOf(sources: readonly Source[]): Map<string, Ours[]> {
  const found = new Map<string, Ours[]>();
  for (const [experiment, { cells }] of sources.entries()) {
    for (const { clock, value, published } of cells) {
      if (published === undefined) continue;
      const all = found.get(published.cell) ?? [];
      all.push({ experiment, clock, value, stated: published.value });
      found.set(published.cell, all);
    }
  }
  return found;
}

function judged({ cell, value }: Omit<PublishedRow, "ours">, our: Ours): OurValue {
  const role = our.clock === "modelled" ? roleOf(cell) : "counted";
  const error = errorOf({ value: our.value, published: { cell, value } });
  const known = error !== undefined && Number.isFinite(error) ? { error } : {};
  return { experiment: our.experiment, clock: our.clock, value: our.value, role, ...known };
}

function times(): Printed[] {
  return publishedCells().map(({ id, source, table, row, system, value, unit, note }) => ({
    table: `${PAPERS[source]}, ${table}`,
    source: paperSources[source],
    cell: id,
    row,
    system,
    unit,
    value,
    ...(note === undefined ? {} : { note }),
  }));
}

/** Tables 1 and 7 of SOSP'95. Results call an extension by our name for it: the paper's lines say which it is. */
function sizes(ours: ReadonlyMap<string, readonly Ours[]>): Printed[] {
  const printed = (table: string, cell: string, row: string, unit: string, value: number): Printed => ({
    table: `SOSP'95, ${table}`,
    source: paperSources.sosp95,
    cell,
    row,
    system: "spin",
    unit,
    value,
  });
  const parts = [
    ...sizesTable1.map(({ component, ...part }) => ({ component, ...part })),
    { component: "total", ...sizesTable1Total },
  ];
  const first = parts.flatMap((part) => {
    const of = (name: string, unit: string, value: number): Printed =>
      printed("Table 1", `t1.${part.component}.${name}`, `${part.component}: ${name.replace("-", ", ")}`, unit, value);
    const shares = "linesShare" in part ? [part.linesShare, part.textShare] : undefined;
    return [
      of("lines", "lines", part.lines),
      ...(shares === undefined ? [] : [of("lines-share", "%", shares[0])]),
      of("text", "B", part.text),
      ...(shares === undefined ? [] : [of("text-share", "%", shares[1])]),
      of("data", "B", part.data),
    ];
  });
  const seventh = sizesTable7.flatMap(({ extension, lines, text, data }) => {
    const name = ourName(ours, lines) ?? extension.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const of = (quantity: string, unit: string, value: number): Printed =>
      printed("Table 7", `t7.${name}.${quantity}`, `${extension}: ${quantity}`, unit, value);
    return [of("lines", "lines", lines), of("text", "B", text), of("data", "B", data)];
  });
  return [...first, ...seventh];
}

function ourName(ours: ReadonlyMap<string, readonly Ours[]>, lines: number): string | undefined {
  for (const [cell, values] of ours) {
    const name = /^t7\.(.+)\.lines$/.exec(cell)?.[1];
    if (name !== undefined && values.some(({ stated }) => stated === lines)) return name;
  }
  return undefined;
}

/** Published cells that documents name and no paper here has, or that they state otherwise, a sentence each. */
export function publishedDoubts(sources: readonly Source[], tables: readonly PublishedTable[]): string[] {
  const known = new Map(tables.flatMap(({ rows }) => rows.map(({ cell, value }) => [cell, value] as const)));
  return sources.flatMap(({ experiment, cells }) =>
    cells.flatMap(({ id, published }) => {
      if (published === undefined) return [];
      const value = known.get(published.cell);
      if (value === published.value) return [];
      const what = value === undefined ? "which no paper here has" : `and states it otherwise than the paper`;
      return [`${experiment} compares ${id} with ${published.cell}, ${what}.`];
    }),
  );
}
