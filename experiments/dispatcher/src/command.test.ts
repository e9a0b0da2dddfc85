import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readResult } from "@respin/experiment";
import { expect, test } from "vitest";
import { root } from "./testing/runs.js";

// The experiment as it is used: by the built command line, in a process of its own.

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function exp(...words: readonly string[]): Promise<Outcome> {
  const main = join(root, "apps", "exp", "dist", "main.js");
  const child = spawn(process.execPath, [main, "run", "dispatcher", "--no-progress", ...words], {
    env: { ...process.env, NO_COLOR: "1", RESPIN_DEBUG: "", RESPIN_ROOT: "" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Hands a folder of its own to `use`, and takes it away when that has ended. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "respin-dispatcher-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("at the default setting every claim holds, host time's too, and the plots lie beside the document", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await exp("--out", folder);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toMatch(/NaN|undefined|null|Infinity|\[object|FAILS|not applicable/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(readdirSync(folder)).toEqual([
      "dispatcher.host.svg",
      "dispatcher.install.svg",
      "dispatcher.json",
      "dispatcher.raise.svg",
    ]);
    for (const name of readdirSync(folder)) expect(stdout).toContain(`written to ${join(folder, name)}`);
    expect(stdout).toContain("After OSDI'96, Table 1, section 3.1.");
  }));

test("--json prints the document that was written, and nothing else; it is valid", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await exp("--host", "off", "--handlers-max", "10", "--json", "--out", folder);
    expect(code).toBe(0);
    const file = join(folder, "dispatcher.json");
    expect(stdout).toBe(readFileSync(file, "utf8"));
    const { manifest } = await readResult(file);
    expect(manifest).toMatchObject({ systems: ["spin"], parameters: { handlersMax: 10, host: "off" } });
    expect(readdirSync(folder)).toEqual(["dispatcher.install.svg", "dispatcher.json", "dispatcher.raise.svg"]);
  }));

test.concurrent.each<[readonly string[], RegExp]>([
  [["--handlers-max", "10001"], /^RSP_PARAMETER {2}--handlers-max takes a whole number from 0 to 10000/],
  [["--handlers-max", "many"], /^RSP_PARAMETER {2}--handlers-max .*"many"/],
  [["--rounds", "0"], /^RSP_PARAMETER {2}--rounds takes a whole number from 5 to 1000/],
  [["--host", "offf"], /^RSP_PARAMETER {2}--host knows no "offf"; did you mean off\?/],
  [["--handler-max", "10"], /^RSP_USAGE {2}.*--handlers-max\?/],
  [["--system", "monolithic"], /^RSP_SYSTEM {2}dispatcher does not run on monolithic/],
])("%j is refused on one line, with 2, and nothing is written", (words, message) =>
  inFolder(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout, stderr } = await exp(...words, "--out", out);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(existsSync(out)).toBe(false);
  }),
);
