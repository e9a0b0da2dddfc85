import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COUNTING, experimentSource, Repository } from "./fixture.js";

const TABLED = `
export default kit.defineExperiment({
  name: "tabled", title: "With tables", question: "Are its own tables shown?", origin: { paper: "SOSP'95", tables: ["Table 2"] },
  parameters: { size: kit.integer({ default: 3, min: 1, help: "" }), file: kit.text({ help: "" }) },
  async *run() {
    const published = kit.published("t2.system-call.spin");
    yield { kind: "cell", cell: { id: "call/time", system: "spin", clock: "modelled", unit: "us", value: 5, published } };
    yield { kind: "cell", cell: { id: "raise/ratio", system: "any", clock: "host", unit: "1", value: 2, interval: [1, 3] } };
  },
  claims: [kit.claim("less", "A call is free", () => ({ holds: false, margin: -5, evidence: ["call/time"] }))],
  tables: (cells, { parameters }) => {
    if (!Number.isInteger(parameters.size)) throw new Error("no size");
    return [{ title: "Own table of size " + parameters.size, columns: ["spin"], rows: [{ label: "call", values: [cells[0].value] }] }];
  },
  notes: ["A note of its own."],
});
`;

const repository = new Repository();
const at = (...names: string[]): string => join(repository.path, ...names);
const readAt = (...names: string[]): string => readFileSync(at(...names), "utf8");

beforeAll(async () => {
  repository.addExperiment("counting", COUNTING);
  repository.addExperiment("tabled", TABLED);
  await repository.exp(["run", "counting", "--no-progress"]);
  await repository.exp(["run", "tabled", "--no-progress"]);
});
afterAll(() => repository.remove());

/** A document of the fixture, changed. */
function changed(name: string, file: string, change: Readonly<Record<string, unknown>>): string {
  const document: unknown = JSON.parse(readAt("results", `${name}.json`));
  mkdirSync(at("changed"), { recursive: true });
  writeFileSync(at("changed", file), JSON.stringify(Object.assign({}, document, change)));
  return join("changed", file);
}

test("a report of the results folder has the experiments' own words, tables and claims, beside the papers' cells", async () => {
  const { code, stdout, stderr } = await repository.exp(["report"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(
    /^2 results, 3 claims, 1 FAIL\nwritten to results\/report\.html \(\d+ KB\)\nwritten to results\/report\.md \(\d+ KB\)\n$/,
  );
  const page = readAt("results", "report.html");
  for (const words of [
    "Can a machine count?",
    "Own table of size 3",
    "A note of its own.",
    "A call is free",
    "SOSP&#39;95, Table 2",
    "+25.0 %",
  ])
    expect(page).toContain(words);
  const markdown = readAt("results", "report.md");
  expect(markdown).toContain("| A call is free (`tabled/less`) | -5 | `call/time` | `exp run tabled` |");
  expect(markdown).toContain(
    "| `t2.system-call.spin` | 4 us | 5 | +25.0 % | calibrated | `exp validate --explain t2.system-call.spin` |",
  );
});

test("the same documents give the same bytes, in whatever order and however often they are named", async () => {
  const files = ["results/counting.json", "results/tabled.json"];
  await repository.exp(["report", ...files, "--out", "one"]);
  await repository.exp(["report", ...files.toReversed(), "./results", "--out", "two"]);
  for (const name of ["report.html", "report.md"]) expect(readAt("two", name)).toBe(readAt("one", name));
  expect(readdirSync(at("one"))).toEqual(["report.html", "report.md"]);
});

test("without validation there are no papers' tables", async () => {
  await repository.exp(["report", "--no-validation", "--out", "plain"]);
  expect(readAt("plain", "report.html")).not.toContain('id="published"');
  expect(readAt("plain", "report.md")).not.toContain("--explain");
});

test("a document whose experiment is not here is told, and reported with default tables", async () => {
  const file = changed("counting", "lost.json", { experiment: "lost" });
  const { code, stderr } = await repository.exp(["report", file, "--out", "lost"]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "lost: the experiment is not here: default tables are shown.\n",
  });
  const page = readAt("lost", "report.html");
  expect(page).toContain("count: modelled time");
  expect(page).toContain("the experiment is not here");
  expect(readAt("lost", "report.md")).toContain("- lost: the experiment is not here");
});

test("a document of another version of its experiment is told, and reported with default tables", async () => {
  const { manifest } = JSON.parse(readAt("results", "tabled.json"));
  const file = changed("tabled", "other.json", { manifest: { ...manifest, parameters: { length: 3 } } });
  const { code, stderr } = await repository.exp(["report", file, "--out", "other"]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "tabled: its own tables cannot be made of this document (no size): default tables are shown.\n",
  });
  expect(readAt("other", "report.html")).toContain("call: modelled time");
});

