import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { randomFrom, type ResultDocument } from "@respin/experiment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startOf } from "./process-start.js";
import { experimentSource, outcomeOf } from "./fixture.js";
import { Suite, trapSource } from "./fixture-bench.js";

let suite: Suite;
beforeEach(() => {
  suite = new Suite();
});
afterEach(() => suite.remove());

const folder = join("results", "bench", "quick");
const names = ["one", "two", "three", "four"];

/** An experiment that takes its time, and counts how often it was begun and ended. */
function slow(name: string, ms: number): string {
  return experimentSource(
    name,
    `const fs = await import("node:fs");
    fs.appendFileSync("begun", "${name} " + process.pid + "\\n");
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, ${ms / 10}));
      yield { kind: "progress", done: turn, total: 10, label: "turn" };
    }
    for (let n = 0; n < 200; n++) {
      yield { kind: "cell", cell: { id: "n/" + n, system: "spin", clock: "count", unit: "1", value: n * ${name.length} } };
    }
    fs.appendFileSync("ended", "${name}\\n");`,
  );
}

/** All that a document says but for when and how long. */
function withoutManifest(text: string): Omit<ResultDocument, "manifest"> {
  const { manifest, ...rest } = JSON.parse(text) as ResultDocument;
  expect(manifest.depth).toBe("quick");
  return rest;
}

test("killed at any moment, again and again, the suite ends with the documents of a run that nobody killed", async () => {
  for (const name of names) suite.addExperiment(name, slow(name, 60));
  await suite.bench("--update-baseline", "--out", "whole");
  const random = randomFrom(4711);
  // From before the lock is taken to after the last document is written; what is finished is kept, so that it comes to an end.
  const longestMs = 1_500;
  let kills = 0;
  for (;;) {
    const child = suite.start(["bench", "--no-progress"]);
    const outcome = outcomeOf(child);
    const killer = setTimeout(() => child.kill("SIGKILL"), kills < 12 ? random.integer(50, longestMs) : 60_000);
    const { code, stderr } = await outcome;
    clearTimeout(killer);
    if (existsSync(join(suite.path, folder))) {
      for (const file of suite.filesIn(folder).filter((name) => name.endsWith(".json"))) {
        expect(() => JSON.parse(suite.read(folder, file)), file).not.toThrow();
      }
    }
    if (code === null) {
      kills++;
      continue;
    }
    expect({ code, stderr: stderr.replace(/^goes on .*\n/, "") }).toEqual({ code: 0, stderr: "" });
    if (kills >= 12) break;
  }
  const files = [".run.json", ...names.map((name) => `${name}.json`), "report.html", "report.md", "summary.md"];
  expect(suite.filesIn(folder)).toEqual(files.toSorted());
  for (const name of names) {
    const whole = withoutManifest(suite.read("whole", "quick", `${name}.json`));
    expect(withoutManifest(suite.read(folder, `${name}.json`))).toEqual(whole);
  }
});

test("what a killed run has finished is kept, byte for byte, and not run again; of other code or with --restart it is", async () => {
  suite.addExperiment("a-first", trapSource("a-first", 7));
  suite.addExperiment("b-second", slow("b-second", 60_000));
  const child = suite.start(["bench", "--update-baseline"]);
  const outcome = outcomeOf(child);
  while (!existsSync(join(suite.path, "begun"))) await pause(20);
  child.kill("SIGKILL");
  await outcome;
  const first = suite.read(folder, "a-first.json");

  // The process that measured ends with the one that it worked for.
  const pid = Number(readFileSync(join(suite.path, "begun"), "utf8").split(" ")[1]);
  for (let turn = 0; turn < 100 && startOf(pid) !== undefined; turn++) await pause(50);
  expect(startOf(pid)).toBeUndefined();
  expect(existsSync(join(suite.path, "ended"))).toBe(false);

  const interrupted = suite.start(["bench", "--update-baseline"]);
  const second = outcomeOf(interrupted);
  while (suite.read("begun").split("\n").length < 3) await pause(20);
  interrupted.kill("SIGINT");
  expect(await second).toEqual({
    code: 130,
    stdout: "",
    stderr: `goes on with a run that was stopped: 1 of 2 experiments are finished and kept\nRSP_INTERRUPTED  the suite was stopped; what it has finished is kept, and \`corepack pnpm bench --update-baseline\` goes on with the rest\n`,
  });
  expect(suite.read(folder, "a-first.json")).toBe(first);

  suite.addExperiment("b-second", trapSource("b-second", 8));
  const anew = await suite.bench("--update-baseline");
  expect(anew.code).toBe(0);
  expect(anew.stderr).toContain("is not gone on with, but begun anew: it was of another code");
  expect(suite.read(folder, "a-first.json")).not.toBe(first);
});

test("a second run in the same folder is refused at once, with the process and the remedy; another folder is free", async () => {
  suite.addExperiment("long", slow("long", 60_000));
  const child = suite.start(["bench"]);
  const outcome = outcomeOf(child);
  while (!existsSync(join(suite.path, "begun"))) await pause(20);
  const { code, stdout, stderr } = await suite.bench();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    `RSP_BENCH_RUNNING  exp bench already runs in ${folder}, as process ${child.pid}; wait for it, or name another folder with --out\n`,
  );
  const other = suite.start(["bench", "--out", "other"]);
  const otherOutcome = outcomeOf(other);
  while (suite.read("begun").split("\n").length < 3) await pause(20);
  for (const one of [child, other]) one.kill("SIGINT");
  expect((await Promise.all([outcome, otherOutcome])).map((one) => one.code)).toEqual([130, 130]);
  if (child.exitCode === null) await once(child, "exit");
  expect(suite.filesIn(folder)).toEqual([".run.json"]);
});
