import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRspError } from "@respin/experiment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startOf } from "../process-start.js";
import { lockFolder } from "./lock.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "respin-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is one process's until it lets it go, and nothing is left then", async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toSatisfy(
    (error) => isRspError(error) && error.code === "RSP_BENCH_RUNNING",
  );
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
  (await lockFolder(folder)).release();
});

test("a lock is not that of another process which was given the same number later", async () => {
  writeFileSync(join(folder, ".lock-1"), JSON.stringify({ pid: process.pid, started: "then", token: "x" }));
  const lock = await lockFolder(folder);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("what is no lock of ours is taken over, and so is one whose process is dead", async () => {
  writeFileSync(join(folder, ".lock-7"), "half a l");
  writeFileSync(join(folder, ".lock-999999999-x.tmp"), "");
  writeFileSync(join(folder, ".lock-8"), JSON.stringify({ pid: 999_999_999, started: "", token: "x" }));
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a process that has ended has no start, and one that runs always has the same", () => {
  expect(startOf(process.pid)).toBe(startOf(process.pid));
  expect(startOf(999_999_999)).toBeUndefined();
});

/** Takes the lock and lets it go, many times, and says when another was inside at the same time; dies at times with the lock held. */
const CONTENDER = `
const { lockFolder } = await import(process.argv[1]);
const { writeFileSync, rmSync } = await import("node:fs");
const folder = process.argv[2];
const inside = folder + "/inside";
let taken = 0;
const until = Date.now() + Number(process.argv[3]);
while (Date.now() < until) {
  let lock;
  try { lock = await lockFolder(folder); } catch (error) {
    if (error.code !== "RSP_BENCH_RUNNING") throw error;
    continue;
  }
  taken++;
  // Another that dies inside leaves its mark: it is gone, and its mark may be taken.
  try { writeFileSync(inside, String(process.pid), { flag: "wx" }); } catch { console.log("TWO"); }
  if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  rmSync(inside, { force: true });
  if (Math.random() < Number(process.argv[4])) process.kill(process.pid, "SIGKILL");
  lock.release();
}
console.log("TAKEN " + taken);
`;

test("of many that try at once, some of whom die with the lock held, never two have it, and it is always had again", async () => {
  const lock = new URL("../../dist/suite/lock.js", import.meta.url).href;
  const contend = (dies: number) =>
    new Promise<string>((resolve, reject) => {
      const words = ["--input-type=module", "-e", CONTENDER, lock, folder, "2500", String(dies)];
      const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
      child.on("error", reject);
      child.on("close", (code, signal) =>
        code === 0 || signal === "SIGKILL" ? resolve(text) : reject(new Error(text)),
      );
    });
  const outcomes = await Promise.all([0, 0, 0.05, 0.05, 0.02].map(contend));
  expect(outcomes.join("")).not.toContain("TWO");
  const taken = outcomes.join("").match(/TAKEN [1-9]/g) ?? [];
  expect(taken.length).toBeGreaterThanOrEqual(1);
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});
