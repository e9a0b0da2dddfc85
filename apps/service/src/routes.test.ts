import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, json, Program, startSystem } from "./testing/program.js";

const names = ["spin", "monolithic", "microkernel"] as const;
const programs = new Map<string, Program>(names.map((name) => [name, startSystem(name)]));
const urls = new Map<string, string>();
beforeAll(async () => {
  for (const [name, program] of programs) urls.set(name, await program.ready());
});
afterAll(async () => {
  await Promise.all([...programs.values()].map((program) => program.stop()));
});
const urlOf = (name: string): string => urls.get(name) ?? "";

const status = {
  schema: "respin.status/v1",
  machine: "alpha-axp-3000-400",
  frames: 32,
  startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  modelledSeconds: expect.any(Number),
  workload: null,
  workloads: ["transactions", "scan", "mixed"],
  ejections: [],
};

for (const name of names) {
  test(`${name}: every route that looks answers with what it promises`, async () => {
    const url = urlOf(name);
    const said = await json(`${url}/api/status`);
    expect(said).toEqual({ ...status, system: name, extensions: expect.any(Array) });
    const { events } = await json(`${url}/api/events`);
    const handler = { name: expect.any(String), module: expect.any(String) };
    expect(events).toContainEqual({
      name: "PhysAddr.Reclaim",
      raises: expect.any(Number),
      handlers: expect.arrayContaining([handler]),
    });
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get("content-type")).toMatch(/^(?:application\/openmetrics-text|text\/plain); version=/);
    expect(await metrics.text()).toContain(`system="${name}"`);
    const page = await fetch(url);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'self';/);
    expect(await page.text()).toMatch(/^<!doctype html>/i);
    const chart = await fetch(`${url}/assets/uPlot.esm.js`);
    expect(chart.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(chart.headers.get("x-content-type-options")).toBe("nosniff");
    for (const path of [
      "/",
      "/healthz",
      "/readyz",
      "/metrics",
      "/api/status",
      "/api/events",
      "/assets/uPlot.min.css",
    ]) {
      const head = await fetch(url + path, { method: "HEAD" });
      expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
    }
  });

  test(`${name}: a workload is started, gone over from, and stopped; its operations are remembered`, async () => {
    const url = urlOf(name);
    const start = async (body: unknown): Promise<Response> =>
      await fetch(`${url}/api/workload`, {
        method: "PUT",
        headers: { ...bearer, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const operations = async (): Promise<number> => {
      const { workload } = await json(`${url}/api/status`);
      return typeof workload === "object" && workload !== null && "operations" in workload
        ? Number(workload.operations)
        : 0;
    };
    expect(await (await start({ name: "transactions", rate: 200 })).json()).toEqual({
      name: "transactions",
      rate: 200,
    });
    while ((await operations()) < 20) await sleep(20);
    const operation = await json(`${url}/api/operations/3`);
    expect(operation).toMatchObject({ id: 3, workload: "transactions", outcome: "done" });
    const breakdown = Object.values({ ...(operation["breakdown"] as Record<string, number>) });
    const sum = breakdown.reduce((total, each) => total + each, 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeCloseTo(Number(operation["modelledMicroseconds"]), 3);
    expect((await start({ name: "scan", rate: 100 })).status).toBe(200);
    expect(await json(`${url}/api/status`)).toMatchObject({ workload: { name: "scan", rate: 100, failures: 0 } });
    while ((await operations()) < 5) await sleep(20);
    const stop = await fetch(`${url}/api/workload`, { method: "DELETE", headers: bearer });
    expect([stop.status, await stop.text()]).toEqual([204, ""]);
    // What the disk was still doing ends; then nothing runs, and the clock stands still.
    let before: unknown;
    let after: unknown = await json(`${url}/api/status`);
    for (let look = 0; look < 30 && JSON.stringify(before) !== JSON.stringify(after); look++) {
      await sleep(200);
      [before, after] = [after, await json(`${url}/api/status`)];
    }
    expect(after).toEqual(before);
    expect(after).toMatchObject({ workload: null });
  });
}

test("a stream has the counters, the events with their raises, and the status", async () => {
  const leave = new AbortController();
  const response = await fetch(`${urlOf("spin")}/api/live`, { signal: leave.signal });
  let text = "";
  for await (const piece of response.body ?? []) {
    text += new TextDecoder().decode(piece);
    if (/data: .*\n\n$/.test(text)) break;
  }
  leave.abort();
  const live: unknown = JSON.parse(text.replace(/^.*data: /s, ""));
  expect(live).toMatchObject({
    schema: "respin.status/v1",
    system: "spin",
    counters: { operations: expect.any(Number), faults: expect.any(Number), messages: 0, ejections: 0 },
    events: expect.arrayContaining([
      { name: "Trap.SystemCall", raises: expect.any(Number), handlers: expect.any(Array) },
    ]),
  });
});

test.each(["monolithic", "microkernel"])(
  "%s: its kernel is fixed, and says so before it looks at a file",
  async (name) => {
    const asked = [
      ["POST", "/api/extensions?name=x"],
      ["PUT", "/api/extensions/x"],
      ["DELETE", "/api/extensions/x"],
    ];
    for (const [method, path] of asked) {
      const headers = method === "DELETE" ? bearer : { ...bearer, "content-type": "application/octet-stream" };
      const response = await fetch(urlOf(name) + path, { method, headers, ...(method !== "DELETE" && { body: "x" }) });
      expect(response.status).toBe(501);
      expect(await response.json()).toEqual({
        error: { code: "RSP_FIXED_KERNEL", message: expect.stringContaining(name) },
      });
    }
  },
);
