import { errorOf, roleOf, SYSTEMS, type Cell, type Row, type Table } from "@respin/experiment";
import { predicted, rows } from "./cells.js";

const names: Readonly<Record<string, string>> = {
  dirty: "Dirty",
  fault: "Fault",
  trap: "Trap",
  prot1: "Prot1",
  prot100: "Prot100",
  unprot100: "Unprot100",
  appel1: "Appel1",
  appel2: "Appel2, each page",
  "appel1-restarted": "Appel1, until it is stored",
};

export function tables(cells: readonly Cell[]): Table[] {
  const systems = SYSTEMS.filter((system) => cells.some((cell) => cell.system === system));
  const find = (id: string, name: string, value: string | number): (Cell | undefined)[] =>
    systems.map((system) =>
      cells.find((cell) => cell.id === id && cell.system === system && cell.parameters?.[name] === value),
    );
  const of = (row: string): (Cell | undefined)[] => find("table4/time", "operation", row);
  const papers = rows.filter(({ row }) => of(row).some((cell) => cell?.published !== undefined));
  const sizes = (id: string, name: string): number[] =>
    [...new Set(cells.filter((cell) => cell.id === id).map(({ parameters }) => Number(parameters?.[name])))].toSorted(
      (a, b) => a - b,
    );
  const scaling = (title: string, id: string, name: string, unit: string): Table => ({
    title,
    columns: systems,
    rows: sizes(id, name).map((size) => ({
      label: `${size.toLocaleString("en-US")} ${size === 1 ? unit : `${unit}s`}`,
      unit: "us",
      values: find(id, name, size).map((cell) => rounded(cell)),
      best: "low",
    })),
  });
  const apart: Table = {
    ...scaling("A fault of SPIN, where each space has an extension", "scaling/fault-apart", "spaces", "space"),
    notes: [
      "That of the faulting space is asked last. Guards are predicates: no SPIN looked up which extension works for a space.",
    ],
  };
  return [
    {
      title: "Table 4: a program's own virtual memory operations, ours and the paper's",
      columns: systems,
      rows: rows.flatMap(({ row }): Row[] => {
        const ours: Row = { label: names[row] ?? row, unit: "us", values: of(row).map(rounded), best: "low" };
        const paper: Row = {
          label: "paper",
          unit: "us",
          values: of(row).map((cell) => cell?.published?.value ?? null),
        };
        return papers.some((each) => each.row === row) ? [ours, paper] : [ours];
      }),
    },
    {
      title: "Table 4: error against the paper",
      columns: systems,
      rows: papers.map(({ row }) => ({ label: names[row] ?? row, unit: "%", values: of(row).map(errorText) })),
      notes: [
        "In brackets: the cells that costs were fitted to, as the profiles say. The others are predicted.",
        ...worst(cells),
      ],
    },
    {
      title: "What was crossed: traps and messages",
      columns: systems.flatMap((system) => [`${system} traps`, "messages"]),
      rows: rows.map(({ row }) => {
        const [traps, messages] = ["table4/traps", "table4/messages"].map((id) => find(id, "operation", row));
        return {
          label: names[row] ?? row,
          values: systems.flatMap((_, n) => [traps[n]?.value ?? null, messages[n]?.value ?? null]),
        };
      }),
    },
    scaling("Protecting pages, by how many", "scaling/protect", "pages", "page"),
    scaling("Unprotecting pages, by how many", "scaling/unprotect", "pages", "page"),
    scaling("Appel1, by the pages of the memory", "scaling/appel1", "pages", "page"),
    scaling("Appel2 for each page, by how many", "scaling/appel2", "pages", "page"),
    scaling("A fault, by the address spaces that there are", "scaling/fault", "spaces", "space"),
    ...(sizes("scaling/fault-apart", "spaces").length === 0 ? [] : [apart]),
  ];
}

function rounded(cell: Cell | undefined): number | null {
  return cell === undefined ? null : Math.round(cell.value * 100) / 100;
}

/** The error in percent, in brackets where the cell was fitted. */
function errorText(cell: Cell | undefined): string | null {
  const error = cell === undefined ? undefined : errorOf(cell);
  if (cell?.published === undefined || error === undefined) return null;
  const percent = (100 * error).toFixed(1);
  const text = Number(percent) > 0 ? `+${percent}` : Number(percent) === 0 ? "0.0" : percent;
  return roleOf(cell.published.cell) === "calibrated" ? `[${text}]` : text;
}

/** The prediction that is farthest off. */
function worst(cells: readonly Cell[]): string[] {
  const off = (cell: Cell): number => Math.abs(errorOf(cell) ?? 0);
  const [farthest] = predicted(cells).toSorted((a, b) => off(b) - off(a));
  if (farthest?.published === undefined) return [];
  return [`The worst prediction is ${farthest.published.cell}, by ${(100 * off(farthest)).toFixed(1)} %.`];
}
