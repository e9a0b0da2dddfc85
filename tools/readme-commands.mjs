#!/usr/bin/env node
// Runs every command that README.md prints, as printed, and fails when one does not end as it should. What .ci/run runs as
// a step of its own is only looked for there. The sample of output in README.md must be what the command prints.
// Placeholders (FILE, A, B) stand for files that this script makes. Nothing is changed in the tree: what writes into it writes
// elsewhere, new packages and services into a copy of it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyOfTree } from "./copy-of-tree.mjs";

const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "respin-readme-"));
const trace = join(scratch, "trace.txt");
const results = join(scratch, "results");
const baseline = join(scratch, "baseline");

const readme = readFileSync(join(root, "README.md"), "utf8");
/** The lines of the sample of what the first command prints. */
const sample = (readme.split("## What you see")[1] ?? "")
  .split("\n## ")[0]
  .split("\n")
  .filter((line) => line.startsWith("    "))
  .map((line) => line.slice(4));
const ci = readFileSync(join(root, ".ci/run"), "utf8");
const printed = [...new Set([...readme.matchAll(/corepack pnpm [^`\n]+/g)].map(([command]) => command.trim()))];

/** Commands that read what earlier ones wrote come last, and what stops the services after all that could ask them. */
const late = ["exp compare", "exp report", "exp down"];
const rankOf = (command) => late.findIndex((words) => command.startsWith(`corepack pnpm ${words}`));
const ordered = printed.toSorted((a, b) => rankOf(a) - rankOf(b));

let failed = 0;
let passed = 0;
let copy;
try {
  writeFileSync(trace, Array.from({ length: 2000 }, (_, n) => `${(n * n) % 701}\n`).join(""));
  mkdirSync(baseline);
  cpSync(join(root, "results", "baseline"), baseline, { recursive: true });
  copy = copyOfTree();
  for (const command of ordered) {
    if (ci.includes(`"${command}"`) || ci.includes(` ${command}\n`)) {
      passed++;
      console.log(`in .ci/run   ${command}`);
      continue;
    }
    const words = wordsOf(command);
    const started = Date.now();
    const { status, stderr, stdout } = spawnSync("corepack", ["pnpm", ...words], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...process.env, ...(isOfCopy(words) ? { RESPIN_ROOT: copy.path } : {}) },
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (status === 0) passed++;
    else {
      failed++;
      for (const text of [stdout, stderr]) console.log(text.trim().split("\n").slice(-8).join("\n"));
    }
    if (words.slice(0, 3).join(" ") === "exp run paging-db" && command.endsWith("paging-db")) {
      const missing = sample.filter((line) => !stdout.split("\n").includes(line));
      if (missing.length > 0 || sample.length === 0) {
        failed++;
        console.log(`README.md shows what ${command} does not print:\n${missing.join("\n")}`);
      }
    }
    if (words.includes("--json") && !isJson(stdout)) {
      failed++;
      console.log(`${command} is said to print a JSON document, and prints something else`);
    }
    console.log(`${status === 0 ? "ran" : `EXIT ${status}`} (${seconds} s)   ${command}`);
  }
} finally {
  if (copy !== undefined) {
    // Whatever failed above, no service stays.
    const stop = ["pnpm", "exp", "down"];
    spawnSync("corepack", stop, { cwd: root, env: { ...process.env, RESPIN_ROOT: copy.path } });
    copy.remove();
  }
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`README.md: ${passed + failed} commands, ${failed} of them failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** The words of a command, with files for placeholders, and folders of our own for what it writes. */
function wordsOf(command) {
  const document = join(results, "paging-db.json");
  const words = command
    .split(/\s+/)
    .slice(2)
    .map((word) => ({ FILE: trace, A: document, B: document })[word] ?? word);
  const [first, second] = words.filter((word) => word !== "-s");
  if (words.includes("--help")) return words;
  if (first === "exp" && second === "run") words.push("--out", results, "--no-progress");
  if (first === "exp" && second === "report") words.push(results, "--out", results);
  // It stops by itself if nothing else stops it.
  if (first === "exp" && second === "up") words.push("--for", "30m");
  if (first === "bench") words.push("--out", join(scratch, words.includes("--update-baseline") ? "renewed" : "bench"));
  if (words.includes("--update-baseline")) words.push("--baseline", baseline);
  return words;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a command makes or keeps something in the repository. */
function isOfCopy(words) {
  const [first, second] = named(words);
  return first === "exp" && ["new", "up", "down"].includes(second ?? "");
}

/** What is run: the words without the package manager's own options. */
function named(words) {
  return words.filter((word) => word !== "-s");
}
