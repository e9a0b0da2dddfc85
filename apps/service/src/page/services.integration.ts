import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Program } from "../testing/program.js";
import { launchBrowser, openPage } from "./testing/browser.js";

let browser: Browser;
const programs: Program[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.child.kill("SIGTERM");
    await program.ended;
  }
});

afterAll(async () => {
  await browser?.close();
});

/** Starts one of the services' programs; it stops by itself, whatever becomes of the test. */
async function start(
  name: "main" | "overview",
  ...words: readonly string[]
): Promise<{ program: Program; url: string }> {
  const program = new Program(name, [...words, "--for", "120"]);
  programs.push(program);
  const { url } = await program.line("listening");
  if (typeof url !== "string") throw new TypeError("a program that listens did not say where");
  return { program, url };
}

test.each(["spin", "monolithic", "microkernel"])("%s as it runs: its counters move on its page", async (system) => {
  const { url } = await start("main", "--system", system, "--workload", "mixed");
  const { page, complaints } = await openPage(browser, `${url}/`);
  await page.getByText("Live", { exact: true }).waitFor();
  const rate = page.locator("tr[data-counter=operations] td").nth(1);
  await expect
    .poll(async () => Number((await rate.textContent())?.replaceAll(",", "")), { timeout: 20_000 })
    .toBeGreaterThan(0);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(system);
  expect(await page.locator("#workload").textContent()).toBe("mixed");
  expect(await page.locator("#graph .event").count()).toBeGreaterThan(5);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("the overview follows real services, through the death and return of one", async () => {
  const spin = await start("main", "--system", "spin", "--workload", "mixed");
  const monolithic = await start("main", "--system", "monolithic", "--workload", "mixed");
  const { url } = await start("overview", "--services", `spin=${spin.url},monolithic=${monolithic.url}`);
  const { page, complaints } = await openPage(browser, `${url}/`);
  await page.getByRole("link", { name: "Page of spin" }).waitFor();
  const states = page.locator(".system-state");
  await expect.poll(async () => await states.allInnerTexts(), { timeout: 20_000 }).toEqual(["up", "up"]);
  monolithic.program.child.kill("SIGKILL");
  await page.getByText(/^down since/).waitFor();
  await start("main", "--system", "monolithic", "--workload", "mixed", "--port", new URL(monolithic.url).port);
  await page.getByText(/^down since/).waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
  await page.context().close();
});
