import { osdi96 } from "./osdi96.js";
import { sosp95 } from "./sosp95.js";

/** A published cell as the data files write it. */
export type PublishedRow = readonly [
  id: string,
  table: string,
  row: string,
  system: "spin" | "monolithic" | "microkernel",
  value: number,
  unit: "us" | "ms" | "Mbit/s" | "percent",
  note?: string,
];

/** Where published cells come from, cited in full. */
export const paperSources = {
  sosp95:
    "Bershad, Savage, Pardyak, Sirer, Fiuczynski, Becker, Chambers, Eggers: Extensibility, Safety and Performance in the SPIN Operating System. SOSP 1995, pp. 267-284.",
  osdi96: "Pardyak, Bershad: Dynamic Binding for an Extensible System. OSDI 1996.",
} as const;

/** The systems the papers measured, on a DEC Alpha AXP 3000/400 at 133 MHz. */
export const paperSystems = {
  spin: "SPIN V0.4 (August 1995; the OSDI 1996 cells: V1.26, September 1996)",
  monolithic: "DEC OSF/1 V2.1",
  microkernel: "Mach 3.0",
} as const;

/** A number that a paper has printed. */
export interface PublishedCell {
  readonly id: PublishedCellId;
  readonly source: keyof typeof paperSources;
  readonly table: string;
  readonly row: string;
  readonly system: PublishedRow[3];
  readonly value: number;
  readonly unit: PublishedRow[5];
  readonly note?: string;
}

/** Every id there is: a misspelt one does not compile. */
export type PublishedCellId = (typeof sosp95)[number][0] | (typeof osdi96)[number][0];

const cells = new Map<string, PublishedCell>();
for (const row of sosp95) add("sosp95", row);
for (const row of osdi96) add("osdi96", row);

function add(source: PublishedCell["source"], row: (typeof sosp95)[number] | (typeof osdi96)[number]): void {
  const [id, table, name, system, value, unit] = row;
  const note = row.length === 7 ? { note: row[6] } : {};
  cells.set(id, { id, source, table, row: name, system, value, unit, ...note });
}

/** Every published cell, in the order of the papers. */
export function publishedCells(): readonly PublishedCell[] {
  return [...cells.values()];
}

/** Whether the papers have a cell of that id. */
export function isPublishedCellId(id: string): id is PublishedCellId {
  return cells.has(id);
}

/** A published cell by its id, such as `t4.trap.spin`. */
export function publishedCell(id: PublishedCellId): PublishedCell {
  const cell = cells.get(id);
  if (cell === undefined) throw new RangeError(`the papers have no cell ${JSON.stringify(id)}`);
  return cell;
}

/** What a result cell carries to be shown beside the papers' own: its `published` field. */
export function published(id: PublishedCellId): { readonly cell: PublishedCellId; readonly value: number } {
  return { cell: id, value: publishedCell(id).value };
}
