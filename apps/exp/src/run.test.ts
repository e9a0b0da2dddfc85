import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { COUNTING, experimentSource, outcomeOf, Repository } from "./fixture.js";

const repository = new Repository();
repository.addExperiment("counting", COUNTING);
repository.addExperiment("throwing", experimentSource("throwing", `throw new TypeError("no\\nmachine");`));
repository.addExperiment(
  "choosy",
  experimentSource(
    "choosy",
    `throw new kit.RespinError("RSP_TRACE", "trace.csv:3 is not a page number", { usage: true });`,
  ),
);
repository.addExperiment("wordy", experimentSource("wordy", `process.stdout.write("x".repeat(200000));`));
afterAll(() => repository.remove());

let out = "";
let turn = 0;
beforeEach(() => {
  out = `out-${turn++}`;
});

test("a run shows tables and claims, names the file it wrote, and exits with 0", async () => {
  const { code, stdout, stderr } = await repository.exp(["run", "counting", "--out", out]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const part of ["counting: Counting", "count: counts", "monolithic", "count: modelled time (us)", "holds"]) {
    expect(stdout).toContain(part);
  }
  expect(stdout).toContain(`written to ${join(out, "counting.json")}`);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(readdirSync(join(repository.path, out))).toEqual(["counting.json"]);
});

test("results go to the repository's results folder unless told otherwise", async () => {
  await repository.exp(["run", "counting"]);
  expect(existsSync(join(repository.path, "results", "counting.json"))).toBe(true);
});

test("with --json standard output is the document that was written and nothing else", async () => {
  const { code, stdout } = await repository.exp(["run", "counting", "--json", "--out", out, "--system", "spin"]);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(join(repository.path, out, "counting.json"), "utf8"));
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "respin.result/v1",
    claims: [{ id: "small", holds: true }],
    notApplicable: [{ id: "mach", reason: "microkernel was not run" }],
  });
});

test("what an experiment logs does not get into the document", async () => {
  repository.addExperiment("chatty", experimentSource("chatty", `console.log("hello");`));
  const { stdout, stderr } = await repository.exp(["run", "chatty", "--json", "--out", out]);
  expect(JSON.parse(stdout)).toMatchObject({ experiment: "chatty" });
  expect(stderr).toContain("hello");
});

test("several experiments are an array, each with its own parameters", async () => {
  repository.addExperiment("empty", experimentSource("empty", ""));
  const { stdout } = await repository.exp([
    "run",
    "counting",
    "empty",
    "counting",
    "--turns",
    "5",
    "--json",
    "--out",
    out,
  ]);
  expect(JSON.parse(stdout)).toMatchObject([
    { experiment: "counting", manifest: { parameters: { turns: 5, policy: "lru" } } },
    { experiment: "empty", manifest: { parameters: {} } },
  ]);
});

test("equal seeds give equal cells, another seed others; depth and systems are told in the manifest", async () => {
  const cells = async (...words: string[]) => {
    const { stdout } = await repository.exp(["run", "counting", "--json", "--out", out, ...words]);
    const { cells: found, manifest }: { cells: unknown; manifest: Record<string, unknown> } = JSON.parse(stdout);
    return { text: JSON.stringify(found), manifest };
  };
  const [a, b, c] = [await cells("--seed", "7"), await cells("--seed=7", "--full"), await cells("--seed", "8")];
  expect(a.text).toBe(b.text);
  expect(c.text).not.toBe(a.text);
  expect(a.manifest).toMatchObject({ depth: "quick", seed: 7 });
  expect(b.manifest).toMatchObject({ depth: "full", systems: ["spin", "monolithic", "microkernel"] });
});

test("a failing claim exits with 1, and its document is written", async () => {
  const { code, stdout } = await repository.exp(["run", "counting", "--claim-at-most", "0", "--out", out]);
  expect(code).toBe(1);
  expect(stdout).toContain("FAILS");
  expect(existsSync(join(repository.path, out, "counting.json"))).toBe(true);
});

