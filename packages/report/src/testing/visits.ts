/// <reference lib="dom" />
import type { Browser, BrowserContext, Page } from "playwright-core";

/** How Debian's Chromium is started for tests, also by root. */
export const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** The looks that a page must be good at: a phone, a tablet, a desk. */
export const LOOKS: readonly Look[] = [360, 800, 1600].flatMap((width) => [
  { width, scheme: "light" },
  { width, scheme: "dark" },
]);

/** A page that is open, and what has happened to it that should not. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests but the one for the page itself, messages on the console, errors. */
  readonly unwanted: readonly string[];
}

/** Opens a file as a reader would. The caller closes the context. */
export async function visit(browser: Browser, url: string, { width, scheme }: Look): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const unwanted: string[] = [];
  page.on("request", (request) => {
    if (request.url() !== url) unwanted.push(`request: ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => unwanted.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => unwanted.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => unwanted.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  return { page, context, unwanted };
}

/** Opens all that can be opened. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
}

/** What is wider than the window, though it is in no region that scrolls. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [...document.querySelectorAll("body *")].filter(
      (element) =>
        element.parentElement?.closest(".scroll") === null && element.getBoundingClientRect().right > innerWidth + 1,
    );
    const whole = document.documentElement.scrollWidth > innerWidth ? ["the page itself"] : [];
    return [...whole, ...found.map(({ tagName, textContent }) => `${tagName}: ${textContent.slice(0, 60)}`)];
  });
}

/** Regions that scroll and that the keyboard does not reach, or that have no name. */
export function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1 && clientWidth > 0)
      .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
      .filter((element) => element.tabIndex < 0 || element.role !== "region" || (element.ariaLabel ?? "") === "")
      .map(({ tagName, className }) => `${tagName}.${className}`),
  );
}

/** Texts whose contrast with what is behind them is below 4.5, WCAG's AA. */
export function faint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string): number => {
      const [red, green, blue] = channels(colour).map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element: Element): string => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (channels(colour)[3] !== 0) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    return [...document.querySelectorAll("body *")].flatMap((element) => {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && /\S/.test(node.nodeValue ?? ""),
      );
      if (!own || element.getClientRects().length === 0 || element.tagName === "style") return [];
      const style = getComputedStyle(element);
      const ink = element instanceof SVGElement ? style.fill : style.color;
      const [light, dark] = [luminance(ink), luminance(ground(element))].toSorted((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      return ratio >= 4.5
        ? []
        : [
            `${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute("class") ?? ""} ${element.textContent.slice(0, 40)}`,
          ];
    });
  });
}

/** Plots and bars that cannot be seen: of no size, or with nothing drawn. */
export function invisible(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("figure svg, .bar svg")].flatMap((svg) => {
      const { width, height } = svg.getBoundingClientRect();
      const drawn = [...svg.querySelectorAll("path, rect, circle")].some(
        (shape) => shape.getBoundingClientRect().width > 0,
      );
      return width > 30 && height > 10 && drawn ? [] : [svg.getAttribute("aria-label") ?? svg.textContent.slice(0, 60)];
    }),
  );
}
