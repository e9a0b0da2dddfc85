import type { Ejection } from "@respin/core";
import { integer, nothing, parameter, signature } from "@respin/dispatcher";
import { expect, test } from "vitest";
import { eventGraph } from "./event-graph.js";
import { eventNamesMax, raiseBounds } from "./raise-times.js";
import { systemMetrics } from "./system-metrics.js";
import { objectFile, scrape, systems, World } from "./testing/worlds.js";
import { operationBounds, workloadsMax } from "./workload-metrics.js";

const sum = (series: ReadonlyMap<string, number>, name: string): number =>
  [...series].filter(([each]) => each.startsWith(`${name}{`)).reduce((total, [, value]) => total + value, 0);

test.each(systems)("%s: what is scraped is what the system has counted", async (name) => {
  const world = new World(name);
  const metrics = systemMetrics(world.system);
  for (let n = 0; n < 5; n++) world.operate(metrics);
  const series = await scrape(metrics);
  const { kernel, crossings, applications } = world.system;
  const { machine } = kernel;
  const own = `system="${name}"`;
  expect(sum(series, "respin_modelled_cycles_total")).toBe(machine.cycles);
  expect(series.get(`respin_modelled_seconds_total{${own}}`)).toBeCloseTo(
    machine.microseconds(machine.cycles) / 1e6,
    9,
  );
  expect(sum(series, "respin_frames")).toBe(machine.memory.frames);
  expect(series.get(`respin_crossings_total{boundary="trap",${own}}`)).toBe(crossings.traps);
  expect(series.get(`respin_crossings_total{boundary="message",${own}}`)).toBe(crossings.messages);
  expect(series.get(`respin_copied_bytes_total{${own}}`)).toBe(crossings.bytesCopied);
  expect(series.get(`respin_disk_transfers_total{direction="read",${own}}`)).toBe(machine.disk.reads);
  const [counts] = applications.map((each) => each.counts());
  for (const what of ["references", "misses", "fresh", "prefetches", "writes", "evictions"] as const) {
    expect(series.get(`respin_page_${what}_total{application="db",${own}}`)).toBe(counts[what]);
  }
  expect(counts.misses).toBeGreaterThan(100);
  expect(series.get(`respin_faults_total{kind="page_not_present",${own}}`)).toBe(
    kernel.translation.faults.pageNotPresent,
  );
  expect(series.get(`respin_operations_total{workload="walk",outcome="done",${own}}`)).toBe(5);
  expect(series.get(`respin_operation_duration_seconds_count{${own},workload="walk"}`)).toBe(5);
  expect(series.get(`respin_extensions{state="running",${own}}`)).toBe(name === "spin" ? 1 : 0);
  expect(sum(series, "respin_raises_total")).toBe(sum(series, "respin_dispatch_duration_seconds_count"));
  expect(sum(series, "respin_handlers")).toBe(
    kernel.dispatcher.events().reduce((total, event) => total + kernel.dispatcher.handlers(event).length, 0),
  );
  expect(series.get('process_cpu_user_seconds_total{system="' + name + '"}')).toBeGreaterThan(0);
  for (const [each] of series) expect(each).toContain(own);
});

test("a page that is not there is a fault, a raise, and a time between the bounds", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  world.operate(metrics);
  const series = await scrape(metrics);
  const { pageNotPresent } = world.system.kernel.translation.faults;
  const event = 'event="Translation.PageNotPresent"';
  expect(series.get(`respin_raises_total{${event},outcome="returned",system="spin"}`)).toBe(pageNotPresent);
  expect(series.get(`respin_dispatch_duration_seconds_count{${event},system="spin"}`)).toBe(pageNotPresent);
  const buckets = raiseBounds.map((le) =>
    series.get(`respin_dispatch_duration_seconds_bucket{${event},le="${le}",system="spin"}`),
  );
  expect(buckets).toEqual(buckets.toSorted((a, b) => Number(a) - Number(b)));
  expect([buckets.at(0), buckets.at(-1)]).toEqual([0, pageNotPresent]);
  expect(eventGraph(world.system).find(({ name }) => name === "Translation.PageNotPresent")).toEqual({
    name: "Translation.PageNotPresent",
    handlers: [
      expect.objectContaining({ module: "buffer-manager of db" }),
      expect.objectContaining({ module: "Translation" }),
    ],
    raises: pageNotPresent,
  });
});

