/// <reference lib="dom" />
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CHROMIUM, faint, invisible, LOOKS, openAll, overflowing, unreachable, visit } from "@respin/report/testing";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The experiments that follow the papers, whose short forms take seconds. */
const NAMES = ["dispatcher", "protected-calls", "sizes", "threads", "virtual-memory"];
const MAIN = join(import.meta.dirname, "..", "dist", "main.js");
const BYTES_MAX = 2_000_000;

const folder = mkdtempSync(join(tmpdir(), "respin-report-"));
const url = pathToFileURL(join(folder, "report.html")).href;
let browser: Browser;

function exp(words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve) => child.on("close", resolve));
}

beforeAll(async () => {
  expect(await exp(["run", ...NAMES, "--out", folder, "--no-progress"])).toBe(0);
  expect(await exp(["report", folder, "--out", folder])).toBe(0);
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(LOOKS)(
  "the report of real results at $width px in the $scheme: nothing overflows, all is readable and seen",
  async (look) => {
    const { page, context, unwanted } = await visit(browser, url, look);
    expect(await overflowing(page)).toEqual([]);
    await openAll(page);
    expect(await overflowing(page)).toEqual([]);
    expect(await unreachable(page)).toEqual([]);
    expect(await faint(page)).toEqual([]);
    expect(await invisible(page)).toEqual([]);
    expect(await page.locator("figure svg").count()).toBeGreaterThanOrEqual(9);
    expect(unwanted).toEqual([]);
    await context.close();
  },
);

test("every cell of every document is in the tables of all cells", async () => {
  const { page, context } = await visit(browser, url, LOOKS[0]);
  for (const name of NAMES) {
    const { cells }: { readonly cells: readonly unknown[] } = JSON.parse(
      readFileSync(join(folder, `${name}.json`), "utf8"),
    );
    const shown = await page.evaluate(
      (id) =>
        [...document.querySelectorAll(`#${id} details.cells table`)].flatMap((table) => {
          const heads = [...table.querySelectorAll("thead th, thead td")].map((head) => head.textContent.trim());
          const ours = new Set(["spin", "monolithic", "microkernel", "any"]);
          return [...table.querySelectorAll("tbody tr")].flatMap((row) =>
            [...row.children].filter((cell, at) => ours.has(heads[at]) && cell.textContent.trim() !== "-"),
          );
        }).length,
      `e-${name}`,
    );
    expect(shown, name).toBe(cells.length);
  }
  await context.close();
});

test("every published time that is measured is on the page, and every other is said not to be", async () => {
  const { page, context } = await visit(browser, url, LOOKS[0]);
  const text = (await page.locator("#published").innerText()).replace(/\s+/g, " ");
  for (const words of [
    "SOSP'95, Table 5: 8 of 8",
    "OSDI'96, Table 2: 4 of 4",
    "SOSP'95, Table 2 (us) 7 of 7 reproduced",
  ])
    expect(text).toContain(words);
  expect(text).toContain("What the model is held to");
  await context.close();
});

test("it is small, and its Markdown fits a comment", () => {
  expect(statSync(join(folder, "report.html")).size).toBeLessThan(BYTES_MAX);
  expect(readFileSync(join(folder, "report.md"), "utf8").length).toBeLessThan(65_536);
});

test("printed, it is a PDF of light pages without what is there to be clicked", async () => {
  const { page, context } = await visit(browser, url, { width: 1600, scheme: "dark" });
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("nav").isVisible()).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  expect(await faint(page)).toEqual([]);
  // As wide as what A4 leaves between the margins: what is wider would be cut off.
  await page.setViewportSize({ width: 690, height: 970 });
  expect(await overflowing(page)).toEqual([]);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("table")]
      .filter((table) => table.getBoundingClientRect().right > innerWidth + 1)
      .map(({ caption }) => caption?.textContent),
  );
  expect(cut).toEqual([]);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  expect(pages).toBeGreaterThan(5);
  expect(pages).toBeLessThan(120);
  await context.close();
});
