/// <reference lib="dom" />
import type { Markish, PlotOptions } from "@observablehq/plot";
import { formatNumber } from "./numbers.js";
import type { Axis, Plot, Point, Series } from "./plot.js";
import { plain, shownUnit } from "./table.js";
import { wrap } from "./terminal.js";

/** Okabe and Ito's colours, which readers with any colour vision tell apart; each with a symbol and a dash of its own. */
const SERIES_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"] as const;

const LOOKS = [
  { symbol: "circle", dash: "none" },
  { symbol: "square", dash: "7 3" },
  { symbol: "triangle", dash: "2 3" },
  { symbol: "diamond", dash: "9 3 2 3" },
  { symbol: "star", dash: "12 4" },
  { symbol: "wye", dash: "4 2" },
  { symbol: "cross", dash: "1 2" },
] as const;

/** The colours of an image, each as CSS has it: custom properties of the page that it stands on, too. */
export interface PlotColours {
  readonly ink: string;
  readonly paper: string;
  /** As many as there can be series. */
  readonly series: readonly string[];
}

/** An image's own: light, whatever is around it. */
export const OWN_COLOURS: PlotColours = { ink: "#222222", paper: "#ffffff", series: SERIES_COLOURS };

const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const FONT_SIZE = 12;

const PLOT_WIDTH = 460;
const HEIGHT = 420;
const MARGIN = { bottom: 48, gap: 14 };
/** A digit of a tick's label, and the room beside the label for the tick and the edge. */
const DIGIT = 7.5;
const TICK_ROOM = 22;
const TITLE_SIZE = 15;
const TITLE_LINE = 20;
/** Characters of the title's font to a line. */
const TITLE_WIDTH = 84;
/** Characters of a label beside its line, to a line. */
const LABEL_WIDTH = 28;
const LABEL_LINE = 15;
const LABEL_GAP = 5;
/** A label's sample of its line, and the label's own width. */
const SAMPLE = 34;
const LABEL_PIXELS = 186;

const CLOCK_NOTES: Record<string, string> = { modelled: "modelled time", host: "host time" };

/**
 * A plot as one SVG image that needs nothing beside it: no style sheet, no font, no script. It brings its own light
 * background, so that it reads the same on a dark page, unless it is given a page's colours. Each line is labelled at its
 * end, in the order of the ends. Same plot, same text.
 */