test("the bounds are those of modelled times, and every one is a label that Prometheus orders", () => {
  expect([raiseBounds[0], raiseBounds.at(-1), raiseBounds.length]).toEqual([1e-7, 0.1, 19]);
  expect([operationBounds[0], operationBounds.at(-1), operationBounds.length]).toEqual([1e-6, 10, 22]);
  for (const bounds of [raiseBounds, operationBounds]) expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
});

test("a raise that throws is counted as failed, and raises within raises are timed each", async () => {
  const world = new World("spin");
  const { kernel } = world.system;
  const metrics = systemMetrics(world.system);
  const module = kernel.modules.create("test");
  const cost = kernel.machine.costs.named("trap.enter");
  const gives = signature([parameter("a", integer)], nothing);
  const event = kernel.dispatcher.define(module, "Test.Nested", gives, (a) => {
    kernel.machine.spend(cost);
    if (a > 0) event.raise(a - 1);
    else throw new Error("at last");
  });
  expect(() => event.raise(2)).toThrow("at last");
  const series = await scrape(metrics);
  expect(series.get('respin_raises_total{event="Test.Nested",outcome="failed",system="spin"}')).toBe(3);
  expect(series.get('respin_raises_total{event="Test.Nested",outcome="returned",system="spin"}')).toBe(0);
  expect(series.get('respin_dispatch_duration_seconds_sum{event="Test.Nested",system="spin"}')).toBeCloseTo(
    kernel.machine.microseconds(cost.cycles * (1 + 2 + 3)) / 1e6,
    12,
  );
});

test("an exemplar names the operation within which the raise was, and none for what was raised before it", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  const { kernel } = world.system;
  const module = kernel.modules.create("test");
  const event = kernel.dispatcher.define(module, "Test.Before", signature([], nothing), () => {});
  event.raise();
  kernel.machine.spend(kernel.machine.costs.named("trap.enter"), 100);
  world.operate(metrics);
  world.operate(metrics);
  const lines = (await metrics.registry.metrics()).split("\n").filter((line) => line.includes(" # {"));
  expect(lines.some((line) => line.includes('event="Test.Before"'))).toBe(false);
  const faults = lines.filter((line) => line.includes('event="Translation.PageNotPresent"'));
  expect(faults.length).toBeGreaterThan(0);
  for (const line of faults) {
    const found = /le="([^"]+)".* # \{operation_id="(\d+)"\} (\S+) (\S+)$/.exec(line);
    expect(found).not.toBeNull();
    if (found === null) continue;
    expect([0, 1]).toContain(Number(found[2]));
    expect(Number(found[3])).toBeLessThanOrEqual(Number(found[1]));
    expect(Math.abs(Number(found[4]) - Date.now() / 1000)).toBeLessThan(60);
  }
  expect(lines.filter((line) => line.startsWith("respin_operation_duration_seconds_bucket"))).not.toEqual([]);
});

test("which workload runs is one of those that have run, and a new one has both outcomes from the start", async () => {
  const metrics = systemMetrics(new World("monolithic").system);
  metrics.workload({ name: "one", rate: 5 });
  metrics.workload({ name: "two", rate: 7 });
  const own = 'system="monolithic"';
  const both = await scrape(metrics);
  expect(both.get(`respin_workload_running{workload="one",${own}}`)).toBe(0);
  expect(both.get(`respin_workload_running{workload="two",${own}}`)).toBe(1);
  expect(both.get(`respin_workload_rate{workload="one",${own}}`)).toBe(0);
  expect(both.get(`respin_workload_rate{workload="two",${own}}`)).toBe(7);
  expect(both.get(`respin_operations_total{workload="two",outcome="failed",${own}}`)).toBe(0);
  metrics.workload(undefined);
  expect((await scrape(metrics)).get(`respin_workload_running{workload="two",${own}}`)).toBe(0);
});

test("an ejection is counted by its limit, all of which are there from the start", async () => {
  const told: Ejection[] = [];
  const world = new World("spin", { onEjection: (ejection) => void told.push(ejection) });
  const metrics = systemMetrics(world.system);
  const { extensions } = world.system.kernel;
  const counts = async (): Promise<readonly (number | undefined)[]> => {
    const series = await scrape(metrics);
    return ["operations", "faults", "initialization", "request"].map((reason) =>
      series.get(`respin_ejections_total{reason="${reason}",system="spin"}`),
    );
  };
  expect(await counts()).toEqual([0, 0, 0, 0]);
  extensions.eject(extensions.running[0], "to see");
  for (const each of told) metrics.ejected(each);
  expect(await counts()).toEqual([0, 0, 0, 1]);
});

