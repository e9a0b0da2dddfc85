import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { sums } from "./fixture.js";
import { checkWritable, contextFor, readResult, readResults, runExperiment, writePlots, writeResult } from "./index.js";

const base = mkdtempSync(join(tmpdir(), "respin-write-"));
afterAll(() => rmSync(base, { recursive: true }));
let folder = base;
let turn = 0;
beforeEach(() => {
  folder = join(base, String(turn++));
  mkdirSync(folder);
});

const document = await runExperiment(sums, contextFor(sums, {}), { root: base });

test("a document that was written is read back the same, and nothing else lies beside it", async () => {
  const file = writeResult(join(folder, "deep", "er"), document);
  expect(await readResult(file)).toEqual(document);
  writeResult(join(folder, "deep", "er"), document);
  expect(readdirSync(join(folder, "deep", "er"))).toEqual(["sums.json"]);
});

test("asking whether a folder can be written leaves nothing behind", () => {
  checkWritable(join(folder, "a", "b"), "sums");
  expect(readdirSync(folder)).toEqual([]);
  mkdirSync(join(folder, "kept"));
  checkWritable(join(folder, "kept"), "sums");
  expect(readdirSync(join(folder, "kept"))).toEqual([]);
});

test("a folder under a regular file, and a document's name taken by a folder, are refused before the run", () => {
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "sums.json"));
  for (const out of [join(folder, "file", "results"), join(folder, "file"), folder]) {
    expect(() => checkWritable(out, "sums")).toThrow(
      expect.objectContaining({
        code: "RSP_RESULTS_UNWRITABLE",
        usage: true,
        message: expect.stringContaining("--out"),
      }),
    );
  }
});

test("when the disk is full half-way, the document from before is still there, whole", () => {
  const before = writeResult(folder, document);
  const text = readFileSync(before, "utf8");
  const big = { ...document, cells: Array.from({ length: 2000 }, () => document.cells[0]) };
  writeFileSync(join(folder, "big.txt"), JSON.stringify(big));
  // A limit on the size of files stands in for the full disk: a write past it is cut short, the next one fails.
  const program = `
    process.on("SIGXFSZ", () => {});
    const { readFileSync } = await import("node:fs");
    const { writeResult } = await import(${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)});
    try { writeResult(${JSON.stringify(folder)}, JSON.parse(readFileSync(${JSON.stringify(join(folder, "big.txt"))}, "utf8"))); }
    catch (error) { console.log(error.code); }`;
  const limited = `ulimit -f 64 && exec "$0" --input-type=module -e "$1"`;
  expect(execFileSync("bash", ["-c", limited, process.execPath, program], { encoding: "utf8" })).toBe(
    "RSP_RESULTS_UNWRITABLE\n",
  );
  expect(readFileSync(before, "utf8")).toBe(text);
  expect(readdirSync(folder).toSorted()).toEqual(["big.txt", "sums.json"]);
});

test.each([
  ["", "it is empty"],
  ["{", "it is not JSON"],
  ["[]", "expected object"],
  [JSON.stringify({ ...document, schema: "respin.result/v2" }), "schema:"],
  [JSON.stringify({ ...document, cells: [{ ...document.cells[0], value: "7" }] }), "cells[0].value:"],
  [JSON.stringify({ ...document, cells: [document.cells[0], document.cells[0]] }), "a second sum/total of spin"],
  [JSON.stringify({ ...document, experiment: "../x" }), "experiment:"],
])("a document of %.20s... is refused on one line: file, what is wrong, what was expected", async (content, wrong) => {
  const file = join(folder, "x.json");
  writeFileSync(file, content);
  const error: unknown = await readResult(file).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "RSP_RESULT_MALFORMED", usage: true });
  const message = error instanceof Error ? error.message : "";
  for (const part of [file, wrong, "expected a respin.result/v1 document"]) expect(message).toContain(part);
  expect(message).not.toContain("\n");
});

test("a missing document and a folder without one are told", async () => {
  await expect(readResults(join(folder, "none"))).rejects.toMatchObject({ code: "RSP_RESULT_MISSING" });
  await expect(readResults(folder)).rejects.toThrow(/holds no result document/);
  writeResult(folder, document);
  const read = await readResults(folder);
  expect(read.documents.map((one) => one.file)).toEqual([join(folder, "sums.json")]);
  expect(existsSync(join(folder, "sums.json"))).toBe(true);
});

test("plots lie beside the document, named by it, and nothing else does", () => {
  writeResult(folder, document);
  const files = writePlots(folder, "sums", [
    { name: "one", svg: "<svg>1</svg>" },
    { name: "two", svg: "<svg>2</svg>" },
  ]);
  expect(files).toEqual(["sums.one.svg", "sums.two.svg"].map((name) => join(folder, name)));
  expect(files.map((file) => readFileSync(file, "utf8"))).toEqual(["<svg>1</svg>", "<svg>2</svg>"]);
  expect(readdirSync(folder)).toEqual(["sums.json", "sums.one.svg", "sums.two.svg"]);
});

test("a plot whose name a folder has is told, and leaves nothing half-written", () => {
  mkdirSync(join(folder, "sums.one.svg"));
  expect(() => writePlots(folder, "sums", [{ name: "one", svg: "<svg/>" }])).toThrow(
    expect.objectContaining({ code: "RSP_RESULTS_UNWRITABLE" }),
  );
  expect(readdirSync(folder)).toEqual(["sums.one.svg"]);
});
