import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { COUNTING, experimentSource } from "./fixture.js";
import { hostSource, Suite, trapSource } from "./fixture-bench.js";

let suite: Suite;
beforeEach(() => {
  suite = new Suite();
});
afterEach(() => suite.remove());

test("a failing claim fails, and no baseline is renewed with it", async () => {
  suite.addExperiment("counting", COUNTING);
  await suite.bench("--update-baseline");
  const baseline = suite.read("results", "baseline", "quick", "counting.json");
  suite.addExperiment("counting", COUNTING.replace("margin >= 0, margin", "margin >= 1000, margin"));
  const { code, stdout } = await suite.bench("--update-baseline");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^RSP_BENCH_CLAIM {2}counting: claim small fails: its margin, of count\/total, is \d+, /m);
  expect(stdout).toContain("is not renewed: a claim of counting does not hold; mend that first");
  expect(suite.read("results", "baseline", "quick", "counting.json")).toBe(baseline);
});

test("a host cell fails when it is above its band three times, each in a fresh process, and not when it is once", async () => {
  suite.addExperiment("host", hostSource("1"));
  await suite.bench("--update-baseline");
  rmSync(join(suite.path, "turns"));
  suite.addExperiment("host", hostSource("3"));
  const { code, stdout } = await suite.bench();
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^RSP_BENCH_HOST {2}host: host\/raise of any is 6, the baseline has 2: 3 times \([\d.]+ to [\d.]+\), above 2; `corepack pnpm exp compare .*` shows more$/m,
  );
  expect(suite.read("turns")).toBe("3");
  rmSync(join(suite.path, "turns"));
  suite.addExperiment("host", hostSource("turn === 0 ? 5 : 1.6"));
  const once = await suite.bench();
  expect(once.code).toBe(0);
  expect(once.stdout).toContain("host: host cells were measured 2 times");
});

test("modelled cells that come out otherwise in a second run are the experiment's failure", async () => {
  suite.addExperiment("host", hostSource("1"));
  await suite.bench("--update-baseline");
  const unsteady = `yield { kind: "cell", cell: { id: "n/n", system: "spin", clock: "count", unit: "1", value: turn } };`;
  suite.addExperiment("host", hostSource("3").replace("const samples", `${unsteady} const samples`));
  const { code, stdout } = await suite.bench();
  expect(code).toBe(3);
  expect(stdout).toMatch(/^RSP_BENCH_UNREPEATABLE {2}host: n\/n of spin came out otherwise/m);
});

test("an experiment that fails keeps no other from running: 3, and the next run keeps the others", async () => {
  suite.addExperiment("broken", experimentSource("broken", `throw new TypeError("no machine");`));
  suite.addExperiment("killed", experimentSource("killed", `process.kill(process.pid, "SIGKILL");`));
  suite.addExperiment("trap", trapSource("trap", 7));
  const { code, stdout } = await suite.bench("--update-baseline");
  expect(code).toBe(3);
  expect(stdout).toMatch(/^RSP_RUN_FAILED {2}broken failed: TypeError: no machine/m);
  expect(stdout).toMatch(/^RSP_RUN_FAILED {2}killed failed: its process ended by SIGKILL/m);
  expect(stdout).toContain("is not renewed: broken, killed failed; mend that first");
  expect(existsSync(join(suite.path, "results", "baseline", "quick"))).toBe(false);
  expect((await suite.bench()).stderr).toContain("1 of 3 experiments are finished and kept");
});

test("with --json standard output is one document", async () => {
  suite.addExperiment("chatty", trapSource("chatty", 7).replace("yield", `process.stdout.write("hello\\n"); yield`));
  const { code, stdout, stderr } = await suite.bench("--json", "--update-baseline");
  expect(code).toBe(0);
  expect(stderr).toContain("hello");
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "respin.bench/v1",
    passes: true,
    depth: "quick",
    experiments: [{ name: "chatty", cells: 1, claims: { hold: 0, fail: 0 }, kept: false }],
    renewed: { done: true },
  });
});