test("no counter falls when an extension is replaced, ejected or loaded again, and a scrape does not fail", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  const { extensions } = world.system.kernel;
  let before: ReadonlyMap<string, number> = new Map();
  const look = async (): Promise<ReadonlyMap<string, number>> => {
    const after = await scrape(metrics);
    for (const [series, value] of before) {
      if (!/^respin_\w+_(total|count|sum|bucket)\{/.test(series)) continue;
      expect(after.get(series), series).toBeGreaterThanOrEqual(value);
    }
    return (before = after);
  };
  world.operate(metrics);
  const misses = 'respin_page_misses_total{application="db",system="spin"}';
  const first = (await look()).get(misses);
  expect(first).toBeGreaterThan(0);
  world.operate(metrics);
  const second = (await look()).get(misses);
  expect(second).toBeGreaterThan(first ?? 0);
  // The new one was not started: it counts nothing yet.
  extensions.replace(extensions.running[0], objectFile("buffer-manager"));
  expect((await look()).get(misses)).toBe(second);
  extensions.eject(extensions.running[0], "to see");
  const last = await look();
  expect(last.get(misses)).toBe(second);
  expect(last.get('respin_extension_operations_total{extension="buffer-manager of db",system="spin"}')).toBeGreaterThan(
    0,
  );
  expect(last.get('respin_extensions{state="replaced",system="spin"}')).toBe(1);
  expect(last.get('respin_extensions{state="ejected",system="spin"}')).toBe(1);
});

test("however many extensions, events, workloads and handlers come, the series are bounded", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  const { kernel } = world.system;
  const idle = objectFile("idle");
  for (let n = 0; n < 130; n++) {
    const extension = kernel.extensions.load(idle, { name: `idle ${n}`, driver: true, imports: ["SpinPrivate"] });
    if (n % 2 === 0) kernel.extensions.unload(extension);
    else kernel.extensions.eject(extension, "to see");
  }
  const module = kernel.modules.create("test");
  const events = Array.from({ length: 400 }, (_, n) =>
    kernel.dispatcher.define(module, `Test.Event${n}`, signature([], nothing), () => {}),
  );
  for (const event of events) event.raise();
  for (let id = 0; id < 200; id++) metrics.operation({ id, workload: `w${id}`, modelledSeconds: 1, outcome: "failed" });
  metrics.workload({ name: "x".repeat(10_000), rate: 1 });
  const series = await scrape(metrics);
  const of = (name: string): number => [...series.keys()].filter((each) => each.startsWith(`${name}{`)).length;
  expect(of("respin_extension_operations_total")).toBe(101);
  expect(of("respin_handlers")).toBe(eventNamesMax + 1);
  expect(of("respin_raises_total")).toBeLessThanOrEqual(2 * (eventNamesMax + 1));
  expect(of("respin_operation_duration_seconds_count")).toBe(workloadsMax + 1);
  const known = kernel.dispatcher.events().length - events.length;
  expect(series.get('respin_raises_total{event="other",outcome="returned",system="spin"}')).toBe(
    events.length - (eventNamesMax - known),
  );
  expect(series.get('respin_operations_total{workload="other",outcome="failed",system="spin"}')).toBe(
    200 - workloadsMax,
  );
  expect([...series.keys()].every((each) => each.length < 400)).toBe(true);
  expect(series.size).toBeLessThan(8000);
});

test("the raises of a system are timed once at a time, and scraping goes on after the end of it", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  expect(() => systemMetrics(world.system)).toThrow(expect.objectContaining({ code: "RSP_TELEMETRY_ATTACHED" }));
  const light = systemMetrics(world.system, { dispatch: false });
  world.operate(metrics);
  const event = world.system.kernel.translation.events.PageNotPresent;
  const { raise } = event;
  metrics.close();
  expect(event.raise).not.toBe(raise);
  const before = sum(await scrape(metrics), "respin_raises_total");
  world.operate(metrics);
  expect(sum(await scrape(metrics), "respin_raises_total")).toBe(before);
  expect(before).toBeGreaterThan(0);
  expect(sum(await scrape(light), "respin_raises_total")).toBe(0);
  const again = systemMetrics(world.system);
  world.operate(again);
  expect(sum(await scrape(again), "respin_raises_total")).toBeGreaterThan(0);
});