export async function renderPlot(plot: Plot, colours: PlotColours = OWN_COLOURS): Promise<string> {
  const { ink, paper } = colours;
  // Loaded when something is plotted, and not before: they take longer to load than a short command takes to run.
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");

  const title = wrap(plain(plot.title), TITLE_WIDTH);
  const top = 18 + title.length * TITLE_LINE + 30;
  const looks = LOOKS.slice(0, plot.series.length).map((look, n) => ({ ...look, colour: colours.series[n] }));
  const marks: Markish[] = plot.series.flatMap((series, n) => {
    const { colour, symbol, dash } = looks[n];
    const points = [...series.points];
    const withInterval = points.flatMap((point) =>
      point.interval === undefined ? [] : [{ ...point, interval: point.interval }],
    );
    return [
      Plot.ruleX(withInterval, {
        x: "x",
        y1: ({ interval }: { interval: readonly [number, number] }) => interval[0],
        y2: ({ interval }: { interval: readonly [number, number] }) => interval[1],
        stroke: colour,
        strokeWidth: 1.5,
      }),
      Plot.line(points, { x: "x", y: "y", stroke: colour, strokeWidth: 1.75, strokeDasharray: dash }),
      Plot.dot(points, { x: "x", y: "y", fill: colour, stroke: paper, strokeWidth: 0.75, r: 4.5, symbol }),
    ];
  });
  const points = plot.series.flatMap((series) => [...series.points]);
  const xs = points.map(({ x }) => x);
  const ys = points.flatMap(({ y, interval }) => [y, ...(interval ?? [])]);
  const left = marginFor(ys, plot.y);
  const options: PlotOptions = {
    document,
    width: PLOT_WIDTH + LABEL_PIXELS + SAMPLE,
    height: HEIGHT + top,
    marginTop: top,
    marginLeft: left,
    marginRight: LABEL_PIXELS + SAMPLE + MARGIN.gap,
    marginBottom: MARGIN.bottom,
    style: { background: paper, color: ink, fontFamily: FONT, fontSize: `${FONT_SIZE}px` },
    x: { type: plot.x.scale, domain: domain(xs, plot.x), label: null },
    y: { type: plot.y.scale, domain: domain(ys, plot.y), label: null },
    marks: [
      Plot.gridX({ ticks: ticks(xs, plot.x), stroke: ink, strokeOpacity: 0.12 }),
      Plot.gridY({ ticks: ticks(ys, plot.y), stroke: ink, strokeOpacity: 0.12 }),
      // As a text of its own: a format of ticks is left out for some of a logarithmic axis.
      Plot.axisX({ ticks: ticks(xs, plot.x), text: formatNumber, label: null }),
      Plot.axisY({ ticks: ticks(ys, plot.y), text: formatNumber, label: null }),
      ...marks,
    ],
  };
  const drawn = Plot.plot(options);
  const { width = 0, height = 0 } = options;

  const writer = new Writer(document, drawn, colours);
  writer.background(width, height);
  title.forEach((line, n) => writer.text(line, { x: 14, y: 25 + n * TITLE_LINE, size: TITLE_SIZE, weight: 600 }));
  const note = CLOCK_NOTES[plot.series[0]?.clock ?? ""];
  const yLabel = axisLabel(plot.y);
  writer.text(note === undefined ? yLabel : `${yLabel}, ${note}`, { x: 14, y: top - 16 });
  const middle = (left + PLOT_WIDTH - MARGIN.gap) / 2;
  writer.text(axisLabel(plot.x), { x: middle, y: height - 10, anchor: "middle" });

  const y = drawn.scale("y");
  const labels = place(
    plot.series.map((series, n) => ({ lines: wrap(plain(series.label), LABEL_WIDTH), at: endOf(series, y?.apply), n })),
    top,
    height - MARGIN.bottom,
  );
  const right = PLOT_WIDTH + MARGIN.gap / 2;
  for (const { lines, at, n } of labels) {
    writer.sample(looks[n], right, at);
    lines.forEach((line, turn) => writer.text(line, { x: right + SAMPLE, y: at + 4 + turn * LABEL_LINE }));
  }
  return `${writer.toString(plot.title)}\n`;
}

/** From the lowest to the highest value, and on a linear axis from zero. */
function domain(values: readonly number[], axis: Axis): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (axis.scale === "linear") return [Math.min(0, low), high > 0 ? high * 1.04 : 1];
  return [low / 1.15, high * 1.15];
}

/** Powers of ten on a logarithmic axis, with their doubles and fives where there are few of them. */
function ticks(values: readonly number[], axis: Axis): number[] | number {
  if (axis.scale === "linear") return 6;
  const [low, high] = domain(values, axis);
  const from = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, n) => from + n);
  // Written as a power with a whole exponent, so that 0.1 is 0.1 to the last digit.
  const all = powers.flatMap((power) =>
    (powers.length > 4 ? [1] : [1, 2, 5]).map((digit) => Number(`${digit}e${power}`)),
  );
  return all.filter((value) => value >= low && value <= high);
}

/** Room on the left for the longest label of a tick. */
function marginFor(values: readonly number[], axis: Axis): number {
  const shown = ticks(values, axis);
  const labelled =
    typeof shown === "number" ? domain(values, axis).map((value) => Number(value.toPrecision(2))) : shown;
  return TICK_ROOM + DIGIT * Math.max(...labelled.map((value) => formatNumber(value).length), 3);
}

function axisLabel({ label, unit }: Axis): string {
  const shown = shownUnit(unit);
  return plain(shown === "" ? label : `${label} (${shown})`);
}

/** Where a line ends, in pixels from the top. */
function endOf({ points }: Series, apply: ((value: number) => number) | undefined): number {
  const last = points.reduce<Point | undefined>((a, b) => (a === undefined || b.x >= a.x ? b : a), undefined);
  return last === undefined || apply === undefined ? 0 : apply(last.y);
}

