import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage, type Watched } from "./testing/browser.js";
import { type PageServer, servePage } from "./testing/page-server.js";
import { sampleEjections, sampleLive } from "./testing/sample.js";

let browser: Browser;
const opened: { server: PageServer; page: Page }[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const { server, page } of opened.splice(0)) {
    await page.context().close();
    await server.close();
  }
});

afterAll(async () => {
  await browser?.close();
});

async function open(
  first: unknown = sampleLive(1),
  ...more: [Parameters<typeof openPage>[2]?, Parameters<typeof openPage>[3]?]
): Promise<Watched & { server: PageServer }> {
  const server = await servePage("live");
  server.send(first);
  const watched = await openPage(browser, server.url, ...more);
  opened.push({ server, page: watched.page });
  await watched.page.getByText("Live", { exact: true }).waitFor();
  return { ...watched, server };
}

/** A counter's total, as the page shows it. */
function total(page: Page, counter: string) {
  return page.locator(`tr[data-counter=${counter}] td`).first();
}

async function shows(page: Page, counter: string, text: string): Promise<void> {
  await total(page, counter)
    .and(page.getByText(text, { exact: true }))
    .waitFor();
}

test("the counters move, with their rate for a second of host time", async () => {
  const { page, server, complaints } = await open(sampleLive(10));
  await shows(page, "operations", "1,018");
  await page.waitForTimeout(700);
  server.send(sampleLive(20));
  await shows(page, "operations", "2,016");
  const rate = await page.locator("tr[data-counter=operations] td").nth(1).textContent();
  expect(Number(rate?.replaceAll(",", ""))).toBeGreaterThan(100);
  expect(await page.locator("#modelled").textContent()).toMatch(/^\d\.\d{3} s$/);
  expect(await page.title()).toBe("spin, live · Respin");
  expect(await page.evaluate("document.documentElement.lang")).toBe("en");
  expect(await page.locator(".chart canvas").count()).toBe(4);
  expect(complaints).toEqual([]);
});

