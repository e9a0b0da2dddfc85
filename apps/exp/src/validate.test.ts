import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { calibratedFile, publishedCell } from "@respin/experiment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Repository } from "./fixture.js";

let repository: Repository;
beforeEach(() => (repository = new Repository()));
afterEach(() => repository.remove());

/** A cell as an experiment's source states it: so many times what the paper has, all of it one cost. */
function cellSource(id: string, system: string, times: number, breakdown = '{ "syscall.path": value }'): string {
  return `{
    const { cell, value: paper } = kit.published(${JSON.stringify(id)});
    const value = paper * ${times};
    yield { kind: "cell", cell: {
      id: "time/" + cell, system: "${system}", clock: "modelled", unit: "us", value, breakdown: ${breakdown},
      published: { cell, value: paper } } };
  }`;
}

function add(name: string, cells: readonly string[], more = ""): void {
  repository.addExperiment(
    name,
    `export default kit.defineExperiment({
      name: ${JSON.stringify(name)}, title: "t", question: "q", claims: [],
      origin: { paper: "SOSP'95", tables: ["Table 2"] },
      parameters: { host: kit.choice(["on", "off"], { default: "on", help: "h" }) }, ${more}
      async *run({ parameters }) { ${cells.join("\n")} },
    });`,
  );
}

/** System calls of the three systems: SPIN's as published. */
const calls = (monolithic: number, microkernel: number): string[] => [
  cellSource("t2.system-call.spin", "spin", 1),
  cellSource("t2.system-call.monolithic", "monolithic", monolithic),
  cellSource("t2.system-call.microkernel", "microkernel", microkernel),
];
/** Cells that nothing is fitted to, so that no more than half are calibrated. */
const faults = ["spin", "monolithic", "microkernel"].map((system) => cellSource(`t4.appel1.${system}`, system, 1.01));

