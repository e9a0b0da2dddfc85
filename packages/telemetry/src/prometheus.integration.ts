import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchMetrics } from "./bench-metrics.js";
import { runMetrics } from "./run-metrics.js";
import { serveMetrics, type MetricsServer } from "./serve.js";
import { systemMetrics, type SystemMetrics } from "./system-metrics.js";
import { startPrometheus, type Prometheus } from "./testing/prometheus.js";
import { systems, World } from "./testing/worlds.js";

/** OpenMetrics as the text that `promtool check metrics` reads: without exemplars, and with the whole names of counters. */
function plain(openMetrics: string): string {
  const lines = openMetrics.split("\n").filter((line) => line !== "# EOF");
  const counters = new Set(lines.flatMap((line) => /^# TYPE (\S+) counter$/.exec(line)?.[1] ?? []));
  return lines
    .map((line) =>
      line.replace(/^# (HELP|TYPE) (\S+)/, (all, _, name: string) => all + (counters.has(name) ? "_total" : "")),
    )
    .map((line) => line.replace(/ # \{.*$/, ""))
    .join("\n");
}

/** What promtool has against a text; nothing, if it is clean. */
function found(text: string): string {
  const { error, status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error(`promtool cannot be run (${error.message}); apt-get install -y prometheus`);
  return status === 0 && stdout + stderr === "" ? "" : `${status}: ${stdout}${stderr}`;
}

test.each(systems)("%s: promtool has nothing against the metrics", async (name) => {
  const world = new World(name);
  const metrics = systemMetrics(world.system);
  metrics.workload({ name: "walk", rate: 3 });
  for (let n = 0; n < 3; n++) world.operate(metrics);
  const text = plain(await metrics.registry.metrics());
  expect(text).toContain("respin_dispatch_duration_seconds_bucket");
  expect(found(text)).toBe("");
});

test("promtool has nothing against the metrics of benchmarks and of runs, and would say so", async () => {
  const cell = { id: "fork", system: "spin", clock: "modelled", unit: "us", value: 22.5, published: 22 } as const;
  const claims = { holds: 3, fails: 1 };
  const latest = [{ experiment: "threads", finishedAt: 1.7e9, durationSeconds: 12.5, claims, cells: [cell] }];
  expect(found(plain(await benchMetrics(() => ({ latest, baseline: latest })).registry.metrics()))).toBe("");
  const run = runMetrics();
  run.progress("threads", 0.5);
  run.claims({ holds: 1, fails: 0, notApplicable: 0 });
  expect(found(await run.registry.metrics())).toBe("");
  expect(found("# TYPE respin_oops_total gauge\nrespin_oops_total 1\n")).toContain("respin_oops_total");
});

let world: World;
let metrics: SystemMetrics;
let server: MetricsServer;
let prometheus: Prometheus;
let load: NodeJS.Timeout;

beforeAll(async () => {
  world = new World("spin");
  metrics = systemMetrics(world.system);
  metrics.workload({ name: "walk", rate: 5 });
  server = await serveMetrics(0, metrics.registry);
  load = setInterval(() => world.operate(metrics), 200);
  prometheus = await startPrometheus(`127.0.0.1:${server.port}`);
});

afterAll(async () => {
  clearInterval(load);
  await prometheus?.stop();
  await server?.close();
});

/** The samples of an instant query. */
function samples(data: unknown): readonly { readonly metric: Record<string, string>; readonly value: number }[] {
  if (typeof data !== "object" || data === null || !("result" in data) || !Array.isArray(data.result)) return [];
  const all: readonly { metric: Record<string, string>; value: [number, string] }[] = data.result;
  return all.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

const ask = async (query: string): Promise<ReturnType<typeof samples>> =>
  samples(
    await prometheus.ask(`/api/v1/query?query=${encodeURIComponent(query)}`, (data) =>
      samples(data).some(({ value }) => value > 0),
    ),
  );

test("a real Prometheus scrapes it: every metric is there, and says which system it is of", async () => {
  expect(await ask("up")).toMatchObject([{ value: 1 }]);
  const names = await ask('count by (__name__) ({__name__=~"respin_.*",system="spin"})');
  const there = new Set(names.map(({ metric }) => metric["__name__"]));
  for (const { name } of metrics.registry.getMetricsAsArray()) {
    if (!name.startsWith("respin_")) continue;
    const wanted = [name, `${name}_total`, `${name}_bucket`];
    expect(
      wanted.some((each) => there.has(each)),
      name,
    ).toBe(true);
  }
  expect(await ask('respin_workload_rate{system="spin",workload="walk"}')).toMatchObject([{ value: 5 }]);
});

test("rates and quantiles can be asked for", async () => {
  const [misses] = await ask('rate(respin_page_misses_total{application="db"}[10s])');
  expect(misses.value).toBeGreaterThan(1);
  const [fault] = await ask(
    'histogram_quantile(0.9, sum by (le) (rate(respin_dispatch_duration_seconds_bucket{event="Translation.PageNotPresent"}[10s])))',
  );
  expect(fault.value).toBeGreaterThan(1e-7);
  expect(fault.value).toBeLessThan(0.1);
  const [modelled] = await ask("sum(respin_modelled_cycles_total) / on() respin_modelled_seconds_total");
  expect(modelled.value / 1e6).toBeCloseTo(world.system.kernel.machine.profile.clockMhz, 3);
});

test("exemplars lead from a bucket of either histogram to an operation", async () => {
  const [start, end] = [Date.now() / 1000 - 300, Date.now() / 1000 + 300];
  for (const name of ["respin_dispatch_duration_seconds_bucket", "respin_operation_duration_seconds_bucket"]) {
    const data = await prometheus.ask(
      `/api/v1/query_exemplars?query=${name}&start=${start}&end=${end}`,
      (each) => Array.isArray(each) && each.length > 0,
    );
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          seriesLabels: expect.objectContaining({ __name__: name, system: "spin" }),
          exemplars: expect.arrayContaining([
            expect.objectContaining({ labels: { operation_id: expect.stringMatching(/^\d+$/) } }),
          ]),
        }),
      ]),
    );
  }
});
