import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { contextFor, defineExperiment, randomFrom, resultText, runExperiment } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Baseline } from "./baseline.js";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "respin-baseline-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const names = ["one", "two", "three", "four"];

/** A document whose one cell is the version of it. */
async function documentOf(name: string, version: number): Promise<ResultDocument> {
  const experiment = defineExperiment({
    name,
    title: "t",
    question: "q",
    origin: "ours",
    parameters: {},
    async *run() {
      yield { kind: "cell", cell: { id: "version", system: "any", clock: "count", unit: "1", value: version } };
    },
    claims: [],
  });
  return runExperiment(experiment, contextFor(experiment, {}), { root: import.meta.dirname });
}

const documentsOf = (version: number) => Promise.all(names.map((name) => documentOf(name, version)));

/** The versions of all documents of a baseline. */
async function versions(): Promise<number[]> {
  const found = await new Baseline(base, "quick").read();
  expect([...found.keys()].toSorted()).toEqual(names.toSorted());
  return [...found.values()].map(({ cells }) => cells[0].value);
}

test("what is put into a baseline is read again, a cell a line; what is taken out is gone; other files stay", async () => {
  const baseline = new Baseline(base, "quick");
  expect(await baseline.read()).toEqual(new Map());
  const documents = await documentsOf(1);
  await baseline.renew(documents, []);
  writeFileSync(join(baseline.folder, "README.md"), "about");
  expect([...(await baseline.read()).values()].toSorted(byName)).toEqual(documents.toSorted(byName));
  expect(readFileSync(baseline.fileOf("one"), "utf8")).toMatch(/^ {4}\{"id":"version",.*"value":1\}$/m);
  await baseline.renew([await documentOf("one", 2)], ["two"]);
  const found = await baseline.read();
  expect([...found.keys()].toSorted()).toEqual(["four", "one", "three"]);
  expect(readdirSync(baseline.folder)).toContain("README.md");
  expect(readdirSync(base)).toEqual(["quick"]);
});

test("a file that is named after another experiment is told", async () => {
  const baseline = new Baseline(base, "quick");
  mkdirSync(baseline.folder);
  writeFileSync(join(baseline.folder, "two.json"), resultText(await documentOf("one", 1)));
  await expect(baseline.read()).rejects.toThrow(/two\.json is of one/);
});

test("whoever comes next ends what a killed renewal has begun, forwards or backwards", async () => {
  const baseline = new Baseline(base, "quick");
  await baseline.renew(await documentsOf(1), []);
  const [next, last] = [join(base, ".quick.new"), join(base, ".quick.old")];
  // Killed while the new folder was made.
  cpSync(baseline.folder, next, { recursive: true });
  rmSync(join(next, "one.json"));
  expect(await versions()).toEqual([1, 1, 1, 1]);
  // Killed when the old one was moved away.
  await new Baseline(join(base, "other"), "quick").renew(await documentsOf(2), []);
  renameSync(join(base, "other", "quick"), next);
  rmSync(join(base, "other"), { recursive: true });
  renameSync(baseline.folder, last);
  expect(await versions()).toEqual([2, 2, 2, 2]);
  // Killed while the old one was removed.
  mkdirSync(last);
  expect(await versions()).toEqual([2, 2, 2, 2]);
  expect(readdirSync(base)).toEqual(["quick"]);
});

/** Renews a baseline over and over, with one version of all documents and with another. */
const RENEWING = `
const { Baseline } = await import(process.argv[1]);
const { readFileSync } = await import("node:fs");
const documents = JSON.parse(readFileSync(process.argv[2] + "/documents", "utf8"));
const baseline = new Baseline(process.argv[2], "quick");
console.log("ready");
for (let turn = 0; ; turn++) await baseline.renew(documents[turn % 2], []);
`;

test("killed at any moment, a renewal has renewed all documents or none", async () => {
  await new Baseline(base, "quick").renew(await documentsOf(1), []);
  writeFileSync(join(base, "documents"), JSON.stringify([await documentsOf(2), await documentsOf(1)]));
  const module = new URL("../../dist/suite/baseline.js", import.meta.url).href;
  const random = randomFrom(4711);
  const seen = new Set<number>();
  // Which version a kill leaves is chance: on, until both have been left.
  for (let kill = 0; kill < 8 || (seen.size < 2 && kill < 60); kill++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", RENEWING, module, base], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await pause(random.integer(0, 250));
    child.kill("SIGKILL");
    await ended;
    const found = new Set(await versions());
    expect(found.size).toBe(1);
    for (const version of found) seen.add(version);
  }
  expect(seen).toEqual(new Set([1, 2]));
});

function byName(a: ResultDocument, b: ResultDocument): number {
  return a.experiment < b.experiment ? -1 : 1;
}
