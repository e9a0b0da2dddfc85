import type { Cell, Row, Table } from "@respin/experiment";

const programs = ["fork-join", "ping-pong"] as const;

/** The columns of Table 3, in the paper's order. */
const columns = [
  ["monolithic", "kernel"],
  ["monolithic", "user"],
  ["microkernel", "kernel"],
  ["microkernel", "user"],
  ["spin", "kernel"],
  ["spin", "user-layered"],
  ["spin", "user-integrated"],
] as const;

const heads: Readonly<Record<string, string>> = { monolithic: "mono", microkernel: "micro", spin: "spin" };
const kinds: Readonly<Record<string, string>> = {
  kernel: "kernel",
  user: "user",
  "user-layered": "layered",
  "user-integrated": "integrated",
};

export function tables(cells: readonly Cell[]): Table[] {
  const shown = columns.filter(([system]) => cells.some((cell) => cell.system === system));
  const names = shown.map(([system, kind]) => `${heads[system]} ${kinds[kind]}`);
  const row = (id: string, program: string): (Cell | undefined)[] =>
    shown.map(([system, kind]) =>
      cells.find(
        (cell) =>
          cell.id === id &&
          cell.system === system &&
          cell.parameters?.["program"] === program &&
          cell.parameters["kind"] === kind,
      ),
    );
  const crossed = (id: string, what: string): Row[] =>
    programs.map((program) => ({
      label: `${program}: ${what}`,
      unit: "1",
      values: row(id, program).map((cell) => cell?.value ?? null),
    }));
  return [
    {
      title: "Table 3: threads, ours and the paper's",
      columns: names,
      rows: programs.flatMap((program) => {
        const found = row("threads/time", program);
        return [
          { label: program, unit: "us", values: found.map((cell) => (cell === undefined ? null : tenths(cell.value))) },
          { label: "paper", unit: "us", values: found.map((cell) => cell?.published?.value ?? null) },
        ];
      }),
      notes: [
        "In tenths of a microsecond. exp validate says which cells are calibrated, and how far the others are off.",
      ],
    },
    {
      title: "What was crossed, each round",
      columns: names,
      rows: [...crossed("threads/traps", "traps"), ...crossed("threads/messages", "messages")],
    },
  ];
}

function tenths(us: number): number {
  return Math.round(us * 10) / 10;
}