interface Label {
  readonly lines: readonly string[];
  readonly at: number;
  readonly n: number;
}

/** Labels beside the ends of their lines, moved apart where they would overlap, and all between top and bottom. */
function place(labels: readonly Label[], top: number, bottom: number): Label[] {
  const heightOf = ({ lines }: Label): number => lines.length * LABEL_LINE + LABEL_GAP;
  const ordered = labels.toSorted((a, b) => a.at - b.at);
  const placed: Label[] = [];
  let free = top;
  for (const label of ordered) {
    const at = Math.max(label.at, free);
    placed.push({ ...label, at });
    free = at + heightOf(label);
  }
  let limit = bottom;
  return placed
    .toReversed()
    .map((label) => {
      const at = Math.min(label.at, limit - heightOf(label) + LABEL_GAP);
      limit = at - LABEL_GAP;
      return { ...label, at, top: at };
    })
    .toReversed();
}

interface TextLook {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly weight?: number;
  readonly anchor?: "start" | "middle";
}

const COORDINATES = new Set(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r"]);
const NAMESPACE = "http://www.w3.org/2000/svg";

/** Adds what the chart library has no mark for. */
class Writer {
  readonly #document: Document;
  readonly #svg: Element;
  readonly #colours: PlotColours;

  constructor(document: Document, svg: Element, colours: PlotColours) {
    this.#document = document;
    this.#svg = svg;
    this.#colours = colours;
  }

  background(width: number, height: number): void {
    const rectangle = this.#element("rect", { width, height, fill: this.#colours.paper });
    const [style] = this.#svg.children;
    style.after(rectangle);
  }

  text(text: string, { x, y, size = FONT_SIZE, weight = 400, anchor = "start" }: TextLook): void {
    const look = { x, y, fill: this.#colours.ink, "font-size": size, "font-weight": weight, "text-anchor": anchor };
    const element = this.#element("text", look);
    element.textContent = text;
    this.#svg.append(element);
  }

  /** A piece of a series' line with its symbol on it. */
  sample({ colour, dash }: { readonly colour: string; readonly dash: string }, x: number, y: number): void {
    const line = {
      x1: x,
      y1: y,
      x2: x + SAMPLE - 8,
      y2: y,
      stroke: colour,
      "stroke-width": 1.75,
      "stroke-dasharray": dash,
    };
    this.#svg.append(this.#element("line", line));
    // The symbol is a copy of one that was drawn, so that both are the same.
    const dots = [...this.#svg.querySelectorAll('g[aria-label="dot"]')];
    const drawn = dots.find((group) => group.getAttribute("fill") === colour)?.firstElementChild;
    const copy = drawn?.cloneNode(true);
    if (drawn === null || drawn === undefined || copy === undefined) return;
    const group = this.#element("g", {
      fill: colour,
      stroke: this.#colours.paper,
      transform: `translate(${x + (SAMPLE - 8) / 2},${y})`,
    });
    group.append(copy);
    for (const name of ["transform", "cx", "cy"]) group.firstElementChild?.removeAttribute(name);
    this.#svg.append(group);
  }

  /** The image's text. `title` is what is read aloud, and shown under a pointer. */
  toString(title: string): string {
    this.#svg.setAttribute("xmlns", NAMESPACE);
    this.#svg.setAttribute("role", "img");
    const element = this.#element("title", {});
    element.textContent = plain(title);
    this.#svg.prepend(element);
    for (const one of this.#svg.querySelectorAll("*")) for (const attribute of one.attributes) shorten(attribute);
    return this.#svg.outerHTML;
  }

  #element(name: string, attributes: Readonly<Record<string, string | number>>): Element {
    const element = this.#document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  }
}

/** Hundredths of a pixel are enough, and hosts differ in the last digits of a logarithm. */
function shorten(attribute: Attr): void {
  if (!COORDINATES.has(attribute.name)) return;
  attribute.value = attribute.value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}