test("with the keyboard alone everything is reached, in order, and nothing holds the focus", async () => {
  const { page } = await open(sampleLive(10));
  await page.getByText("older ejections").waitFor();
  const seen: string[] = [];
  for (let n = 0; n < 14; n += 1) {
    await page.keyboard.press("Tab");
    seen.push(String(await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")));
    if (seen.at(-1) === "Skip to the counters") continue;
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline, seen.at(-1)).not.toBe("none");
    if (seen.at(-1) === "Metrics") break;
  }
  expect(seen).toEqual([
    "Skip to the counters",
    "pause",
    "older-summary",
    "event-filter",
    "event-all",
    "The same as a list",
    "pause-key",
    "Status as JSON",
    "Events as JSON",
    "Metrics",
  ]);
});

test("the skip link leads past the head, and details open by key", async () => {
  const { page } = await open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("main");
  await page.locator("#event-details > summary").focus();
  await page.keyboard.press("Enter");
  await page.locator("#event-list > li").first().waitFor();
  expect(await page.locator("#event-list > li").count()).toBe(21);
  expect(await page.locator("#event-list > li").first().innerText()).toMatch(
    /^Trap\.SystemCall .*\n.*ipc\.call of ipc/,
  );
});

test("P and the button hold the numbers; what came meanwhile is not lost; the key can be turned off", async () => {
  const { page, server } = await open(sampleLive(10));
  await shows(page, "operations", "1,018");
  await page.keyboard.press("p");
  await page.getByText(/^Paused at/).waitFor();
  server.send(sampleLive(20));
  await page.waitForTimeout(500);
  expect(await total(page, "operations").textContent()).toBe("1,018");
  await page.getByRole("button", { name: "Resume" }).press("Enter");
  await shows(page, "operations", "2,016");
  await page.locator("#event-filter").fill("");
  await page.locator("#event-filter").press("p");
  expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(1);
  await page.locator("#pause-key").uncheck();
  await page.keyboard.press("p");
  expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(1);
});

test("a stream that drops is said, tried again, and goes on by itself", async () => {
  const { page, server, complaints } = await open(sampleLive(10), {}, [/503|ERR_/]);
  server.refuse();
  await page.getByText(/^Reconnecting since \d\d:\d\d:\d\d$/).waitFor();
  expect(await page.title()).toMatch(/^Reconnecting since/);
  expect(await total(page, "operations").textContent()).toBe("1,018");
  await page.waitForTimeout(1200);
  server.accept();
  server.send(sampleLive(30));
  await page.getByText("Live", { exact: true }).waitFor({ timeout: 10_000 });
  await shows(page, "operations", "2,996");
  expect(server.streams).toBe(1);
  expect(complaints).toEqual([]);
});

test("a stream that falls silent is taken for dead, and after ten minutes the page stops and offers to try again", async () => {
  const server = await servePage("live");
  const context = await browser.newContext();
  const page = await context.newPage();
  opened.push({ server, page });
  server.send(sampleLive(1));
  await page.clock.install();
  await page.goto(server.url);
  await page.getByText("Live", { exact: true }).waitFor();
  server.refuse();
  await page.getByText(/^Reconnecting since/).waitFor();
  for (let n = 0; n < 90 && (await page.locator("#retry").isHidden()); n += 1) {
    await page.clock.runFor(9_000);
    await page.waitForTimeout(20);
  }
  await page.getByText(/^Stopped: no answer since/).waitFor();
  const tries = server.asked.length;
  await page.clock.runFor(60_000);
  expect(server.asked).toHaveLength(tries);
  server.accept();
  await page.getByRole("button", { name: "Connect again" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("names are text: markup in them is shown, and never run", async () => {
  const evil = `<img src=x onerror="document.title='owned'"><script>alert(1)</script>`;
  const { page, server, complaints } = await open(
    sampleLive(1, evil, {
      machine: evil,
      startedAt: evil,
      workload: { name: evil, rate: 1, operations: 1, failures: 0 },
      workloads: [evil],
      extensions: [{ name: evil, state: evil, operations: 1, handlers: 1, strands: 1, frames: 1, faults: 1 }],
      ejections: [{ at: evil, extension: evil, where: evil, limit: evil, line: evil }],
      events: [{ name: evil, raises: 1, handlers: [{ name: evil, module: evil }] }],
    }),
  );
  await page.locator("#event-details > summary").click();
  await page.locator("#event-list > li").waitFor();
  expect(await page.locator("#system").textContent()).toBe(evil);
  expect(await page.locator(".why").first().textContent()).toBe(evil);
  expect(await page.locator("body img, body script").count()).toBe(0);
  expect(await page.title()).toContain("<img");
  expect(server.asked.filter((path) => path.endsWith("/x"))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a document that cannot be read changes nothing but is said", async () => {
  const { page, server, complaints } = await open(sampleLive(10));
  await shows(page, "operations", "1,018");
  server.sendText('{"system":');
  await page
    .locator("#announcement")
    .getByText(/could not be read/)
    .waitFor({ state: "attached" });
  server.send(sampleLive(20));
  await shows(page, "operations", "2,016");
  expect(complaints).toEqual([]);
});

test("only changes of state are read aloud: numbers move without a word", async () => {
  const { page, server } = await open(sampleLive(10));
  await shows(page, "operations", "1,018");
  await page.evaluate(`
    window.heard = [];
    for (const region of document.querySelectorAll("[role=status], [aria-live]"))
      new MutationObserver(() => heard.push(region.textContent.trim())).observe(region, { childList: true, characterData: true, subtree: true })
  `);
  for (let tick = 11; tick < 15; tick += 1) server.send(sampleLive(tick));
  await shows(page, "operations", "1,420");
  expect(await page.evaluate("heard")).toEqual([]);
  server.send(sampleLive(15, "spin", { ejections: sampleEjections(1).map((each) => ({ ...each, line: "another" })) }));
  await expect.poll(async () => await page.evaluate("heard")).toEqual(["gatekeeper was ejected"]);
});

test("the filter leaves the events that match, and the drawing says how many", async () => {
  const { page } = await open(sampleLive(10));
  await page.getByText("16 of 21 events drawn, 21 match").waitFor();
  await page.getByRole("button", { name: "Draw all 21" }).click();
  await page.getByText("21 of 21 events drawn, 21 match").waitFor();
  await page.getByLabel("Filter by event, handler or module").fill("lottery");
  await page.getByText("2 of 21 events drawn, 2 match").waitFor();
  expect(await page.locator("#graph .event").count()).toBe(2);
  expect(await page.getByRole("img", { name: "Event graph: 2 events, 4 handlers." }).count()).toBe(1);
});
