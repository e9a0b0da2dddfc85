import { createServer } from "node:http";
import { expect, test } from "vitest";
import { parseCounterKey, runMetrics, serveMetrics } from "./index.js";

test("a counter key carries its labels and gets the prefix once", () => {
  expect(parseCounterKey("faults_total")).toEqual({ name: "respin_faults_total", labels: {} });
  expect(parseCounterKey('respin_crossings_total{system="spin", kind="trap"}')).toEqual({
    name: "respin_crossings_total",
    labels: { system: "spin", kind: "trap" },
  });
});

test.each(["faults", "Faults_total", "faults_total{", "faults_total{system=spin}", 'faults_total{a="1",a="2"}'])(
  "%s is refused as a counter key",
  (key) => {
    expect(() => parseCounterKey(key)).toThrow(expect.objectContaining({ code: "RSP_COUNTER_KEY" }));
  },
);

test("totals count what was added since, and a smaller total is a machine started anew", async () => {
  const metrics = runMetrics();
  for (const total of [5, 8, 8, 2]) metrics.totals("paging-db", { 'faults_total{system="spin"}': total });
  expect(await metrics.registry.metrics()).toContain('respin_faults_total{system="spin"} 10');
});

test("one counter keeps its label names, and may not take a name of the run's own", () => {
  const metrics = runMetrics();
  metrics.totals("a", { 'faults_total{system="spin"}': 1 });
  expect(() => metrics.totals("a", { faults_total: 1 })).toThrow(/same ones every time/);
  expect(() => metrics.totals("a", { run_cells_total: 1 })).toThrow(/run itself/);
  expect(() => metrics.totals("a", { writes_total: -1 })).toThrow(/from 0 up/);
});

test("the run's own metrics are scraped by their published names", async () => {
  const metrics = runMetrics();
  metrics.progress("paging-db", 0.25);
  metrics.cell();
  metrics.cell();
  metrics.claims({ holds: 3, fails: 1, notApplicable: 2 });
  const server = await serveMetrics(0, metrics.registry);
  try {
    const response = await fetch(server.url);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/plain");
    const lines = (await response.text()).split("\n");
    expect(lines).toContain('respin_run_progress_ratio{experiment="paging-db"} 0.25');
    expect(lines).toContain("respin_run_cells_total 2");
    expect(lines).toContain('respin_run_claims{state="holds"} 3');
    expect(lines).toContain('respin_run_claims{state="fails"} 1');
    expect(lines).toContain('respin_run_claims{state="not_applicable"} 2');
  } finally {
    await server.close();
  }
});

test("anything but GET /metrics is answered 404 without a body", async () => {
  const server = await serveMetrics(0, runMetrics().registry);
  try {
    const base = `http://127.0.0.1:${server.port}`;
    for (const [path, method] of [
      ["/", "GET"],
      ["/metrics/x", "GET"],
      ["/metrics", "POST"],
    ]) {
      const response = await fetch(base + path, { method });
      expect(response.status).toBe(404);
      expect(await response.text()).toBe("");
    }
  } finally {
    await server.close();
  }
});

test("a closed endpoint refuses, and closing twice is harmless", async () => {
  const server = await serveMetrics(0, runMetrics().registry);
  await server.close();
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

test("a port in use is refused with its number and the remedy", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  try {
    await expect(serveMetrics(port, runMetrics().registry)).rejects.toMatchObject({
      code: "RSP_PORT_IN_USE",
      usage: true,
      message: expect.stringMatching(new RegExp(`port ${port}.*--metrics`)),
    });
  } finally {
    other.close();
  }
});
