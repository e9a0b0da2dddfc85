/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportPage } from "../index.js";
import type { Report } from "../index.js";
import { HOSTILE, reportOf } from "../testing/reports.js";
import { CHROMIUM, faint, invisible, LOOKS, openAll, overflowing, unreachable, visit } from "../testing/visits.js";

const folder = mkdtempSync(join(tmpdir(), "respin-page-"));
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function written(name: string, report: Report): Promise<string> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await reportPage(report));
  return pathToFileURL(file).href;
}

test("what a document brings is text to a real browser: nothing runs, nothing is fetched, no element is made", async () => {
  const shape = (url: string) =>
    visit(browser, url, { width: 800, scheme: "light" }).then(async ({ page, context, unwanted }) => {
      await openAll(page);
      const elements = await page.evaluate(() =>
        [...document.querySelectorAll("*:not(svg > text)")].map(
          (element) => `${element.tagName} ${element.getAttributeNames().join(" ")}`,
        ),
      );
      const hurt = await page.evaluate(() => "hurt" in window);
      await context.close();
      return { elements, hurt, unwanted };
    });
  const benign = await shape(await written("benign", reportOf("word")));
  for (const [n, text] of HOSTILE.entries()) {
    expect(await shape(await written(`hostile-${n}`, reportOf(text))), text).toEqual({
      ...benign,
      hurt: false,
      unwanted: [],
    });
  }
});

/** Words, numbers and tables that are too wide for any window. */
function wide(): Report {
  const report = reportOf("averylongwordthatnobodywouldeverbreak".repeat(4));
  const columns = Array.from({ length: 40 }, (_, n) => `column ${n}`);
  const rows = [{ label: "row", unit: "us", values: columns.map((_, n) => 10 ** (n % 12) + 0.5) }];
  return {
    ...report,
    experiments: report.experiments.map((one) => ({ ...one, tables: [{ title: "Wide", columns, rows }] })),
  };
}

test.each(LOOKS)(
  "at $width px in the $scheme, wide tables scroll by themselves, all is readable, plots are seen",
  async (look) => {
    const { page, context, unwanted } = await visit(browser, await written("wide", wide()), look);
    await openAll(page);
    expect(await overflowing(page)).toEqual([]);
    expect(await unreachable(page)).toEqual([]);
    expect(await faint(page)).toEqual([]);
    expect(await invisible(page)).toEqual([]);
    expect(unwanted).toEqual([]);
    await context.close();
  },
);

test("numbers of a column stand on one decimal point", async () => {
  const values = [0.125, 12.5, 1234567, 3, 40.25];
  const rows = values.map((value) => ({ label: "row", values: [value, 1], best: "low" as const }));
  const experiment = {
    name: "one",
    told: [],
    claims: [],
    tables: [{ title: "T", columns: ["a", "b"], rows }],
    plots: [],
    cells: [],
    notes: [],
    manifest: {},
  };
  const { page, context } = await visit(browser, await written("aligned", { experiments: [experiment] }), LOOKS[0]);
  const points = await page.evaluate(() =>
    [...document.querySelectorAll("#e-one tbody tr")].map((row) => {
      const text = row.querySelector("td")?.firstChild;
      if (text === null || text === undefined) return Number.NaN;
      const range = document.createRange();
      const point = (text.nodeValue ?? "").indexOf(".");
      range.setStart(text, 0);
      range.setEnd(text, point < 0 ? (text.nodeValue ?? "").length : point);
      return range.getBoundingClientRect().right;
    }),
  );
  expect(Math.max(...points) - Math.min(...points)).toBeLessThan(0.5);
  await context.close();
});

test("with the keyboard, a region that scrolls is reached and moved, and the contents lead to their sections", async () => {
  const { page, context } = await visit(browser, await written("keys", wide()), LOOKS[0]);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
  await page.locator('[aria-label="Wide (us)"]').focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.evaluate(() => document.activeElement?.scrollLeft)).toBeGreaterThan(0);
  for (const link of await page.locator("nav a").all()) {
    const target = (await link.getAttribute("href")) ?? "";
    await link.press("Enter");
    // Where the section begins is to be seen; at the top it is only where the page has enough below it.
    const isInSight = (): Promise<boolean> =>
      page.evaluate((id) => {
        const top = document.querySelector(id)?.getBoundingClientRect().top;
        return top !== undefined && top >= 0 && top < innerHeight;
      }, target);
    await expect.poll(isInSight).toBe(true);
  }
  await context.close();
});

test("a claim's evidence leads to its cells, though they are closed", async () => {
  const { page, context } = await visit(browser, await written("evidence", reportOf("word")), LOOKS[1]);
  const link = page.locator("section[id^=e-] .claims a").first();
  const target = (await link.getAttribute("href")) ?? "";
  await link.click();
  await expect
    .poll(() => page.evaluate((id) => document.querySelector(id)?.getBoundingClientRect().top, target))
    .toBeLessThan(900);
  await context.close();
});
