/**
 * Breaks things in a copy of the tree, as a clone would have it, and looks that `pnpm bench` finds each: a claim that no longer
 * holds, a cost that is one cycle more, a dispatcher that is some three times as slow. What is broken is shown to pass before.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyOfTree, readersEnvironment } from "./copy-of-tree.mjs";

let tree;
before(() => (tree = copyOfTree()));
after(() => tree.remove());

/** Runs `pnpm bench` on one experiment, as a reader types it; it installs what is needed, and builds. */
function bench(experiment) {
  const { status, stdout, stderr, error } = spawnSync("corepack", ["pnpm", "bench", experiment, "--no-progress"], {
    cwd: tree.path,
    encoding: "utf8",
    env: readersEnvironment(),
  });
  assert.equal(error, undefined);
  return { status, text: `${stdout}\n${stderr}` };
}

/** Changes a file of the copy, runs the experiment, and puts the file back. */
function broken(experiment, file, change) {
  const path = join(tree.path, file);
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  assert.notEqual(changed, text, `${file} is no longer as this test takes it to be`);
  writeFileSync(path, changed);
  try {
    return bench(experiment);
  } finally {
    writeFileSync(path, text);
  }
}

const quick = (experiment) =>
  `\`corepack pnpm exp compare results/baseline/quick/${experiment}.json results/bench/quick/${experiment}.json\``;

/** The first line of a code, or a failure that shows everything. */
function lineOf(code, { status, text }) {
  assert.equal(status, 1, text);
  const line = text.split("\n").find((each) => each.startsWith(`${code}  `));
  assert.ok(line, text);
  return line;
}

for (const experiment of ["protected-calls", "dispatcher"]) {
  test(`${experiment} passes as it is`, () => {
    const { status, text } = bench(experiment);
    assert.equal(status, 0, text);
  });
}

test("a claim that does not hold turns the suite red, with its cell, both margins and the command", () => {
  const outcome = broken("protected-calls", "experiments/protected-calls/src/claims.ts", (text) =>
    text.replace(/(value\("call\/traps", "spin", parameters\)[^]*?holds: traps === )2/, "$13"),
  );
  const line = lineOf("RSP_BENCH_CLAIM", outcome);
  assert.match(
    line,
    /protected-calls: claim across-spin fails: its margin, of call\/traps, call\/messages, is \S+, the baseline has \S+ \(holds\)/,
  );
  assert.ok(line.endsWith("`corepack pnpm exp run protected-calls` shows more"), line);
});

test("a cost of one cycle more turns the suite red, with the cell, both values and the commands", () => {
  const outcome = broken("protected-calls", "packages/systems/src/calibrated.json", (text) =>
    text.replace(/("microkernel": \{\s*"syscall\.path": )(\d+)/, (_, name, cycles) => `${name}${Number(cycles) + 1}`),
  );
  const line = lineOf("RSP_BENCH_CELL", outcome);
  const found = /protected-calls: \S+ of microkernel \(.*\) is ([\d.]+) us, the baseline has ([\d.]+) us; /.exec(line);
  assert.ok(found, line);
  assert.notEqual(found[1], found[2]);
  assert.ok(line.includes(quick("protected-calls")), line);
  assert.match(outcome.text, /`corepack pnpm exp validate --explain t2\.system-call\.microkernel`/);
});

test("a dispatcher whose raises take some three times as long turns the suite red, with the cell, both values and the command", () => {
  const outcome = broken("dispatcher", "packages/dispatcher/src/dispatch/generate.ts", (text) =>
    text.replace(
      "return isCallable(raise) ? raise : undefined;",
      `if (!isCallable(raise)) return undefined;
    return (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown) => {
      for (let turn = 0; turn < 2; turn++) serial = (serial * 31 + turn) | 0;
      return raise(a, b, c, d, e);
    };`,
    ),
  );
  const line = lineOf("RSP_BENCH_HOST", outcome);
  const found = /dispatcher: host\/raise of any \(.*\) is ([\d.,]+), the baseline has ([\d.,]+): ([\d.]+) times /.exec(
    line,
  );
  assert.ok(found, line);
  assert.ok(Number(found[3]) > 2, line);
  assert.ok(line.includes(quick("dispatcher")), line);
  assert.match(outcome.text, /dispatcher: host cells were measured 3 times/);
});

test("and what was put back passes again", () => {
  const { status, text } = bench("protected-calls");
  assert.equal(status, 0, text);
});
