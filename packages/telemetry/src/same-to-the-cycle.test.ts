import { integer, parameter, signature } from "@respin/dispatcher";
import { expect, test } from "vitest";
import { eventGraph } from "./event-graph.js";
import { systemMetrics } from "./system-metrics.js";
import { systems, World } from "./testing/worlds.js";

const operations = 12;

test.each(systems)("%s: a run is modelled alike with metrics, without, and with scrapes in between", async (name) => {
  const plain = new World(name);
  for (let n = 0; n < operations; n++) plain.operate();
  expect(plain.system.kernel.machine.cycles).toBeGreaterThan(1e6);

  const scraped = new World(name);
  const metrics = systemMetrics(scraped.system);
  for (let n = 0; n < operations; n++) {
    scraped.operate(metrics);
    await metrics.registry.metrics();
    eventGraph(scraped.system);
  }
  expect(scraped.modelled()).toEqual(plain.modelled());

  const unwatched = new World(name);
  const light = systemMetrics(unwatched.system, { dispatch: false });
  for (let n = 0; n < operations; n++) {
    unwatched.operate(light);
    await light.registry.metrics();
  }
  expect(unwatched.modelled()).toEqual(plain.modelled());

  const toggled = new World(name);
  for (let n = 0; n < operations; n++) {
    const now = systemMetrics(toggled.system);
    toggled.operate(now);
    await now.registry.metrics();
    now.close();
    now.close();
  }
  expect(toggled.modelled()).toEqual(plain.modelled());
});

test("a scrape raises nothing that is counted, and spends nothing", async () => {
  const world = new World("spin");
  const metrics = systemMetrics(world.system);
  world.operate(metrics);
  const before = [world.modelled(), eventGraph(world.system)];
  for (let n = 0; n < 5; n++) await metrics.registry.metrics();
  expect([world.modelled(), eventGraph(world.system)]).toEqual(before);
});

test("handlers that install themselves while raises are timed cost what they cost without", () => {
  const changing = (timed: boolean): unknown => {
    const world = new World("spin");
    const { kernel } = world.system;
    const metrics = timed ? systemMetrics(world.system) : undefined;
    const module = kernel.modules.create("test");
    const event = kernel.dispatcher.define(
      module,
      "Test.Changing",
      signature([parameter("a", integer)], integer),
      (a) => a,
    );
    const results: unknown[] = [];
    for (let n = 0; n < 40; n++) {
      results.push(event.raise(n));
      if (n % 8 === 0) {
        kernel.dispatcher.installHandler(module, event, (a) => a * 2, {
          guards: [(a) => a % 3 === 0],
          cancel: n % 16 === 0,
          order: n % 16 === 0 ? "first" : "last",
        });
      }
      if (n === 20) kernel.dispatcher.setMode(module, event, "synchronous");
    }
    metrics?.close();
    results.push(event.raise(3));
    return [results, world.modelled()];
  };
  expect(changing(true)).toEqual(changing(false));
});

test("what handlers give, throw and do later is the same while raises are timed", () => {
  const doing = (timed: boolean): readonly unknown[] => {
    const world = new World("spin");
    const { kernel } = world.system;
    if (timed) systemMetrics(world.system);
    const module = kernel.modules.create("test");
    const gives = signature([parameter("a", integer)], integer);
    const log: unknown[] = [];
    const later = kernel.dispatcher.define(module, "Test.Later", gives, (a) => (log.push(`later ${a}`), a), {
      mode: "asynchronous",
      defaultHandler: (a) => -a,
    });
    const throwing = kernel.dispatcher.define(module, "Test.Throws", gives, (a) => {
      if (a > 1) throw new RangeError(`${a} is too many`);
      return a;
    });
    const cancelled = kernel.dispatcher.define(module, "Test.Cancelled", gives, (a) => (log.push("not reached"), a));
    kernel.dispatcher.installHandler(module, cancelled, (a) => a + 100, { order: "first", cancel: true });
    for (let n = 0; n < 4; n++) {
      log.push(later.raise(n), cancelled.raise(n));
      try {
        log.push(throwing.raise(n));
      } catch (error) {
        log.push(error);
      }
    }
    kernel.strands.runUntil(() => kernel.strands.ready === 0);
    return [log, world.modelled()];
  };
  const timed = doing(true);
  expect(timed).toEqual(doing(false));
  expect(timed[0]).toContain("later 3");
  expect(timed[0]).not.toContain("not reached");
});