test("a document of an older schema is told, and what can be read of it is reported", async () => {
  const cells = [
    { id: "count/total", value: 3, system: "spin" },
    { id: "count/time", value: "three", system: "spin" },
    {
      id: "count/more",
      value: 4,
      clock: "modelled",
      unit: "us",
      breakdown: { trap: 4 },
      parameters: { n: 1, deep: {} },
    },
  ];
  const file = changed("counting", "old.json", {
    schema: "respin.result/v0",
    cells,
    notApplicable: undefined,
    claims: [{ id: "a", holds: true }],
    manifest: { seed: 9, cpu: 3 },
  });
  const { code, stderr } = await repository.exp(["report", file, "--out", "old"]);
  expect(code).toBe(0);
  expect(stderr.split("\n")).toEqual([
    "counting: it is a document of respin.result/v0, not of respin.result/v1: what can be read of it is shown, in default tables.",
    "counting: 1 of its 3 cells cannot be read.",
    "",
  ]);
  const page = readAt("old", "report.html");
  expect(page).toContain("Can a machine count?");
  expect(page).toContain("count: unknown clock");
});

test("host cells of a run with assertions are marked", async () => {
  const { manifest } = JSON.parse(readAt("results", "tabled.json"));
  const file = changed("tabled", "asserted.json", { manifest: { ...manifest, assertions: true } });
  await repository.exp(["report", file, "--out", "asserted"]);
  const page = readAt("asserted", "report.html");
  expect(page).toContain("2 [1, 3] †");
  expect(page).toContain("Host time of this run is not to be quoted");
  expect(readAt("asserted", "report.md")).toContain("- tabled: Host time of this run is not to be quoted");
});

test("a document made with other costs, or with another value of the paper, is told", async () => {
  const { manifest, cells } = JSON.parse(readAt("results", "tabled.json"));
  const [call, ...rest] = cells;
  const stated = [{ ...call, published: { cell: "t2.system-call.spin", value: 3 } }, ...rest];
  const file = changed("tabled", "doubted.json", {
    manifest: { ...manifest, profiles: { spin: "0123" } },
    cells: stated,
  });
  const { code, stderr } = await repository.exp(["report", file, "--out", "doubted"]);
  expect(code).toBe(0);
  expect(stderr).toContain("tabled: it was made with other costs than today's");
  expect(readAt("doubted", "report.html")).toContain(
    "tabled compares call/time with t2.system-call.spin, and states it otherwise than the paper.",
  );
});

test("what is no result is refused on one line, and nothing is written", async () => {
  writeFileSync(at("broken.json"), '{"schema":');
  writeFileSync(at("foreign.json"), '{"schema":"other/v1","experiment":"x","cells":[]}');
  mkdirSync(at("empty"));
  for (const [path, wanted] of [
    ["broken.json", /^RSP_RESULT_MALFORMED {2}broken\.json: it is not JSON; [^\n]*\n$/],
    ["foreign.json", /^RSP_RESULT_MALFORMED {2}foreign\.json: schema: [^\n]*\n$/],
    ["nowhere", /^RSP_RESULT_MISSING {2}cannot read nowhere \(ENOENT\); [^\n]*\n$/],
    ["empty", /^RSP_RESULT_MISSING {2}empty holds no result document; [^\n]*\n$/],
  ] as const) {
    const { code, stdout, stderr } = await repository.exp(["report", "results", path, "--out", "never"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(wanted);
  }
  expect(existsSync(at("never"))).toBe(false);
  expect((await repository.exp(["report", "--out", ""])).stderr).toMatch(/^RSP_USAGE {2}--out takes a folder/);
});

test("where one of the two files cannot be written, neither is", async () => {
  mkdirSync(at("blocked", "report.md"), { recursive: true });
  writeFileSync(at("blocked", "report.html"), "as it was");
  const { code, stderr } = await repository.exp(["report", "--out", "blocked"]);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^RSP_RESULTS_UNWRITABLE {2}cannot write results into [^\n]*report\.md is there and is no file[^\n]*\n$/,
  );
  expect(readAt("blocked", "report.html")).toBe("as it was");
  expect(readdirSync(at("blocked"))).toEqual(["report.html", "report.md"]);
});

test("an experiment that cannot be loaded is told, and its document reported", async () => {
  repository.addExperiment(
    "torn",
    experimentSource(
      "torn",
      'yield { kind: "cell", cell: { id: "a/b", system: "any", clock: "count", unit: "1", value: 1 } };',
    ),
  );
  await repository.exp(["run", "torn", "--out", "torn", "--no-progress"]);
  writeFileSync(at("experiments", "torn", "dist", "index.js"), "throw new Error('torn apart');");
  const { code, stderr } = await repository.exp(["report", "torn", "--out", "torn-out"]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "torn: experiment torn cannot be loaded: torn apart: default tables are shown.\n",
  });
});
