import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { COUNTING } from "./fixture.js";
import { Suite, trapSource } from "./fixture-bench.js";

let suite: Suite;
beforeEach(() => {
  suite = new Suite();
});
afterEach(() => suite.remove());

test("the baseline is made by --update-baseline, and then the suite passes: documents, report and summary are there", async () => {
  suite.addExperiment("counting", COUNTING);
  suite.addExperiment("trap", trapSource("trap", 7));
  const renewed = await suite.bench("--update-baseline");
  expect(renewed.code).toBe(0);
  expect(renewed.stdout).toContain("trap: new");
  expect(suite.filesIn("results", "baseline", "quick")).toEqual(["counting.json", "trap.json"]);

  const summaryFile = join(suite.path, "step-summary");
  writeFileSync(summaryFile, "before\n");
  const { code, stdout, stderr } = await suite.exp(["bench"], { GITHUB_STEP_SUMMARY: summaryFile });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^1 of 2 {2}counting {2}\d+ s\n2 of 2 {2}trap {2}\d+ s\n$/);
  expect(stdout).toMatch(/2 experiments in [\d.]+ s: all claims hold, and all is as in results\/baseline\/quick$/m);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  const folder = join("results", "bench", "quick");
  const files = [".run.json", "counting.json", "report.html", "report.md", "summary.md", "trap.json"];
  expect(suite.filesIn(folder)).toEqual(files);
  const summary = suite.read(folder, "summary.md");
  expect(summary).toContain("## Bench passes (quick)");
  expect(suite.read("step-summary")).toBe(`before\n${summary}`);
  // A run's folder is one of result documents to the other commands.
  expect((await suite.exp(["compare", "results/baseline/quick", folder])).code).toBe(0);
});

test("what differs fails until the baseline is renewed, which says what changed", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  suite.addExperiment("same", trapSource("same", 7));
  await suite.bench("--update-baseline");
  const baseline = (name: string) => suite.read("results", "baseline", "quick", `${name}.json`);
  const [trap, same] = [baseline("trap"), baseline("same")];
  suite.addExperiment("trap", trapSource("trap", 7.2));
  const { code, stdout } = await suite.bench("--no-progress");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "RSP_BENCH_CELL  trap: trap/enter of spin (args=2) is 7.2 us, the baseline has 7 us; " +
      "`corepack pnpm exp compare results/baseline/quick/trap.json results/bench/quick/trap.json` shows more\n",
  );
  expect(suite.read("results", "bench", "quick", "summary.md")).toContain("- RSP_BENCH_CELL  trap: trap/enter of spin");
  expect(baseline("trap")).toBe(trap);

  const renewed = await suite.bench("--update-baseline");
  expect(renewed.code).toBe(0);
  expect(renewed.stdout).toContain("trap: trap/enter of spin (args=2): 7 us -> 7.2 us\n");
  expect(renewed.stdout).toContain("same: unchanged\n");
  expect(baseline("trap")).not.toBe(trap);
  expect(baseline("same")).toBe(same);
});

test("a new experiment is told to have no baseline; a suite without any fails, and so does a baseline without an experiment", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  suite.addExperiment("other", trapSource("other", 7));
  const without = await suite.bench("trap");
  expect(without.code).toBe(1);
  expect(without.stdout).toMatch(/^RSP_BENCH_BASELINE {2}trap: it has no baseline .*--update-baseline/m);
  await suite.bench("other", "--update-baseline");
  const among = await suite.bench();
  expect(among.code).toBe(0);
  expect(among.stdout).toMatch(/^RSP_BENCH_BASELINE {2}trap: it has no baseline .*--update-baseline/m);
  await suite.bench("--update-baseline");
  rmSync(join(suite.path, "experiments", "other"), { recursive: true });
  const { code, stdout } = await suite.bench();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^RSP_BENCH_BASELINE {2}other: there is a baseline .* and no such experiment/m);
  expect((await suite.bench("trap")).code).toBe(0);
  expect((await suite.bench("--update-baseline")).stdout).toContain("other: taken out");
  expect(suite.filesIn("results", "baseline", "quick")).toEqual(["trap.json"]);
});

test("--full has its own folders, --out and --baseline name others", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  await suite.bench("--full", "--update-baseline", "--baseline", "b", "--out", "o");
  expect(suite.filesIn("b", "full")).toEqual(["trap.json"]);
  expect(suite.filesIn("o", "full")).toContain("trap.json");
});

test.each([
  [["nothing"], /^RSP_EXPERIMENT_UNKNOWN {2}/],
  [["--quick", "--full"], /^RSP_USAGE {2}--quick and --full exclude each other/],
  [["--out", ""], /^RSP_USAGE {2}--out takes a folder/],
  [["--updte-baseline"], /^RSP_USAGE {2}.*did you mean --update-baseline\?/],
])("exp bench %j is refused on one line, exits with 2 and writes nothing", async (words, message) => {
  suite.addExperiment("trap", trapSource("trap", 7));
  const { code, stdout, stderr } = await suite.bench(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(existsSync(join(suite.path, "results"))).toBe(false);
});
