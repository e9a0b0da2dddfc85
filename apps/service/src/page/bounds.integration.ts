import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage } from "./testing/browser.js";
import { servePage } from "./testing/page-server.js";
import { sampleEjections, sampleLive } from "./testing/sample.js";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

test("ten thousand documents, each with other names, leave the page as large as it was", async () => {
  const server = await servePage("live");
  const { page, complaints } = await openPage(browser, server.url);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const look = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    const { metrics } = await session.send("Performance.getMetrics");
    const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
    return { nodes, jsEventListeners, heap };
  };
  // Names that are new in each document are the worst that a page can be sent: nothing of the one before is of use.
  await page.evaluate(`window.feedSome = async (from, count) => {
    const { feed } = await import("/assets/testing/feed.js");
    const base = ${JSON.stringify(sampleLive(100, "spin", { ejections: sampleEjections(50) }))};
    return feed(count, (tick) => {
      const n = from + tick;
      const rename = (each) => ({ ...each, name: each.name + " " + n });
      return {
        ...base,
        modelledSeconds: n,
        counters: { ...base.counters, operations: 10 * n },
        extensions: base.extensions.map(rename),
        ejections: base.ejections.map((each) => ({ ...each, line: each.line + n })),
        events: base.events.map((each) => ({ ...rename(each), handlers: each.handlers.map(rename) })),
      };
    });
  }`);
  await page.evaluate("document.getElementById('event-details').open = true");
  expect(await page.evaluate("feedSome(0, 500)")).toEqual({ samples: 300, capacity: 300 });
  const before = await look();
  expect(await page.evaluate("feedSome(500, 10000)")).toEqual({ samples: 300, capacity: 300 });
  const after = await look();
  expect(await page.evaluate("document.querySelectorAll('#event-list > li').length")).toBe(21);
  expect(await page.evaluate("document.querySelectorAll('#ejections > li, #older-ejections > li').length")).toBe(50);
  expect(after.nodes).toBeLessThan(before.nodes * 1.5);
  expect(after.heap).toBeLessThan(before.heap + 4_000_000);
  expect(complaints).toEqual([]);
  await page.context().close();
  await server.close();
});
