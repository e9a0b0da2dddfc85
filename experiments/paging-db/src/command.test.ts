import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readResult } from "@respin/experiment";
import { systemNames } from "@respin/systems";
import { expect, test } from "vitest";
import { patternNames } from "./patterns.js";
import { inFolder } from "./testing/files.js";
import { root } from "./testing/runs.js";

// The experiment as it is used: by the built command line, in a process of its own.

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[]): ChildProcessWithoutNullStreams {
  const main = join(root, "apps", "exp", "dist", "main.js");
  return spawn(process.execPath, [main, "run", "paging-db", "--no-progress", ...words], {
    env: { ...process.env, NO_COLOR: "1", RESPIN_DEBUG: "", RESPIN_ROOT: "" },
  });
}

function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const exp = (...words: readonly string[]): Promise<Outcome> => outcomeOf(start(words));

/** The address that a run says it serves its metrics at. */
async function metricsOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [announced]: unknown[] = await once(child.stderr, "data");
  const url = /http:\S+/.exec(String(announced))?.[0];
  if (url === undefined) throw new Error(`no address is in ${String(announced)}`);
  return url;
}

/** Whole records of oracleGeneral, and a half one. */
const oracle = Buffer.alloc(24 * 20 + 11);
for (let at = 0; at < 20; at++) oracle.writeUInt32LE(at, 24 * at);

const noise = Buffer.from(Array.from({ length: 999 }, (_, at) => (at * at * 31 + 7 * at) % 256));

test.concurrent.each<[string, string | Uint8Array, readonly string[], RegExp]>([
  ["is empty", "", [], /^RSP_TRACE_EMPTY {2}.*trace/],
  ["is binary noise", noise, [], /^RSP_TRACE_FORMAT {2}.*trace.*expected/],
  ["has a word among its numbers", "1\n2\nthree\n4\n", [], /^RSP_TRACE_FORMAT {2}.*trace, line 3: .*expected/],
  [
    "is CSV with a row that names no page",
    "time,page\n1,5\n2,\n",
    [],
    /^RSP_TRACE_FORMAT {2}.*trace, line 3: .*expected/,
  ],
  [
    "ends in the middle of a record",
    oracle,
    ["--trace-format", "oracle"],
    /^RSP_TRACE_FORMAT {2}.*trace.*480.*expected/,
  ],
  ["names too many pages", "address,size\n0,1048513\n", ["--trace-split", "1"], /^RSP_TRACE_PAGES {2}.*1048513 pages/],
])("a trace that %s is refused on one line, with 2, and nothing is written", (_, content, words, message) =>
  inFolder(async (folder) => {
    const trace = join(folder, "trace");
    writeFileSync(trace, content);
    const out = join(folder, "out");
    const { code, stdout, stderr } = await exp("--workload", "trace", "--trace", trace, ...words, "--out", out);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(["trace"]);
  }),
);

test.concurrent.each<[readonly string[], RegExp]>([
  [["--workload", "trace"], /^RSP_TRACE_MISSING {2}.*--trace FILE/],
  [["--workload", "patterns", "--trace", "FILE"], /^RSP_TRACE_UNUSED {2}.*--workload patterns/],
  [["--trace", "FOLDER/none"], /^RSP_FILE_UNREADABLE {2}--trace takes a file.*none/],
  [["--out", "FILE/results", "--workload", "patterns"], /^RSP_RESULTS_UNWRITABLE {2}.*--out/],
])("%j is refused on one line, with 2, and nothing is written", (words, message) =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    writeFileSync(file, "1\n");
    const out = words.includes("--out") ? [] : ["--out", join(folder, "out")];
    const given = words.map((word) => word.replace("FILE", file).replace("FOLDER", folder));
    const { code, stdout, stderr } = await exp(...given, ...out);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(["file"]);
  }),
);