test("every published cell stands beside the model's, with what all come to; nothing is written", async () => {
  add("calls", [...calls(1, 1), ...faults]);
  const { code, stdout, stderr } = await repository.exp(["validate"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^SOSP'95, Table 2 \(us\)\n/);
  expect(stdout).toMatch(/^t2\.system-call\.spin +4 +4 +0\.0 % +calibrated$/m);
  expect(stdout).toMatch(/^t4\.appel1\.spin .* \+1\.0 % +predicted$/m);
  expect(stdout).toMatch(/^orders broken +0 +0$/m);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(readdirSync(repository.path)).toEqual(["experiments"]);
});

test("--json prints one document and nothing else", async () => {
  add("calls", [...calls(1, 1), ...faults]);
  const { code, stdout } = await repository.exp(["validate", "--json"]);
  const document = JSON.parse(stdout);
  expect({ code, keys: Object.keys(document) }).toEqual({
    code: 0,
    keys: ["schema", "cells", "constants", "orders", "summary"],
  });
  expect(document.orders).toEqual({ kept: 6, broken: [] });
});

test.each<[string, readonly string[], RegExp]>([
  [
    "an order that is broken",
    [...calls(1, 0.5), ...faults],
    /broken: t2\.system-call\.spin below t2\.system-call\.microkernel/,
  ],
  [
    "errors that are too large",
    [...calls(1, 1), ...faults.map((cell) => cell.replace("1.01", "1.3"))],
    /missed: median error/,
  ],
  ["too much that was fitted", calls(1, 1), /missed: part of the cells that is calibrated/],
])("%s: exit code 1", async (_, cells, told) => {
  add("calls", cells);
  const { code, stdout } = await repository.exp(["validate"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(told);
});

test("an experiment runs with the parameters that it says; `none` and what is ours take no part", async () => {
  add(
    "asked",
    [`if (parameters.host !== "off") throw new Error("host time was asked for");`, ...faults],
    'validation: { host: "off" },',
  );
  add("left-out", [`throw new Error("it ran");`], 'validation: "none",');
  repository.addExperiment(
    "ours",
    'export default kit.defineExperiment({ name: "ours", title: "t", question: "q", origin: "ours", parameters: {}, claims: [], async *run() { throw new Error("it ran"); } });',
  );
  expect(await repository.exp(["validate"])).toMatchObject({ code: 0, stderr: "" });
});

test.each<[string, readonly string[], RegExp]>([
  ["fails", [`throw new Error("broken");`], /^RSP_RUN_FAILED {2}calls failed: Error: broken/],
  [
    "leaves out a part",
    [cellSource("t4.trap.spin", "spin", 1, "{}")],
    /^RSP_VALIDATION_SUM {2}calls: the parts of t4\.trap\.spin/,
  ],
  [
    "has a cost of its own",
    [cellSource("t4.trap.spin", "spin", 1, "{ trap: value }")],
    /^RSP_VALIDATION_COST .*"trap"/,
  ],
])("an experiment that %s ends it on one line, with 3", async (_, cells, message) => {
  add("calls", cells);
  const { code, stdout, stderr } = await repository.exp(["validate", "--json"]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("a cell that two experiments measure ends it", async () => {
  add("a", faults);
  add("b", faults);
  const { code, stderr } = await repository.exp(["validate"]);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^RSP_VALIDATION_CELL {2}a and b both measure t4\.appel1\.spin/);
});

test("--explain shows the sum that a cell is", async () => {
  add("calls", calls(1, 1));
  const text = await repository.exp(["validate", "--explain", "t2.system-call.spin"]);
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^spin\/syscall\.path .* calibrated$/m);
  expect(text.stdout).toContain("fitted to t2.system-call.spin");
  const { stdout } = await repository.exp(["validate", "--json", "--explain", "t2.system-call.spin"]);
  expect(JSON.parse(stdout)).toMatchObject({ role: "calibrated", terms: [{ constant: "spin/syscall.path" }] });
});

test.each<[readonly string[], RegExp]>([
  [["--explain", "t2.sytem-call.spin"], /^RSP_CELL_UNKNOWN .*did you mean t2\.system-call\.spin\?/],
  [["--explain", "t4.trap.spin"], /^RSP_CELL_NOT_COVERED .*t4\.trap\.spin/],
  [["--explane", "t4.trap.spin"], /^RSP_USAGE .*--explain\?/],
  [["--explain", "t4.trap.spin", "--sensitivity"], /^RSP_USAGE .*exclude/],
])("validate %j is refused on one line, with 2", async (words, message) => {
  add("calls", calls(1, 1));
  const { code, stdout, stderr } = await repository.exp(["validate", ...words]);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("--sensitivity shows what hangs on which cost", async () => {
  add("calls", [...calls(1, 1), ...faults]);
  const { code, stdout } = await repository.exp(["validate", "--sensitivity"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^t4\.appel1\.spin +\+1\.0 % +spin\/syscall\.path +2 +\+102\.0 %$/m);
});

test("calibrate writes what the fit gives, whole; a second time it changes nothing, and --check says so", async () => {
  // Twice as often as it fits now: half the cycles.
  add("calls", [cellSource("t2.system-call.spin", "spin", 2)]);
  const file = join(repository.path, calibratedFile);
  const check = await repository.exp(["calibrate", "--check"]);
  expect(check.code).toBe(1);
  expect(existsSync(file)).toBe(false);
  const first = await repository.exp(["calibrate"]);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^spin\/syscall\.path .* changed +t2\.system-call\.spin$/m);
  const written = readFileSync(file, "utf8");
  const { cycles } = JSON.parse(written);
  const { stdout } = await repository.exp(["calibrate", "--json"]);
  const [fitted] = JSON.parse(stdout).constants;
  expect(fitted).toMatchObject({ constant: "spin/syscall.path", cycles: cycles.spin["syscall.path"] });
  expect(Math.abs(fitted.cycles - fitted.before / 2)).toBeLessThanOrEqual(1);
  expect(JSON.parse(stdout).changes).toBe(false);
  expect(readFileSync(file, "utf8")).toBe(written);
  expect((await repository.exp(["calibrate", "--check"])).code).toBe(0);
  expect(readdirSync(dirname(file))).toEqual(["calibrated.json"]);
});

test("calibrate leaves the file as it was when the fit cannot be made, or the file cannot be written", async () => {
  const file = join(repository.path, calibratedFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "as it was");
  add("install", [
    cellSource("o3.install-1", "spin", 1, '{ "dispatch.install": value / 2, "dispatch.generate": value / 2 }'),
    cellSource("o3.install-100", "spin", 1, '{ "dispatch.install": value / 2, "dispatch.generate": value / 2 }'),
  ]);
  const { code, stdout, stderr } = await repository.exp(["calibrate"]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^RSP_CALIBRATION_UNDERDETERMINED .*spin\/dispatch\.install, spin\/dispatch\.generate/);
  expect(readFileSync(file, "utf8")).toBe("as it was");
});

test("the repository's own calibration is what the fit gives", async () => {
  const { code, stdout } = await repository.exp(["calibrate", "--check"], { RESPIN_ROOT: "" });
  expect(stdout).toMatch(/calibrated\.json is as it should be\n$/);
  expect(code).toBe(0);
});

test("the repository's own model keeps every order and meets every bar", async () => {
  const { code, stdout } = await repository.exp(["validate", "--json"], { RESPIN_ROOT: "" });
  const { cells, orders, summary } = JSON.parse(stdout);
  expect({ code, broken: orders.broken, missed: summary.missed }).toEqual({ code: 0, broken: [], missed: [] });
  expect(summary.idleReasons).toEqual([]);
  expect(cells.length).toBeGreaterThanOrEqual(30);
  for (const { cell, published } of cells) expect(published).toBe(publishedCell(cell).value);
});
