import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Cell,
  contextFor,
  judgeClaims,
  readResult,
  runExperiment,
  sizesTable1,
  sizesTable1Total,
  sizesTable7,
} from "@respin/experiment";
import { expect, test } from "vitest";
import experiment from "./index.js";
import { claims } from "./claims.js";
import { components, extensions, repository, sizeOf } from "./repository.js";

const context = contextFor(experiment, {});
const run = () => runExperiment(experiment, context, { root: import.meta.dirname });
const { cells, claims: judged, notApplicable } = await run();

function value(id: string, parameters: Readonly<Record<string, string>> = {}): number {
  const found = cells.find(
    (cell) => cell.id === id && Object.entries(parameters).every(([name, each]) => cell.parameters?.[name] === each),
  );
  return found?.value ?? Number.NaN;
}

test("the paper's columns add up to the sums that it prints", () => {
  const sum = (of: "lines" | "text" | "data"): number => sizesTable1.reduce((all, each) => all + each[of], 0);
  expect({ lines: sum("lines"), text: sum("text"), data: sum("data") }).toEqual(sizesTable1Total);
  expect(sizesTable1.reduce((all, { linesShare }) => all + linesShare, 0)).toBeCloseTo(100, 0);
  expect(sizesTable7).toHaveLength(13);
});

test("the kernel is its parts, and their shares are the whole of it", () => {
  const kernel = components.filter(({ answersTo }) => answersTo !== undefined);
  const sum = (id: string): number => kernel.reduce((all, { name }) => all + value(id, { component: name }), 0);
  expect(sum("component/lines")).toBe(value("kernel/lines"));
  expect(sum("component/object-bytes")).toBe(value("kernel/object-bytes"));
  expect(Math.abs(sum("component/lines-share") - 100)).toBeLessThan(0.5);
  expect(value("component/lines", { component: "core" })).toBeGreaterThan(1000);
});

test("every package that is counted is there", () => {
  for (const component of components) {
    const { files, lines, objectBytes } = sizeOf(component);
    expect(files).toBeGreaterThan(3);
    expect(objectBytes).toBeGreaterThan(lines);
  }
});

test("every extension is there, with what it imports and exports", () => {
  const named = extensions();
  expect(named.map(({ name }) => name)).toEqual(expect.arrayContaining(["buffer-manager", "gatekeeper"]));
  const gatekeeper = { extension: "gatekeeper" };
  expect(value("extension/lines", gatekeeper)).toBe(10);
  expect(value("extension/imported-interfaces", gatekeeper)).toBe(1);
  expect(value("extension/imported-procedures", gatekeeper)).toBe(3);
  expect(value("extension/exported-procedures", gatekeeper)).toBe(1);
  expect(value("extension/imported-granted", { extension: "buffer-manager" })).toBe(1);
  for (const { name, lines, facts } of named) {
    expect(lines, name).toBeLessThanOrEqual(facts.sourceLines);
    expect(lines, name).toBeGreaterThan(0);
  }
});

test("all claims hold, and two runs give the same cells", async () => {
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
  expect(notApplicable).toEqual([]);
  expect((await run()).cells).toEqual(cells);
});

test.each([
  ["public-only", "extension/imported-others", 1],
  ["a-dozen", "extension/imported-interfaces", 13],
  ["kernel-larger", "kernel/lines", 100],
  ["small-is-small", "extension/lines", 500],
])("the claim %s fails when %s is %d", (id, cellId, changed) => {
  const other = cells.map((cell): Cell => (cell.id === cellId ? { ...cell, value: changed } : cell));
  const failing = judgeClaims(claims, other, context).judged.filter(({ holds }) => !holds);
  expect(failing.map((claim) => claim.id)).toContain(id);
});

test("exp run sizes prints the tables and writes the document", async () => {
  const folder = mkdtempSync(join(tmpdir(), "respin-sizes-"));
  try {
    const main = join(repository, "apps", "exp", "dist", "main.js");
    const env = { ...process.env, NO_COLOR: "1", RESPIN_DEBUG: "", RESPIN_ROOT: "" };
    const words = [main, "run", "sizes", "--no-progress", "--out", folder];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8", env });
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toMatch(/NaN|undefined|Infinity|\[object|FAILS/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toContain("65,652");
    expect((await readResult(join(folder, "sizes.json"))).cells).toEqual(JSON.parse(JSON.stringify(cells)));
    expect(readFileSync(join(folder, "sizes.json"), "utf8")).toContain("t1.sys.lines");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an extension that does what one of the paper's does stands beside it", () => {
  const beside = cells.flatMap(({ id, parameters, published }) =>
    id.startsWith("extension/") && published !== undefined
      ? [`${String(parameters?.["extension"])} ${published.cell}`]
      : [],
  );
  for (const name of ["c-threads", "ipc", "null-syscall", "vm-workload"]) {
    expect(beside).toContain(`${name} t7.${name}.lines`);
    expect(beside).toContain(`${name} t7.${name}.text`);
  }
});
