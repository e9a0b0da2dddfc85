import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";

import { startOf } from "./process-start.js";
import { experimentSource, outcomeOf } from "./fixture.js";
import { Suite, trapSource } from "./fixture-bench.js";
import { lockFolder } from "./suite/lock.js";

let suite: Suite;
beforeEach(() => {
  suite = new Suite();
});
afterEach(() => suite.remove());

test("an experiment that computes without an end, and never looks up, ends with the run that was killed", async () => {
  const body = `const fs = await import("node:fs"); fs.writeFileSync("begun", String(process.pid)); for (;;) {}`;
  suite.addExperiment("busy", experimentSource("busy", body));
  const child = suite.start(["bench"]);
  const outcome = outcomeOf(child);
  while (!existsSync(join(suite.path, "begun")) || suite.read("begun") === "") await pause(20);
  const pid = Number(suite.read("begun"));
  expect(startOf(pid)).toBeDefined();
  child.kill("SIGKILL");
  for (let turn = 0; turn < 100 && startOf(pid) !== undefined; turn++) await pause(50);
  const ended = startOf(pid) === undefined;
  if (!ended) process.kill(pid, "SIGKILL");
  expect(ended).toBe(true);
  await outcome;
});

test("whatever an experiment throws, and wherever, is one line and no stack trace", async () => {
  suite.addExperiment("lines", experimentSource("lines", `throw new Error("one\\ntwo\\u001b[31m");`));
  const loose = `Promise.reject(new TypeError("nobody waits")); await new Promise((r) => setTimeout(r, 5_000));`;
  suite.addExperiment("loose", experimentSource("loose", loose));
  const { code, stdout, stderr } = await suite.bench("--no-progress");
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toContain("RSP_RUN_FAILED  lines failed: Error: one two [31m; set RESPIN_DEBUG=1 to see where\n");
  expect(stdout).toContain("RSP_RUN_FAILED  loose failed: TypeError: nobody waits; set RESPIN_DEBUG=1 to see where\n");
});

test("commands are printed as they can be typed: with the folders that were named, in quotes where they need it", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  suite.addExperiment("other", trapSource("other", 7));
  const folders = ["--baseline", "my baseline", "--out", "out"];
  const none = await suite.bench("trap", "--full", ...folders);
  const renew = "corepack pnpm bench trap --full --baseline 'my baseline' --out out --update-baseline";
  expect(none.stdout).toContain(
    `trap: it has no baseline (my baseline/full/trap.json), so nothing was compared; \`${renew}\` makes one`,
  );
  await suite.bench("--full", "--update-baseline", ...folders);
  suite.addExperiment("trap", trapSource("trap", 8));
  const compare = "corepack pnpm exp compare 'my baseline/full/trap.json' out/full/trap.json";
  expect((await suite.bench("trap", "--full", ...folders)).stdout).toContain(`; \`${compare}\` shows more\n`);
});

test("the command for more than are listed shows them all", async () => {
  const cells = `for (let n = 0; n < 1200; n++) yield { kind: "cell", cell: { id: "n/" + n, system: "spin", clock: "count",
    unit: "1", value: 1 } };`;
  suite.addExperiment("many", experimentSource("many", cells));
  suite.addExperiment("gone", trapSource("gone", 7));
  await suite.bench("--full", "--update-baseline");
  suite.addExperiment("many", experimentSource("many", cells.replace("value: 1", "value: 2")));
  const { stdout } = await suite.bench("many", "--full");
  expect(stdout).toContain("1,200 cells differ");
  const command = /1,190 more like these; `corepack pnpm exp (.*)` shows them/.exec(stdout)?.[1] ?? "";
  expect((await suite.exp(command.split(" "))).stdout).toContain("n/1199");
});

test("a baseline of no experiment is taken out by the command that its line names", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  suite.addExperiment("gone", trapSource("gone", 7));
  await suite.bench("--full", "--update-baseline");
  rmSync(join(suite.path, "experiments", "gone"), { recursive: true });
  const { stdout } = await suite.bench("--full");
  const command = /no such experiment; `corepack pnpm (.*)` takes it out/.exec(stdout)?.[1] ?? "";
  expect((await suite.exp(command.split(" "))).stdout).toContain("gone: taken out");
});

test("what cannot be a baseline is told before anything is measured, with a remedy", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  writeFileSync(join(suite.path, "file"), "");
  mkdirSync(join(suite.path, "half"));
  writeFileSync(join(suite.path, "half", "quick"), "");
  mkdirSync(join(suite.path, "torn", "quick"), { recursive: true });
  writeFileSync(join(suite.path, "torn", "quick", "trap.json"), "{");
  const attempts: [string, RegExp][] = [
    ["file", /^RSP_BENCH_BASELINE {2}file is no folder; /],
    ["half", /^RSP_BENCH_BASELINE {2}half\/quick is no folder; /],
    [
      "torn",
      /^RSP_RESULT_MALFORMED {2}torn\/quick\/trap\.json: it is not JSON; .*; restore it with git, or remove it /,
    ],
    ["/proc/none", /^RSP_BENCH_BASELINE {2}\/proc\/none\/quick cannot be renewed \(ENOENT\) .*--baseline\n$/],
  ];
  for (const [folder, message] of attempts) {
    const { code, stdout, stderr } = await suite.bench("--update-baseline", "--baseline", folder);
    expect({ code, stdout }, folder).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  }
  expect(existsSync(join(suite.path, "results", "bench", "quick", "trap.json"))).toBe(false);
});

test("an experiment without cells is told of, and values that have no ratio are compared without one", async () => {
  suite.addExperiment("empty", experimentSource("empty", ""));
  suite.addExperiment("trap", trapSource("trap", 7).replaceAll("7", "1e-300"));
  expect((await suite.bench("--update-baseline")).stdout).toContain("empty: it has no cells");
  suite.addExperiment("trap", trapSource("trap", 7).replaceAll("7", "1e300"));
  await suite.bench();
  const { code, stdout } = await suite.exp(["compare", "results/baseline/quick", "results/bench/quick"]);
  expect(code).toBe(1);
  expect(stdout).toContain("1e+300");
  expect(stdout).not.toContain("Infinity");
});

test("a baseline of another seed is told with both, and that it is taken anew", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  await suite.bench("--update-baseline");
  const file = join(suite.path, "results", "baseline", "quick", "trap.json");
  writeFileSync(file, suite.read("results", "baseline", "quick", "trap.json").replace(/"seed": ?1\b/, '"seed":2'));
  expect((await suite.bench()).stdout).toContain("under other conditions (seed): seed was 2 and is 1; ");
  expect((await suite.bench("--update-baseline")).stdout).toContain("trap: taken anew, it was of other conditions\n");
});

test("a step's summary that cannot be written changes nothing of the outcome", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  const words = ["bench", "--update-baseline", "--json", "--no-progress"];
  const { code, stdout, stderr } = await suite.exp(words, { GITHUB_STEP_SUMMARY: "/proc/none" });
  expect({ code, passes: JSON.parse(stdout).passes }).toEqual({ code: 0, passes: true });
  expect(stderr).toMatch(/^the summary cannot be added to \/proc\/none \(ENOENT\), .*\n$/);
});

test("a baseline that another run renews is told with the option that names another", async () => {
  suite.addExperiment("trap", trapSource("trap", 7));
  const lock = await lockFolder(join(suite.path, "results", "baseline"), "--baseline");
  const { code, stderr } = await suite.bench("--update-baseline", "--no-progress");
  lock.release();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^RSP_BENCH_RUNNING {2}.* results\/baseline, .* --baseline\n$/);
});