test.each([
  [["run", "countin"], "RSP_EXPERIMENT_UNKNOWN", "did you mean counting?"],
  [["run"], "RSP_USAGE", "exp list shows them"],
  [["run", "counting", "--system", "spin,monolith"], "RSP_SYSTEM", "did you mean monolithic?"],
  [["run", "counting", "--machine", "alpha-3000"], "RSP_MACHINE", "did you mean alpha-axp-3000-400?"],
  [["run", "counting", "--seed", "soon"], "RSP_PARAMETER", "--seed takes a whole number"],
  [["run", "counting", "--seed"], "RSP_USAGE", "argument missing"],
  [["run", "counting", "--turns", "0"], "RSP_PARAMETER", "--turns takes a whole number from 1 to 1000"],
  [["run", "counting", "--policy", "mr"], "RSP_PARAMETER", "did you mean mru?"],
  [["run", "counting", "--polcy", "mru"], "RSP_USAGE", "has no option --polcy; did you mean --policy?"],
  [["run", "--jsn", "counting"], "RSP_USAGE", "did you mean --json?"],
  [["run", "empty2", "--turns", "3"], "RSP_EXPERIMENT_UNKNOWN", '"empty2"'],
  [["run", "wordy", "--out", "counting", "--turns", "3"], "RSP_USAGE", "wordy has no parameter --turns"],
  [["run", "counting", "--quick", "--full"], "RSP_USAGE", "exclude each other"],
  [["run", "counting", "--metrics", "http"], "RSP_PARAMETER", "--metrics takes a whole number from 0 to 65535"],
  [["rnu", "counting"], "RSP_USAGE", "did you mean run?"],
  [[], "RSP_USAGE", "list, run, validate"],
])(
  "exp %j is refused on one line with the right word, exits with 2 and writes nothing",
  async (words, errorCode, part) => {
    const before = readdirSync(repository.path);
    const { code, stdout, stderr } = await repository.exp(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^${errorCode}  [^\\n]*\\n$`));
    expect(stderr).toContain(part);
    expect(readdirSync(repository.path)).toEqual(before);
  },
);

test("a results folder that cannot be written is told before the run is begun", async () => {
  writeFileSync(join(repository.path, "file"), "");
  const { code, stderr } = await repository.exp(["run", "throwing", "--out", "file/results"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^RSP_RESULTS_UNWRITABLE {2}.*file\/results.*--out\n$/);
});

test("an error of the run exits with 3 on one line, its stack only under RESPIN_DEBUG=1, and leaves nothing", async () => {
  const plain = await repository.exp(["run", "throwing", "--out", out]);
  expect(plain).toEqual({
    code: 3,
    stdout: "",
    stderr: "RSP_RUN_FAILED  throwing failed: TypeError: no machine; set RESPIN_DEBUG=1 to see where\n",
  });
  const debug = await repository.exp(["run", "throwing", "--out", out], { RESPIN_DEBUG: "1" });
  expect(debug.stderr).toMatch(/\n {4}at .*throwing/);
  expect(existsSync(join(repository.path, out))).toBe(false);
});

test("what the user gave may turn out wrong during the run: that exits with 2", async () => {
  expect(await repository.exp(["run", "choosy", "--out", out])).toEqual({
    code: 2,
    stdout: "",
    stderr: "RSP_TRACE  trace.csv:3 is not a page number\n",
  });
});

test("metrics are served while the run goes on, and the port is free after it", async () => {
  const child = repository.start([
    "run",
    "counting",
    "--turns",
    "100",
    "--pause-ms",
    "20",
    "--metrics",
    "0",
    "--out",
    out,
  ]);
  const outcome = outcomeOf(child);
  const [announced]: unknown[] = await once(child.stderr, "data");
  const url = /http:\S+/.exec(String(announced))?.[0] ?? "";
  await pause(100);
  const text = await (await fetch(url)).text();
  expect(text).toMatch(/respin_run_progress_ratio\{experiment="counting"\} 0\.\d+/);
  expect(text).toMatch(/respin_turns_total\{system="spin"\} [1-9]/);
  expect((await outcome).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("a port in use is told with its number, exits with 2 and writes nothing", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const { code, stderr } = await repository.exp(["run", "counting", "--metrics", String(port), "--out", out]);
  server.close();
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^RSP_PORT_IN_USE {2}[^\\n]*port ${port}[^\\n]*--metrics\\n$`));
  expect(existsSync(join(repository.path, out))).toBe(false);
});

test("Ctrl-C stops the run, writes nothing and exits with 130", async () => {
  mkdirSync(join(repository.path, out));
  const child = repository.start(["run", "counting", "--pause-ms", "60000", "--metrics", "0", "--out", out]);
  const outcome = outcomeOf(child);
  await once(child.stderr, "data");
  await pause(200);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr.split("\n")[1]).toMatch(/^RSP_INTERRUPTED {2}/);
  expect(readdirSync(join(repository.path, out))).toEqual([]);
});

test("a reader that closes early is no failure, and the document is written", async () => {
  const child = repository.start(["run", "wordy", "counting", "--out", out]);
  child.stdout.destroy();
  const { code, stderr } = await outcomeOf(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(existsSync(join(repository.path, out, "counting.json"))).toBe(true);
});

test("run NAME --help lists that experiment's parameters with their defaults", async () => {
  const { code, stdout } = await repository.exp(["run", "counting", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Parameters of counting:[^]*--claim-at-most <N>[^]*default: 1000[^]*--policy <lru\|mru>/);
  expect((await repository.exp(["run", "wordy", "--help"])).stdout).not.toContain("--claim-at-most");
});
