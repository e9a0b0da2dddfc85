import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage } from "./testing/browser.js";
import { servePage } from "./testing/page-server.js";
import { sampleLive } from "./testing/sample.js";

/** What stands in page/testing/contrast.ts. */
interface Contrast {
  readonly what: string;
  readonly ratio: number;
  readonly wanted: number;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

const overview = { spin: sampleLive(9), monolithic: null, microkernel: sampleLive(9, "microkernel") };
const pages = [
  ["live", sampleLive(9)],
  ["overview", overview],
] as const;

describe.each(pages)("%s", (kind, document) => {
  test.each(["light", "dark"] as const)(
    "in %s every text and mark can be told from what is behind it",
    async (colorScheme) => {
      const server = await servePage(kind);
      server.send(document);
      const { page, complaints } = await openPage(browser, server.url, { colorScheme });
      await page.locator(".chart canvas").first().waitFor();
      await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
      await page.keyboard.press("p");
      const found: Contrast[] = await page.evaluate("import('/assets/testing/contrast.js').then((m) => m.contrasts())");
      expect(found.length).toBeGreaterThan(60);
      expect(found.filter(({ ratio, wanted }) => ratio < wanted)).toEqual([]);
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(background).toBe(colorScheme === "dark" ? "rgb(20, 23, 26)" : "rgb(243, 244, 242)");
      expect(complaints).toEqual([]);
      await page.context().close();
      await server.close();
    },
  );

  test.each([320, 360, 800, 1200, 1600])("at %i px nothing is wider than the page", async (width) => {
    const server = await servePage(kind);
    const name = "a-name-without-a-place-to-break-it".repeat(6);
    const numbers = {
      operations: 987_654_321,
      references: 98_765_432_109,
      misses: 9_876_543_210,
      raises: 98_765_432_109,
    };
    const wide = sampleLive(9, "spin", {
      extensions: [
        { name, state: "running", operations: 98_765_432_109, handlers: 1, strands: 0, frames: 1, faults: 0 },
      ],
      ejections: [{ at: "2026-01-02T03:04:05Z", extension: name, where: name, limit: name, line: name }],
      events: [{ name, raises: 98_765_432_109, handlers: [{ name, module: name }] }],
      workload: { name, rate: 1e6, operations: 1e11, failures: 0 },
    });
    server.send(
      kind === "live" ? { ...wide, counters: { ...wide.counters, ...numbers } } : { ...overview, spin: wide },
    );
    const { page } = await openPage(browser, server.url, { viewport: { width, height: 800 } });
    await page.locator(".chart canvas").first().waitFor();
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    for (const changed of [width, 1600, width]) {
      await page.setViewportSize({ width: changed, height: 800 });
      await page.waitForTimeout(150);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(changed);
    }
    await page.context().close();
    await server.close();
  });

  test("who wants less motion has none", async () => {
    const server = await servePage(kind);
    server.send(document);
    const { page } = await openPage(browser, server.url, { reducedMotion: "reduce" });
    await page.locator(".chart canvas").first().waitFor();
    const moving = await page.evaluate(
      "[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).animationName !== 'none').length",
    );
    expect(moving).toBe(0);
    await page.context().close();
    await server.close();
  });
});
