import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findsIn, isTelling, numbersIn, wantedValues } from "./published-values.mjs";

const cells = [
  { id: "t2.call", value: 0.13, unit: "us" },
  { id: "t2.across", value: 845, unit: "us" },
  { id: "t4.trap", value: 7, unit: "us" },
  { id: "o3.install", value: 150, unit: "us" },
  { id: "f6.part", value: 40.6, unit: "percent" },
];
const wanted = wantedValues(cells, [810_550, 219], 133);

test("numbers with a fraction or three digits that count are looked for, and no rounder ones, nor powers of two", () => {
  for (const value of [0.13, 2.48, 104, 1230, 8.9]) assert.ok(isTelling(value), String(value));
  for (const value of [5, 0.5, 150, 30_000, 1024, 127, 101, 89]) assert.ok(!isTelling(value), String(value));
  assert.deepEqual([...wanted.keys()], [0.13, 845, 112_385, 19_950, 40.6, 810_550]);
});

test("every way to write a number is found, with its line; comments and names are not", () => {
  const text = `// 845\nconst a845 = 8_45;\nconst b: Record<string, number> = { x: 1.3e-1, y: [-845] };\nf("845", "845 us", 0x34d);\n`;
  assert.deepEqual(numbersIn("a.ts", text), [
    { value: 845, line: 2 },
    { value: 0.13, line: 3 },
    { value: 845, line: 3 },
    { value: 845, line: 4 },
  ]);
});

test("a published value is a find, in microseconds or in cycles", () => {
  const finds = findsIn([["a.ts", "spend(845);\nspend(112_385);\nspend(846);"]], wanted, []);
  assert.equal(finds.length, 2);
  assert.match(finds[0], /^a\.ts:1: 845 is published \(t2\.across\)/);
  assert.match(finds[1], /^a\.ts:2: 112385 is published \(t2\.across in cycles\)/);
});

test("what is allowed with a reason is none; a row that allows nothing, or says no reason, is", () => {
  const why = "bytes of a row";
  assert.deepEqual(findsIn([["a.ts", "f(845)"]], wanted, [{ file: "a.ts", value: 845, why }]), []);
  assert.match(
    findsIn([["b.ts", "f(845)"]], wanted, [{ file: "a.ts", value: 845, why }]).join(),
    /b\.ts:1.*a\.ts is allowed and not there/,
  );
  assert.match(findsIn([["a.ts", "f(845)"]], wanted, [{ file: "a.ts", value: 845 }]).join(), /without a reason/);
});

test("a breach that is planted in a repository fails the check by its file and line; the paper's own files do not", () => {
  const root = mkdtempSync(join(tmpdir(), "respin-published-"));
  try {
    const check = () =>
      spawnSync(process.execPath, [join(import.meta.dirname, "published-values.mjs"), root], { encoding: "utf8" });
    execFileSync("git", ["init", "--quiet", root]);
    mkdirSync(join(root, "packages/experiment/src/paper"), { recursive: true });
    mkdirSync(join(root, "packages/systems/src"), { recursive: true });
    writeFileSync(join(root, "packages/experiment/src/paper/sosp95.ts"), "export const across = 845;\n");
    assert.equal(check().status, 0);
    writeFileSync(
      join(root, "packages/systems/src/rpc.ts"),
      "export const path = 1;\nexport const rpcUs: number = 845;\n",
    );
    const { status, stderr } = check();
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^packages\/systems\/src\/rpc\.ts:2: 845 is published \(t2\.cross-address-space-call\.monolithic\)/,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
