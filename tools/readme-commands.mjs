#!/usr/bin/env node
// Runs every command that README.md prints, as printed, and fails when one does not end as it should. What .ci/run runs as
// a step of its own is only looked for there. The sample of output in README.md must be what the command prints. Placeholders (FILE, A, B) stand for files that this script makes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "respin-readme-"));
const trace = join(scratch, "trace.txt");
writeFileSync(trace, Array.from({ length: 2000 }, (_, n) => `${(n * n) % 701}\n`).join(""));
const results = join(scratch, "results");

const readme = readFileSync(join(root, "README.md"), "utf8");
/** The lines of the sample of what the first command prints. */
const sample = (readme.split("## What you see")[1] ?? "")
  .split("\n## ")[0]
  .split("\n")
  .filter((line) => line.startsWith("    "))
  .map((line) => line.slice(4));
const ci = readFileSync(join(root, ".ci/run"), "utf8");
const printed = new Set([...readme.matchAll(/corepack pnpm [^`\n]+/g)].map(([command]) => command.trim()));

/** Commands that read what an earlier one wrote come last. */
const ordered = [...printed].toSorted((a, b) => Number(a.includes(" compare ")) - Number(b.includes(" compare ")));

let failed = 0;
let passed = 0;
try {
  for (const command of ordered) {
    if (ci.includes(`"${command}"`) || ci.includes(` ${command}\n`)) {
      passed++;
      console.log(`in .ci/run   ${command}`);
      continue;
    }
    const words = command
      .split(/\s+/)
      .slice(2)
      .map(
        (word) =>
          ({ FILE: trace, A: join(results, "paging-db.json"), B: join(results, "paging-db.json") })[word] ?? word,
      );
    if (words[0] === "exp" && words[1] === "run" && !words.includes("--help"))
      words.push("--out", results, "--no-progress");
    const started = Date.now();
    const { status, stderr, stdout } = spawnSync("corepack", ["pnpm", ...words], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (status === 0) passed++;
    else {
      failed++;
      for (const text of [stdout, stderr]) console.log(text.trim().split("\n").slice(-5).join("\n"));
    }
    if (words.slice(0, 3).join(" ") === "exp run paging-db" && command.endsWith("paging-db")) {
      const missing = sample.filter((line) => !stdout.split("\n").includes(line));
      if (missing.length > 0 || sample.length === 0) {
        failed++;
        console.log(`README.md shows what ${command} does not print:\n${missing.join("\n")}`);
      }
    }
    console.log(`${status === 0 ? "ran" : `EXIT ${status}`} (${seconds} s)   ${command}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`README.md: ${passed + failed} commands, ${failed} of them failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
