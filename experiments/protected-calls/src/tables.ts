import { SYSTEMS, type Cell, type Row, type Table } from "@respin/experiment";

const kinds = [
  ["in-kernel", "protected in-kernel call"],
  ["system-call", "system call"],
  ["cross-address-space", "cross-address-space call"],
] as const;

export function tables(cells: readonly Cell[]): Table[] {
  const systems = SYSTEMS.filter((system) => cells.some((cell) => cell.system === system));
  const find = (id: string, parameters: NonNullable<Cell["parameters"]>): (Cell | undefined)[] =>
    systems.map((system) =>
      cells.find(
        (cell) =>
          cell.id === id &&
          cell.system === system &&
          Object.entries(parameters).every(([name, value]) => cell.parameters?.[name] === value),
      ),
    );
  const row = (label: string, id: string, parameters: NonNullable<Cell["parameters"]>): Row => ({
    label,
    unit: "us",
    values: find(id, parameters).map((cell) => (cell === undefined ? null : hundredths(cell.value))),
    best: "low",
  });
  const crossings = (label: string, id: string): Row[] =>
    kinds.map(([kind, name]) => ({
      label: `${name}: ${label}`,
      unit: "1",
      values: find(id, { kind }).map((cell) => cell?.value ?? null),
    }));
  const numbers = [
    ...new Set(cells.filter(({ id }) => id === "scaling/call").map(({ parameters }) => Number(parameters?.["spaces"]))),
  ];
  return [
    {
      title: "Table 2: a call of the null procedure, ours and the paper's",
      columns: systems,
      rows: kinds.flatMap(([kind, name]) => [
        row(name, "call/time", { kind }),
        {
          label: "paper",
          unit: "us",
          values: find("call/time", { kind }).map((cell) => cell?.published?.value ?? null),
        },
      ]),
      notes: [
        "In hundredths of a microsecond, as the paper's smallest. exp validate says which cells are calibrated, and how far the others are off.",
      ],
    },
    {
      title: "What was crossed",
      columns: systems,
      rows: [...crossings("traps", "call/traps"), ...crossings("messages", "call/messages")],
    },
    {
      title: "getpid, where UNIX is a server",
      columns: systems,
      rows: [row("null call of the server", "call/time", { kind: "through-server" })],
      notes: ["SPIN loses here: UW-CSE-96-11-01 (Dion) measured a server that does much more than pass a call on."],
    },
    {
      title: "A call to another space, by the number of spaces",
      columns: systems,
      rows: numbers.toSorted((a, b) => a - b).map((spaces) => row(`${spaces} spaces`, "scaling/call", { spaces })),
    },
  ];
}

function hundredths(us: number): number {
  return Math.round(us * 100) / 100;
}
