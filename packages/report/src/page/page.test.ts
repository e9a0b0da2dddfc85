import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { reportPage } from "../index.js";
import type { BrokenDownCell, Report, ReportExperiment, Table } from "../index.js";
import { reportOf } from "../testing/reports.js";

const bare: ReportExperiment = {
  name: "calls",
  told: [],
  claims: [],
  tables: [],
  plots: [],
  cells: [],
  notes: [],
  manifest: {},
};

async function pageOf(experiment: Partial<ReportExperiment>, published?: Report["published"]) {
  const report = { experiments: [{ ...bare, ...experiment }], ...(published === undefined ? {} : { published }) };
  return parseHTML(await reportPage(report)).document;
}

/** Text as it is seen. */
function seen(element: Element | null | undefined): string | undefined {
  return element?.textContent.replace(/\s+/g, " ").trim();
}

function rowsOf(table: Element | null | undefined): string[][] {
  return [...(table?.querySelectorAll("tr") ?? [])].map((row) =>
    [...row.children].map(({ textContent }) => textContent.replace(/\s+/g, " ").trim()),
  );
}

function tableCalled(document: Document, title: string): Element | undefined {
  return [...document.querySelectorAll("table")].find((table) =>
    seen(table.querySelector("caption"))?.startsWith(title),
  );
}

const table: Table = {
  title: "What a call costs",
  columns: ["spin", "monolithic"],
  rows: [
    { label: "call", unit: "us", values: [0.125, 5], best: "low" },
    { label: "trap", unit: "us", values: [1234, null] },
  ],
  notes: ["In microseconds."],
};

test("a table has its caption with the unit, heads with scopes, a mark at the winner, and its notes", async () => {
  const document = await pageOf({ tables: [table] });
  const found = tableCalled(document, "What a call costs");
  expect(seen(found?.querySelector("caption"))).toBe("What a call costs (us) ours: modelled time");
  expect(rowsOf(found)).toEqual([
    ["", "spin", "monolithic"],
    ["call", "0.125*best", "5"],
    ["trap", "1,234", "-"],
  ]);
  expect([...(found?.querySelectorAll("th") ?? [])].map((head) => head.getAttribute("scope"))).toEqual([
    "col",
    "col",
    "row",
    "row",
  ]);
  const region = found?.parentElement;
  expect(region?.getAttribute("role")).toBe("region");
  expect(region?.getAttribute("tabindex")).toBe("0");
  expect(region?.getAttribute("aria-label")).toBe("What a call costs (us)");
  expect(document.body.textContent).toContain("In microseconds.");
});

test("numbers of a column are padded to stand on one decimal point", async () => {
  const rows = [0.125, 12.5, 3].map((value) => ({ label: String(value), values: [value] }));
  const found = tableCalled(await pageOf({ tables: [{ title: "T", columns: ["a"], rows }] }), "T");
  // .125 has four characters from the point on, .5 two, none nothing.
  expect([...(found?.querySelectorAll("td") ?? [])].slice(1).map((cell) => cell.getAttribute("class") ?? "")).toEqual([
    "",
    "p2",
    "p4",
  ]);
});

test("claims that fail come first, and are told by a word", async () => {
  const claims = [
    { id: "a", text: "A holds", holds: true, margin: 2, evidence: ["g/x"] },
    { id: "b", text: "B was not asked", reason: "spin was not run" },
    { id: "c", text: "C fails", holds: false, margin: -0.5, evidence: ["g/x", "gone"] },
  ];
  const cells = [{ id: "g/x", system: "spin", clock: "count", unit: "1", value: 3 }];
  const document = await pageOf({ claims, cells });
  const [, ...rows] = rowsOf(tableCalled(document, "Claims 1 of 2 FAIL"));
  expect(rows).toEqual([
    ["C fails c", "FAILS", "-0.5", "g/x, gone"],
    ["A holds a", "holds", "2", "g/x"],
    ["B was not asked b", "not applicable", "-", "spin was not run"],
  ]);
  expect(rowsOf(tableCalled(document, "Claims that fail 1 of 2 FAIL"))[1]).toEqual([
    "C fails calls/c",
    "FAILS",
    "-0.5",
    "g/x, gone",
  ]);
  const link = document.querySelector(".claims td a")?.getAttribute("href") ?? "";
  expect(document.getElementById(link.slice(1))?.textContent).toContain("g: counts");
});

const time = (system: string, frames: number, breakdown: Record<string, number>): BrokenDownCell => ({
  id: "call/time",
  system,
  clock: "modelled",
  unit: "us",
  value: 10,
  parameters: { frames, same: true },
  breakdown,
});

test("a breakdown has a bar for each cell and a table of all parts, and says what was not broken down", async () => {
  const document = await pageOf({ cells: [time("spin", 1, { trap: 6, copy: 4 }), time("monolithic", 1, { trap: 7 })] });
  const bars = [...document.querySelectorAll(".bar svg")].map((bar) => bar.getAttribute("aria-label"));
  expect(bars).toEqual(["spin, 10 us: trap 60 %, copy 40 %", "monolithic, 10 us: trap 70 %, not broken down 30 %"]);
  expect(rowsOf(tableCalled(document, "call/time, by cost"))).toEqual([
    ["", "spin", "monolithic"],
    ["trap", "6", "7"],
    ["copy", "4", "-"],
    ["not broken down", "-", "3"],
    ["in all", "10", "10"],
  ]);
});

