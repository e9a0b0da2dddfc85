import { type Chart, greatest, makeChart } from "./chart.js";
import { byId, make, setText, setTime, syncChildren } from "./dom.js";
import { FIGURES } from "./view/figures.js";
import { asked, measure, NONE, plural, seconds, timeOfDay } from "./view/format.js";
import type { ReadLive } from "./view/read-live.js";
import { Systems, type SystemView } from "./view/systems.js";

/** The page of all systems: a card, a column of figures and a column of charts for each, with the same axes. */
export class OverviewView {
  readonly systems = new Systems();
  #links: ReadonlyMap<string, string> = new Map();
  readonly #cards = new Map<string, HTMLElement>();
  /** The charts of each system, in the order of FIGURES. */
  #charts = new Map<string, readonly Chart[]>();
  #nowCells: (readonly HTMLElement[])[] = [];
  #atMs = 0;

  /** Takes in what the overview says at `atMs` (host time). Shows nothing yet. Returns the changes, in words. */
  take(documents: ReadonlyMap<string, ReadLive | null>, atMs: number): readonly string[] {
    this.#atMs = atMs;
    return this.systems.take(documents, atMs);
  }

  /** Where each system's own page is. */
  link(links: ReadonlyMap<string, string>): void {
    this.#links = links;
  }

  /** Shows what was taken in last. */
  render(): void {
    const { all } = this.systems;
    if (this.#charts.size !== all.length) this.#arrange(all);
    setTime(byId("updated", HTMLTimeElement), new Date(this.#atMs).toISOString(), timeOfDay(this.#atMs));
    syncChildren(byId("systems", HTMLElement), all, this.#cards, {
      key: ({ name }) => name,
      create: ({ name }) => systemCard(name),
      update: (card, system) => showSystem(card, system, this.#links.get(system.name)),
    });
    const lines = FIGURES.flatMap((figure) => figure.lines);
    for (const [row, line] of lines.entries()) {
      for (const [column, { history, downSinceMs }] of all.entries()) {
        setText(this.#nowCells[row][column], downSinceMs === undefined ? measure(line.recent(history)) : NONE);
      }
    }
    const first = Math.min(...all.flatMap(({ history }) => history.times().slice(0, 1)));
    for (const [index, figure] of FIGURES.entries()) {
      const series = all.map(({ history }) => figure.lines.map((line) => line.series(history)));
      const top = greatest(series.flat());
      for (const [place, { name, history }] of all.entries()) {
        this.#charts.get(name)?.[index].draw(history.times(), series[place], this.#atMs / 1000, { first, top });
      }
    }
  }

  /** Makes the columns, whenever a system is heard of for the first time. */
  #arrange(all: readonly SystemView[]): void {
    document.documentElement.style.setProperty("--columns", String(all.length));
    this.#charts = new Map(
      all.map(({ name }) => [
        name,
        FIGURES.map(({ title, lines }) =>
          makeChart({ title: name, about: `${name}: ${title}`, lines: lines.map((line) => line.name), level: "h4" }),
        ),
      ]),
    );
    const rows = FIGURES.map(({ title }, index) => {
      const charts = all.flatMap(({ name }) => this.#charts.get(name)?.[index].element ?? []);
      return make(
        "div",
        { class: "metric" },
        make("h3", { text: title }),
        make("div", { class: "systems" }, ...charts),
      );
    });
    byId("charts", HTMLElement).replaceChildren(...rows);
    const head = byId("now-systems", HTMLTableRowElement);
    const names = all.map(({ name }) => columnHead(name));
    head.replaceChildren(...[...head.children].slice(0, 1), ...names);
    const lines = FIGURES.flatMap((figure) => figure.lines);
    this.#nowCells = lines.map(() => all.map(() => make("td", { class: "number" })));
    byId("now", HTMLTableSectionElement).replaceChildren(
      ...lines.map(({ fullName }, row) => make("tr", {}, rowHead(fullName), ...this.#nowCells[row])),
    );
  }
}

function columnHead(text: string): HTMLElement {
  const cell = make("th", { class: "number", text });
  cell.scope = "col";
  return cell;
}

function rowHead(text: string): HTMLElement {
  const cell = make("th", { text });
  cell.scope = "row";
  return cell;
}

/** What a card says of its system, one line each. */
const FACTS: readonly (readonly [name: string, of: (live: ReadLive) => string])[] = [
  ["Machine", ({ machine, frames }) => `${machine}, ${plural(frames, "frame")}`],
  ["Workload", ({ workload }) => (workload === null ? "none runs" : workload.name)],
  [
    "Rate wanted, operations a second of host time",
    ({ workload }) => (workload === null ? NONE : asked(workload.rate)),
  ],
  ["Modelled time, by the machine’s clock", ({ modelledSeconds }) => `${seconds(modelledSeconds)} s`],
  [
    "Extensions",
    ({ extensions }) => String(extensions.filter(({ state }) => state !== "ejected" && state !== "unloaded").length),
  ],
  ["Ejections", ({ counters }) => String(counters.ejections)],
];

function systemCard(name: string): HTMLElement {
  const state = make("p", { class: "system-state" }, make("span", { class: "mark" }), make("span"));
  const facts = FACTS.map(([label]) =>
    make("div", { class: "wide" }, make("dt", { text: label }), make("dd", { text: NONE })),
  );
  return make(
    "article",
    { class: "panel" },
    make("div", { class: "figure-head" }, make("h3", { text: name }), state),
    make("dl", {}, ...facts),
    make("p", { class: "soft" }, make("a")),
  );
}

function showSystem(card: HTMLElement, { name, latest, downSinceMs }: SystemView, link: string | undefined): void {
  const [head, facts, foot] = card.children;
  const state = head.children[1];
  const isUp = downSinceMs === undefined;
  state.setAttribute("data-state", isUp ? "live" : "down");
  setText(state.children[1], isUp ? "up" : `down since ${timeOfDay(downSinceMs)}, shown as last heard`);
  for (const [index, [, of]] of FACTS.entries()) {
    setText(facts.children[index].children[1], latest === undefined ? NONE : of(latest));
  }
  const anchor = foot.firstElementChild;
  if (!(anchor instanceof HTMLAnchorElement)) return;
  setText(anchor, link === undefined ? "" : `Page of ${name}`);
  if (link === undefined) anchor.removeAttribute("href");
  else if (anchor.getAttribute("href") !== link) anchor.setAttribute("href", link);
}
