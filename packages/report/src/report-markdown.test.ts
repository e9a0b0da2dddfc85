import { expect, test } from "vitest";
import { reportMarkdown } from "./index.js";
import type { Report, ReportExperiment } from "./index.js";
import { reportOf } from "./testing/reports.js";

const COMMENT_MAX = 65_536;

const calls: ReportExperiment = {
  name: "calls",
  told: [],
  claims: [
    { id: "cheap", text: "A call is cheap", holds: true, margin: 2, evidence: ["call/time"] },
    { id: "free", text: "A trap is free", holds: false, margin: -3, evidence: ["trap/time", "call/time"] },
  ],
  tables: [{ title: "Calls", columns: ["spin"], rows: [{ label: "call", unit: "us", values: [1] }] }],
  plots: [],
  cells: [{ id: "call/time", system: "spin", clock: "modelled", unit: "us", value: 1 }],
  notes: [],
  manifest: { commit: "abc", dirty: false, depth: "quick", seed: 7, started: "2026-01-02T03:04:05Z", durationMs: 1500 },
};

const summary = {
  cells: 2,
  reproduced: 1,
  calibrated: 0,
  predicted: 1,
  median: 0.1,
  worst: { cell: "t2.call", error: 0.1 },
};
const report: Report = {
  experiments: [calls],
  published: {
    tables: [
      {
        title: "Table 2",
        source: "Them",
        summary,
        rows: [
          {
            cell: "t2.call",
            row: "call",
            system: "spin",
            unit: "us",
            value: 2,
            ours: [{ experiment: 0, clock: "modelled", value: 2.2, role: "predicted", error: 0.1 }],
          },
          { cell: "t2.trap", row: "trap", system: "spin", unit: "us", value: 3, ours: [] },
        ],
      },
    ],
    summary,
    validation: [],
    constants: [],
    told: [],
  },
};

test("what fails comes first, with its margin, its cells and the command that runs it", () => {
  const lines = reportMarkdown(report).split("\n");
  expect(lines.slice(0, 9)).toEqual([
    "## Respin: report",
    "",
    "Claims: **1 of 2 FAIL**. 1 result; cells: 1 of modelled time.",
    "Published numbers reproduced: 1 of 2 (0 calibrated, 1 predicted). Error of the predicted: median 10.0 %, worst +10.0 % (t2.call).",
    "",
    "### 1 of 2 claims fail",
    "",
    "| claim | margin | cells | to see it |",
    "| --- | --- | --- | --- |",
  ]);
  expect(lines[9]).toBe("| A trap is free (`calls/free`) | -3 | `trap/time`, `call/time` | `exp run calls` |");
});

test("a published cell stands beside ours, with its error, its role and the command that explains it", () => {
  const text = reportMarkdown(report);
  expect(text).toContain("| `t2.call` | 2 us | 2.2 | +10.0 % | predicted | `exp validate --explain t2.call` |");
  expect(text).toContain("- Not reproduced: 1 of 2 of Table 2");
});

test("where nothing is left out the end says where the rest is, and no more", () => {
  expect(reportMarkdown(report)).toMatch(/\nreport\.html has all tables, plots, breakdowns, cells and manifests\.\n$/);
});

test("a report of anything is no longer than a comment may be, and says what it left out", () => {
  const claims = Array.from({ length: 3000 }, (_, n) => ({
    id: `c${n}`,
    text: `Claim ${n} is one of many`,
    holds: false,
    margin: -1,
  }));
  const many = Array.from({ length: 40 }, (_, n) => ({
    ...calls,
    name: `e${n}-${"x".repeat(100)}`,
    claims: claims.slice(0, 200),
  }));
  for (const experiments of [
    [{ ...calls, claims }],
    many,
    [{ ...calls, claims }, ...many],
    many.map((one) => ({ ...one, told: ["y".repeat(70_000)] })),
  ]) {
    const text = reportMarkdown({ ...report, experiments });
    expect(text.length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(text).toContain("Left out, to fit a comment:");
    // A table that was begun has its head, and each row is whole.
    for (const line of text.split("\n").filter((one) => one.startsWith("|"))) expect(line).toMatch(/ \|$/);
    expect(text.split("<details>").length).toBe(text.split("</details>").length);
  }
});

test("the rows that there was no room for are counted", () => {
  const claims = Array.from({ length: 3000 }, (_, n) => ({
    id: `c${n}`,
    text: `Claim ${n} is one of many`,
    holds: false,
    margin: -1,
  }));
  const text = reportMarkdown({ experiments: [{ ...calls, claims }] });
  const shown = text.split("\n").filter((line) => line.startsWith("| Claim")).length;
  expect(shown).toBeGreaterThan(500);
  expect(text).toContain(`${3000 - shown} of failing claims`);
});

test("the same report is the same text", () => {
  expect(reportMarkdown(reportOf("word"))).toBe(reportMarkdown(reportOf("word")));
});
