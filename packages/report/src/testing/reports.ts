import type { BrokenDownCell, Report, ReportExperiment, Table } from "../index.js";

/** What a document from elsewhere may hold in the hope of being more than text. */
export const HOSTILE: readonly string[] = [
  "<script>window.hurt=1</script>",
  `"><img src=x onerror="window.hurt=1">`,
  "'><svg onload=window.hurt=1>",
  "</title></style></table></details><h1>gone</h1>",
  "](javascript:alert(1)) [x](javascript:alert(1))",
  "a | b\n| c | d |\n\n# heading",
  "`` ` ``",
  "`|`\\|\\\\|",
  "&lt;b&gt; &amp; &#60;",
  "--> <!-- ]]>",
  "@everyone see #1 and http://example.com www.example.com GH-1",
  "{{constructor}} ${1} $& $1",
  "\u202eevil\u2066 \u0000\u001b[31m\u0085",
  "javascript:window.hurt=1",
  "1. one",
  "- two",
];

/** A report in which every text that a document or an experiment can bring is a word of its own. */
export function reportOf(text: string): Report {
  let turn = 0;
  const word = (): string => `${text} w${turn++}`;
  const group = `g${word()}/`;
  const cell = (n: number, clock: string, parameters: Record<string, string>): BrokenDownCell => ({
    id: `${group}${word()}`,
    system: word(),
    clock,
    unit: word(),
    value: n + 0.25,
    parameters: { [word()]: word(), ...parameters },
    breakdown: { [word()]: n, [word()]: 0.25 },
    ...(clock === "host" ? { interval: [n, n + 1] as const } : {}),
    ...(n === 1 ? { published: { cell: word(), value: 2 } } : {}),
  });
  const cells = [cell(1, "modelled", {}), cell(2, "count", {}), cell(3, "host", {}), cell(4, word(), {})];
  const table: Table = {
    title: word(),
    columns: [word(), word()],
    rows: [
      { label: word(), unit: word(), values: [1, 2], best: "low" },
      { label: word(), unit: word(), values: [word(), null] },
    ],
    notes: [word()],
  };
  const axis = { label: word(), unit: word(), scale: "linear" } as const;
  const experiment: ReportExperiment = {
    name: word(),
    title: word(),
    question: word(),
    origin: word(),
    told: [word()],
    claims: [
      { id: word(), text: word(), holds: true, margin: 1, evidence: [cells[0].id, word()] },
      { id: word(), text: word(), holds: false, margin: -1, evidence: [cells[1].id] },
      { id: word(), text: word(), reason: word() },
    ],
    tables: [table],
    plots: [
      {
        name: "plot",
        title: word(),
        x: axis,
        y: axis,
        series: [
          {
            label: word(),
            clock: "modelled",
            points: [
              { x: 1, y: 2 },
              { x: 2, y: 3 },
            ],
          },
        ],
      },
    ],
    cells,
    notes: [word()],
    manifest: {
      commit: word(),
      dirty: true,
      lockfile: word(),
      node: word(),
      v8: word(),
      cpu: { model: word(), count: 2 },
      os: word(),
      seed: 1,
      depth: word(),
      parameters: { [word()]: word(), list: [word(), word()] },
      systems: [word()],
      machine: { name: word(), hash: word() },
      profiles: { [word()]: word() },
      started: word(),
      durationMs: 90_000,
      assertions: true,
      debugger: false,
    },
  };
  const found = {
    cells: 2,
    reproduced: 1,
    calibrated: 0,
    predicted: 1,
    median: 0.5,
    worst: { cell: word(), error: 0.5 },
  };
  const system = word();
  return {
    experiments: [{ ...experiment, published: found }],
    published: {
      tables: [
        {
          title: word(),
          source: word(),
          summary: found,
          rows: [
            {
              cell: word(),
              row: word(),
              system,
              unit: word(),
              value: 2,
              note: word(),
              ours: [{ experiment: 0, clock: word(), value: 3, role: "predicted", error: 0.5 }],
            },
            { cell: word(), row: word(), system: word(), unit: word(), value: 2, ours: [] },
          ],
        },
      ],
      summary: found,
      validation: [table],
      constants: [{ id: word(), cycles: 3, unit: word(), origin: word(), source: word(), fittedTo: [word()] }],
      told: [word()],
    },
  };
}