test("a port in use is told with its number, with 2, and nothing is written", () =>
  inFolder(async (folder) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const out = join(folder, "out");
    const { code, stdout, stderr } = await exp("--workload", "patterns", "--metrics", `${port}`, "--out", out);
    server.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^RSP_PORT_IN_USE {2}[^\\n]*port ${port}[^\\n]*\\n$`));
    expect(existsSync(out)).toBe(false);
  }));

test("metrics are served while the run goes on: how far it is, and its faults, references and crossings so far", () =>
  inFolder(async (folder) => {
    const child = start(["--workload", "patterns", "--frames", "24", "--metrics", "0", "--out", folder]);
    const outcome = outcomeOf(child);
    const url = await metricsOf(child);
    const polls: string[] = [];
    for (;;) {
      const text = await fetch(url).then(
        (response) => response.text(),
        () => undefined,
      );
      if (text === undefined) break;
      polls.push(text);
      await pause(20);
    }
    expect((await outcome).code).toBe(0);
    const values = (pattern: RegExp): number[] => polls.flatMap((text) => Number(pattern.exec(text)?.[1] ?? []));
    const series = [
      /^respin_run_progress_ratio\{experiment="paging-db"\} (\S+)/m,
      /^respin_references_total\{system="spin"\} (\S+)/m,
      /^respin_faults_total\{system="monolithic"\} (\S+)/m,
      /^respin_crossings_total\{system="microkernel",boundary="message"\} (\S+)/m,
    ].map(values);
    for (const found of series) {
      // They grow, and are seen to do so.
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      expect(new Set(found).size).toBeGreaterThan(2);
    }
    expect(series[0].at(-1)).toBeLessThanOrEqual(1);
  }));

test("--json prints the document that was written, and nothing else; it is valid", () =>
  inFolder(async (folder) => {
    const words = ["--workload", "patterns", "--frames", "24", "--system", "spin", "--json", "--out", folder];
    const { code, stdout } = await exp(...words);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(["paging-db.json"]);
    const file = join(folder, "paging-db.json");
    expect(stdout).toBe(readFileSync(file, "utf8"));
    const document = await readResult(file);
    expect(JSON.stringify(document)).toBe(JSON.stringify(JSON.parse(stdout)));
    expect(document.manifest).toMatchObject({ systems: ["spin"], parameters: { frames: 24, workload: ["patterns"] } });
    expect(stdout).not.toMatch(/NaN|undefined|: null/);
  }));

test("the tables that are printed have a row for every workload, and no word for nothing", () =>
  inFolder(async (folder) => {
    const trace = join(folder, "trace");
    writeFileSync(trace, "page,op\n3,r\n4,w\n3,r\n5,r\n");
    const { code, stdout, stderr } = await exp(
      "--workload",
      "patterns,trace",
      "--trace",
      trace,
      "--frames",
      "24",
      "--out",
      folder,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    const [, misses] = /^Misses: [^]*?\n([^]*?)\n\n/m.exec(stdout) ?? [];
    for (const name of ["trace", ...patternNames]) {
      // A number for each system, and the references.
      expect(misses).toMatch(new RegExp(`^${name}( +[\\d,]+\\*?){4}$`, "m"));
      expect(misses).toMatch(new RegExp(`^${name}, own policy( +[\\d,]+\\*?){4}$`, "m"));
      expect(stdout).toContain(`${name}: policy by system`);
    }
    for (const system of systemNames) expect(misses).toContain(system);
    expect(stdout).toMatch(/^holds +With the same policy and the same memory/m);
    expect(stdout).not.toMatch(/^FAILS/m);
    expect(stdout).toContain("Ours: the papers have no such experiment.");
    expect(stdout).toContain("paging-db.json");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  }));

test.concurrent.each(["patterns", "sqlite"])(
  "Ctrl-C in the middle of %s leaves what was there before, and nothing else",
  (workload) =>
    inFolder(async (folder) => {
      const out = join(folder, "out");
      mkdirSync(out);
      writeFileSync(join(out, "paging-db.json"), "an older one");
      const child = start(["--workload", workload, "--frames", "64", "--metrics", "0", "--out", out]);
      const outcome = outcomeOf(child);
      const url = await metricsOf(child);
      for (;;) {
        const text = await (await fetch(url)).text();
        if (Number(/^respin_run_progress_ratio\S* (\S+)/m.exec(text)?.[1] ?? 0) > 0.02) break;
        await pause(20);
      }
      child.kill("SIGINT");
      const { code, stdout, stderr } = await outcome;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr.split("\n").slice(1)).toEqual([expect.stringMatching(/^RSP_INTERRUPTED {2}/), ""]);
      expect(readdirSync(folder)).toEqual(["out"]);
      expect(readdirSync(out)).toEqual(["paging-db.json"]);
      expect(readFileSync(join(out, "paging-db.json"), "utf8")).toBe("an older one");
    }),
);
