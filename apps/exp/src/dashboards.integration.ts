import { createServer } from "node:http";
import type { Server } from "node:http";
import { exposition, OPENMETRICS } from "@respin/grafana-client/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Repository } from "./fixture.js";
import { RunningPrometheus } from "./testing/prometheus.js";

const SYSTEMS = ["spin", "monolithic", "microkernel", "overview"];
const began = Date.now();
const repository = new Repository();
const prometheus = new RunningPrometheus();
const servers: Server[] = [];

beforeAll(async () => {
  const targets = await Promise.all(
    SYSTEMS.map(async (system) => ({ targets: [await serve(system)], labels: { system } })),
  );
  await prometheus.start(targets);
  // The slowest of all: a rule that stands on a rule that stands on a rate.
  await prometheus.until("system_workload:respin_operations_failed:ratio_rate1m", 60);
  await prometheus.until('up{system="overview"}', 10);
});
afterAll(async () => {
  await prometheus.stop();
  for (const server of servers) server.close();
  repository.remove();
});

async function serve(system: string): Promise<string> {
  const server = createServer((_, response) => {
    const text = exposition(system, (Date.now() - began) / 1_000);
    response.writeHead(200, { "content-type": OPENMETRICS }).end(text);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

const check = (...words: string[]) => repository.exp(["dashboards", "check", "--prometheus", prometheus.url, ...words]);

test("where every metric is served, every panel of every dashboard and every rule has data", async () => {
  const { code, stdout, stderr } = await check();
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+ queries of 5 dashboards and 14 rules: each has data\.\n$/);
});

test("with --json each query stands with what it was asked as, and histograms have their operations", async () => {
  const { code, stdout } = await check("--json");
  const document: { ok: boolean; queries: { kind: string; expr: string; exemplars?: number }[] } = JSON.parse(stdout);
  expect({ code, ok: document.ok }).toEqual({ code: 0, ok: true });
  expect(new Set(document.queries.map(({ kind }) => kind))).toEqual(
    new Set(["panel", "variable", "annotation", "record", "alert"]),
  );
  expect(document.queries.filter(({ expr }) => expr.includes("$"))).toEqual([]);
  const histograms = document.queries.filter(({ exemplars }) => exemplars !== undefined);
  expect(histograms.length).toBeGreaterThan(3);
  for (const { exemplars, expr } of histograms) expect(exemplars, expr).toBeGreaterThan(0);
});

test("a metric that goes missing is named, with the panels and rules that ask for it", async () => {
  const nothing = await new RunningPrometheus().start([]);
  try {
    const words = ["dashboards", "check", "--prometheus", nothing.url];
    const { code, stdout } = await repository.exp(words);
    expect(code).toBe(1);
    expect(stdout).toContain("overview: Operations a second");
    expect(stdout).toContain('no respin_bench_claims{source="latest",state="fails"}');
    expect(stdout).toMatch(/\d+ of \d+ queries of 5 dashboards and 14 rules have no data\.\n$/);
    expect((await repository.exp([...words, "--syntax-only"])).code).toBe(0);
  } finally {
    await nothing.stop();
  }
});
