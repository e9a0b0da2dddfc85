import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { json, Program, startSystem } from "./testing/program.js";

const folder = mkdtempSync(join(tmpdir(), "respin-overview-"));
const programs: Program[] = [];
afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop("SIGKILL")));
  rmSync(folder, { recursive: true, force: true });
});
function started(program: Program): Program {
  programs.push(program);
  return program;
}

/** A result document, as small as one can be. */
function document(experiment: string, value: number, begun = "2026-01-01T00:00:00.000Z"): string {
  const machine = { name: "alpha-axp-3000-400", hash: "0" };
  const manifest = {
    schemaVersion: 1,
    commit: "unknown",
    dirty: "unknown",
    lockfile: "unknown",
    node: "v20",
    v8: "11",
    cpu: { model: "m", count: 1 },
    os: "o",
    seed: 1,
    depth: "quick",
    parameters: {},
    systems: ["spin"],
    machine,
    profiles: {},
    started: begun,
    durationMs: 2500,
    assertions: false,
    debugger: false,
  };
  const published = { cell: "t4.trap.spin", value: 7 };
  const cells = [{ id: "trap", system: "spin", clock: "modelled", unit: "us", value, published }];
  return JSON.stringify({ schema: "respin.result/v1", experiment, manifest, cells, claims: [], notApplicable: [] });
}

const results = join(folder, "results");
const baseline = join(results, "baseline");
let spin: Program;
let spinUrl = "";
let overview: Program;
let url = "";
beforeAll(async () => {
  mkdirSync(join(baseline, "quick"), { recursive: true });
  mkdirSync(join(results, "bench", "quick"), { recursive: true });
  writeFileSync(join(results, "one.json"), document("one", 6));
  writeFileSync(join(results, "bench", "quick", "one.json"), document("one", 8, "2026-01-02T00:00:00.000Z"));
  writeFileSync(join(results, "broken.json"), "{");
  writeFileSync(join(baseline, "quick", "one.json"), document("one", 7.5));
  spin = started(startSystem("spin", ["--workload", "mixed"]));
  const microkernel = started(startSystem("microkernel", ["--workload", "mixed"]));
  spinUrl = await spin.ready();
  const services = `${spinUrl},microkernel=${await microkernel.ready()},monolithic=http://127.0.0.1:9`;
  overview = started(new Program("overview", ["--services", services, "--results", results, "--baseline", baseline]));
  url = await overview.ready();
});

async function up(): Promise<unknown> {
  const { value } = await json(`${url}/api/services`);
  return Array.isArray(value) ? value.map((each: Record<string, unknown>) => [each["system"], each["up"]]) : value;
}

async function until(what: () => Promise<boolean>, withinMs = 8000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await what())) {
    if (performance.now() > end) throw new Error("it did not come to that in time");
    await sleep(50);
  }
}

/** The next message of the stream. */
async function next(): Promise<Record<string, Record<string, unknown> | null>> {
  const leave = new AbortController();
  const response = await fetch(`${url}/api/live`, { signal: leave.signal });
  let text = "";
  for await (const piece of response.body ?? []) {
    text += new TextDecoder().decode(piece);
    if (/data: .*\n\n$/.test(text)) break;
  }
  leave.abort();
  return JSON.parse(text.replace(/^.*data: /s, ""));
}

test("it follows the services, and is ready without those that are not there", async () => {
  await until(async () => JSON.stringify(await up()).match(/true/g)?.length === 2);
  expect(await up()).toEqual([
    ["spin", true],
    ["microkernel", true],
    ["monolithic", false],
  ]);
  const live = await next();
  expect(Object.keys(live)).toEqual(["spin", "microkernel", "monolithic"]);
  expect(live["spin"]).toMatchObject({ system: "spin", workload: { name: "mixed" }, counters: expect.any(Object) });
  expect(live["monolithic"]).toBeNull();
  expect(await json(`${url}/readyz`)).toEqual({ ready: true });
  expect(await (await fetch(url)).text()).toMatch(/^<!doctype html>/i);
});

test("the newest results of each folder are metrics; what is broken is told of once, and left out", async () => {
  const metrics = async (): Promise<string> => await (await fetch(`${url}/metrics`)).text();
  const cell = (source: string, value: string): RegExp =>
    new RegExp(
      `^respin_bench_cell\\{(?=[^}]*source="${source}")(?=[^}]*cell="trap")[^}]*system="overview"[^}]*\\} ${value}$`,
      "m",
    );
  expect(await metrics()).toMatch(cell("latest", "8"));
  expect(await metrics()).toMatch(cell("baseline", "7.5"));
  expect(await metrics()).toMatch(/^respin_bench_published\{[^}]*\} 7$/m);
  const broken = (): number => overview.log.filter(({ code }) => code === "RSP_RESULT_SKIPPED").length;
  expect(broken()).toBe(1);
  // A link to itself is not there for who follows it.
  symlinkSync("loop.json", join(results, "loop.json"));
  // Written whole, as the command line writes it.
  writeFileSync(join(results, ".part"), document("one", 9, "2026-01-03T00:00:00.000Z"));
  renameSync(join(results, ".part"), join(results, "one.json"));
  await until(async () => cell("latest", "9").test(await metrics()));
  expect(broken()).toBe(1);
});

test("a service that is killed is gone from it, and is there again when it is started again", async () => {
  await spin.stop("SIGKILL");
  await until(async () => (await next())["spin"] === null);
  expect((await next())["microkernel"]).toMatchObject({ system: "microkernel" });
  expect(overview.log).toContainEqual(
    expect.objectContaining({ level: 40, code: "RSP_SERVICE_LOST", service: "spin" }),
  );
  const again = started(startSystem("spin", ["--port", new URL(spinUrl).port]));
  await again.ready();
  await until(async () => (await next())["spin"] !== null);
});

test("it changes nothing, and refuses in the form of all errors", async () => {
  const response = await fetch(`${url}/api/workload`, { method: "PUT", body: "{}" });
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: { code: "RSP_ROUTE", message: expect.any(String) } },
  ]);
  expect(await overview.stop()).toEqual({ code: 0, signal: null });
});