test("the segments of a bar are as long as their parts, and bars that stand together share a scale", async () => {
  const cells = [
    { ...time("spin", 1, { trap: 2, copy: 3 }), value: 5 },
    time("monolithic", 1, { trap: 10 }),
    { ...time("spin", 2, { trap: 1 }), value: 1 },
  ];
  const document = await pageOf({ cells });
  const widths = [...document.querySelectorAll(".bar svg")].map((bar) =>
    [...bar.querySelectorAll("rect")].map((part) => Number(part.getAttribute("width"))),
  );
  expect(widths).toEqual([[200, 300], [1000], [1000]]);
  expect([...document.querySelectorAll(".bars p")].map(({ textContent }) => textContent)).toEqual([
    "frames=1",
    "frames=2",
  ]);
});

test("host cells of a run that is not to be quoted are marked, and the section says so", async () => {
  const cells = [{ id: "raise", system: "any", clock: "host", unit: "1", value: 2, interval: [1, 3] as const }];
  const quotable = await pageOf({ cells, manifest: { assertions: false, debugger: false } });
  expect(quotable.body.textContent).not.toContain("not to be quoted");
  for (const manifest of [{ assertions: true }, { debugger: true }]) {
    const document = await pageOf({ cells, manifest });
    expect(document.querySelector(".told")?.textContent).toContain("Host time of this run is not to be quoted");
    expect(document.querySelector("details.cells td:not(:empty)")?.textContent).toBe("2 [1, 3] †");
  }
});

test("the manifest has everything that the document says", async () => {
  const document = parseHTML(await reportPage(reportOf("word"))).document;
  const lines = rowsOf(tableCalled(document, "Manifest"));
  const names = lines.map(([name]) => name.replace(/word w\d+/, "WORD"));
  expect(names).toEqual([
    "commit",
    "work tree changed",
    "lockfile, SHA-256",
    "node",
    "v8",
    "processor",
    "operating system",
    "seed",
    "depth",
    "systems",
    "machine",
    "profile of WORD",
    "parameter WORD",
    "parameter list",
    "started",
    "duration",
    "assertions on",
    "debugger attached",
  ]);
  expect(lines.find(([name]) => name === "duration")?.[1]).toBe("90000 ms");
});

test("a plot has a caption with its units, clock and scales, and its points as a table", async () => {
  const plot = {
    name: "raise",
    title: "What a raise costs",
    x: { label: "handlers", unit: "1", scale: "log" as const },
    y: { label: "one raise", unit: "us", scale: "linear" as const },
    series: [
      {
        label: "all true",
        clock: "modelled",
        points: [
          { x: 1, y: 2 },
          { x: 10, y: 20 },
        ],
      },
    ],
  };
  const document = await pageOf({ plots: [plot] });
  expect(seen(document.querySelector("figcaption"))).toBe(
    "one raise (us) by handlers; modelled time, x logarithmic, y linear. From left to right: all true, 2 to 20.",
  );
  expect(document.querySelector("figure svg title")?.textContent).toBe("What a raise costs");
  expect(rowsOf(document.querySelector("figure table"))).toEqual([
    ["handlers", "all true"],
    ["1", "2"],
    ["10", "20"],
  ]);
});

test("published numbers stand beside ours, and those that nothing reproduces are named", async () => {
  const summary = {
    cells: 2,
    reproduced: 1,
    calibrated: 0,
    predicted: 1,
    median: 0.5,
    worst: { cell: "t.a", error: 0.5 },
  };
  const rows = [
    {
      cell: "t.a",
      row: "call",
      system: "spin",
      unit: "us",
      value: 2,
      ours: [{ experiment: 0, clock: "modelled", value: 3, role: "predicted" as const, error: 0.5 }],
    },
    { cell: "t.b", row: "call", system: "monolithic", unit: "us", value: 4, note: "by hand", ours: [] },
  ];
  const document = await pageOf(
    {},
    {
      tables: [{ title: "Table 9", source: "Them, 1995", rows, summary }],
      summary,
      validation: [],
      constants: [],
      told: [],
    },
  );
  expect(rowsOf(document.querySelector("#published table"))).toEqual([
    ["", "system", "paper", "ours", "error", "role", "experiment", "cell"],
    ["call", "spin", "2", "3", "+50.0 %", "predicted, far off", "calls", "t.a"],
    ["monolithic", "4", "-", "-", "not reproduced", "-", "t.b"],
  ]);
  const text = seen(document.querySelector("#published"));
  expect(text).toContain("1 of 2 published numbers are reproduced");
  expect(text).toContain("Table 9: 1 of 2: t.b");
  expect(text).toContain("t.b: by hand.");
});

test("without the papers nothing is said of them", async () => {
  const document = await pageOf({});
  expect(document.querySelector("#published")).toBeNull();
  expect(document.body.textContent).not.toContain("Published numbers");
});

test("two results of one experiment have sections of their own", async () => {
  const { document } = parseHTML(await reportPage({ experiments: [bare, bare, { ...bare, name: "calls 2" }] }));
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...document.querySelectorAll("nav a")].map(({ textContent }) => textContent)).toEqual([
    "Summary",
    "calls",
    "calls, 2",
    "calls 2",
  ]);
});

test("the same report is the same page, and the page says itself that nothing is to be fetched", async () => {
  const page = await reportPage(reportOf("word"));
  expect(await reportPage(reportOf("word"))).toBe(page);
  expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`);
  expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|@import|url\(/);
});
