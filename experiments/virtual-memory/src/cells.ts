import { errorOf, isPublishedCellId, modelledCell, roleOf, summarize, type Cell, type Part } from "@respin/experiment";
import { measureMemory, type MachineProfile, type MemoryOperation, type SystemName, type Taken } from "@respin/systems";

export interface Setting {
  readonly machine: MachineProfile;
  readonly iterations: number;
  readonly pagesMax: number;
  readonly spacesMax: number;
}

/** The rows of Table 4: what each is of our operations, on how many pages. The last is ours: Appel1 until the store has gone through. */
export const rows: readonly { readonly row: string; readonly operation: MemoryOperation; readonly pages: number }[] = [
  { row: "dirty", operation: "dirty", pages: 100 },
  { row: "fault", operation: "fault", pages: 100 },
  { row: "trap", operation: "trap", pages: 100 },
  { row: "prot1", operation: "protect", pages: 1 },
  { row: "prot100", operation: "protect", pages: 100 },
  { row: "unprot100", operation: "unprotect", pages: 100 },
  { row: "appel1", operation: "appel1", pages: 100 },
  { row: "appel2", operation: "appel2", pages: 100 },
  { row: "appel1-restarted", operation: "appel1-restarted", pages: 100 },
];

/** Operations by the number of pages; those of one page need a second one to protect. */
const bySize: readonly { readonly operation: MemoryOperation; readonly pagesMin: number }[] = [
  { operation: "protect", pagesMin: 1 },
  { operation: "unprotect", pagesMin: 1 },
  { operation: "appel1", pagesMin: 2 },
  { operation: "appel2", pagesMin: 1 },
];

/** Turns of a loop over many pages: each is as long as there are pages. */
const pagesInAll = 200;

/** Everything that one system is measured for. */
export function parts(system: SystemName, setting: Setting): Part[] {
  return [...table4(system, setting), ...byPages(system, setting), ...bySpaces(system, setting)];
}

function table4(system: SystemName, { machine, iterations }: Setting): Part[] {
  return rows.map(({ row, operation, pages }) => ({
    label: `${system}: ${row}`,
    cells: () => {
      const taken = measureMemory(system, operation, { machine, pages, iterations });
      if (taken === undefined) return [];
      const paper = `t4.${row}.${system}`;
      const parameters = { operation: row };
      const told = isPublishedCellId(paper) ? { paper } : {};
      return [
        modelledCell({ id: "table4/time", system, parameters, ...told }, taken, machine),
        ...crossings(system, row, taken),
      ];
    },
  }));
}

/** What was crossed meanwhile, on average. */
function crossings(system: SystemName, row: string, { crossings: { traps, messages } }: Taken): Cell[] {
  const count = (id: string, value: number): Cell => {
    return { id, system, clock: "count", unit: "1", value, parameters: { operation: row } };
  };
  return [count("table4/traps", traps), count("table4/messages", messages)];
}

function byPages(system: SystemName, { machine, pagesMax }: Setting): Part[] {
  return powersUpTo(pagesMax).flatMap((pages) =>
    bySize
      .filter(({ pagesMin }) => pages >= pagesMin)
      .map(({ operation }) => ({
        label: `${system}: ${operation} of ${pages} pages`,
        cells: () => {
          const iterations = Math.max(2, Math.ceil(pagesInAll / pages));
          const taken = measureMemory(system, operation, { machine, pages, iterations });
          if (taken === undefined) return [];
          return [modelledCell({ id: `scaling/${operation}`, system, parameters: { pages } }, taken, machine)];
        },
      })),
  );
}

/** A fault, by the number of spaces that exist; of SPIN also where each has an extension of its own. */
function bySpaces(system: SystemName, { machine, iterations, spacesMax }: Setting): Part[] {
  const variants = [
    { id: "scaling/fault", apart: false },
    ...(system === "spin" ? [{ id: "scaling/fault-apart", apart: true }] : []),
  ];
  return powersUpTo(spacesMax).flatMap((spaces) =>
    variants.map(({ id, apart }) => ({
      label: `${system}: ${spaces} spaces`,
      cells: () => {
        const taken = measureMemory(system, "fault", { machine, pages: 1, iterations, spaces: spaces - 1, apart });
        return taken === undefined ? [] : [modelledCell({ id, system, parameters: { spaces } }, taken, machine)];
      },
    })),
  );
}

function powersUpTo(most: number): number[] {
  const powers = [1, 10, 100, 1_000, 10_000].filter((power) => power <= most);
  return [...new Set([...powers, most])];
}

/** How well the cells come out that nothing was fitted to. */
export function predictions(cells: readonly Cell[]): Cell[] {
  const summary = summarize(predicted(cells).map((cell) => errorOf(cell) ?? 0));
  if (summary.cells === 0) return [];
  const cell = { system: "any", clock: "modelled", unit: "1" } as const;
  return [
    { ...cell, id: "prediction/median-error", value: summary.median },
    { ...cell, id: "prediction/worst-error", value: summary.worst },
    { ...cell, id: "prediction/cells", clock: "count", value: summary.cells },
  ];
}

/** The cells that the paper has and that nothing was fitted to. */
export function predicted(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ published }) => published !== undefined && roleOf(published.cell) === "predicted");
}
