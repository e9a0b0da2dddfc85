import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage } from "./testing/browser.js";
import { servePage } from "./testing/page-server.js";
import { sampleLive } from "./testing/sample.js";

const systems = ["spin", "monolithic", "microkernel"] as const;
const services = systems.map((system, index) => ({ system, url: `http://127.0.0.1:${9001 + index}/`, up: true }));

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

function all(tick: number, down?: string) {
  return Object.fromEntries(systems.map((system) => [system, system === down ? null : sampleLive(tick, system)]));
}

/** What the card of a system says. */
function card(page: Page, system: string) {
  return page.locator("article").filter({ has: page.getByRole("heading", { name: system, exact: true }) });
}

test("three systems stand side by side in one order, with a link each, and one that is down says so and comes back", async () => {
  const server = await servePage("overview", services);
  server.send(all(10));
  const { page, complaints } = await openPage(browser, server.url);
  await page.getByRole("link", { name: "Page of microkernel" }).waitFor();
  expect(await page.locator("article h3").allTextContents()).toEqual([...systems]);
  expect(await page.getByRole("link", { name: "Page of spin" }).getAttribute("href")).toBe("http://127.0.0.1:9001/");
  expect(await page.locator(".metric").count()).toBe(4);
  expect(await page.locator(".metric canvas").count()).toBe(12);
  await page.waitForTimeout(700);
  server.send(all(11, "monolithic"));
  await card(page, "monolithic")
    .getByText(/^down since \d\d:\d\d:\d\d/)
    .waitFor();
  expect(await page.locator("#announcement").textContent()).toBe("monolithic is down");
  expect(await card(page, "spin").locator(".system-state").innerText()).toBe("up");
  expect(await page.locator("#now tr").first().locator("td").allTextContents()).toEqual([
    expect.stringMatching(/^[\d,.]+$/),
    "–",
    expect.stringMatching(/^[\d,.]+$/),
  ]);
  server.send(all(12));
  await card(page, "monolithic").getByText("up", { exact: true }).waitFor();
  expect(await page.locator("#announcement").textContent()).toBe("monolithic is up");
  expect(complaints).toEqual([]);
  await page.context().close();
  await server.close();
});

test("a system's name is text, and an address that is no web page's is no link", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  const server = await servePage("overview", [{ system: evil, url: "javascript:alert(1)", up: true }]);
  server.send({ [evil]: sampleLive(3, evil) });
  const { page, complaints } = await openPage(browser, server.url);
  await page.getByRole("heading", { name: evil, level: 3 }).waitFor();
  await page.waitForTimeout(300);
  expect(await page.locator("main a[href]").count()).toBe(0);
  expect(await page.locator("body img").count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
  await server.close();
});
