import { byId, make, setText, syncChildren } from "./dom.js";
import { type Box, type GraphLayout, layOut, selectEvents } from "./view/event-graph.js";
import { count, measure, plural } from "./view/format.js";
import type { EventStatus } from "./view/shapes.js";

const SVG = "http://www.w3.org/2000/svg";
/** Events that are drawn unless the reader asks for all. */
const FEW = 16;

export interface EventGraph {
  show(events: readonly EventStatus[], left: number, rateOf: (name: string) => number | undefined): void;
}

/** What changes in the drawing each second; all else is drawn anew only when an event or handler comes or goes. */
interface Moving {
  readonly raises: SVGElement;
  readonly heat: SVGElement;
  readonly width: number;
}

/** The events, their handlers and whose they are: drawn, and as a list that says the same. */
export function eventGraph(): EventGraph {
  const drawing = byId("graph", SVGSVGElement);
  const frame = byId("graph-frame", HTMLElement);
  const list = byId("event-list", HTMLElement);
  const details = byId("event-details", HTMLDetailsElement);
  const filter = byId("event-filter", HTMLInputElement);
  const all = byId("event-all", HTMLButtonElement);
  const found = byId("event-count", HTMLElement);
  const items = new Map<string, HTMLElement>();
  const moving = new Map<string, Moving>();
  let events: readonly EventStatus[] = [];
  let left = 0;
  let rateOf: (name: string) => number | undefined = () => undefined;
  let wantAll = false;
  let drawn = "";

  const render = () => {
    const { shown, matching, total } = selectEvents(events, filter.value, wantAll ? events.length : FEW);
    const beyond = left === 0 ? "" : `; ${plural(left, "more event")} not sent to this page`;
    setText(found, `${count(shown.length)} of ${plural(total, "event")} drawn, ${count(matching)} match${beyond}`);
    all.hidden = matching <= FEW;
    setText(all, wantAll ? `Draw the ${FEW} most raised only` : `Draw all ${count(matching)}`);
    const width = Math.floor(frame.clientWidth);
    const structure = JSON.stringify([width, shown.map(({ name, handlers }) => [name, handlers])]);
    if (structure !== drawn && width > 0) {
      drawn = structure;
      draw(drawing, layOut(shown, width), moving);
    }
    const hottest = Math.max(0, ...shown.map(({ name }) => rateOf(name) ?? 0));
    for (const { name, raises } of shown) {
      const parts = moving.get(name);
      if (parts === undefined) continue;
      const rate = rateOf(name);
      setText(parts.raises, `${plural(raises, "raise")} · ${measure(rate)}/s`);
      parts.heat.setAttribute("width", String(hottest > 0 ? Math.round(((rate ?? 0) / hottest) * parts.width) : 0));
    }
    if (details.open) listEvents(list, items, selectEvents(events, filter.value, events.length).shown, rateOf);
  };
  filter.addEventListener("input", render);
  details.addEventListener("toggle", render);
  all.addEventListener("click", () => {
    wantAll = !wantAll;
    render();
  });
  new ResizeObserver(render).observe(frame);
  return {
    show(next, leftOut, rates) {
      events = next;
      left = leftOut;
      rateOf = rates;
      render();
    },
  };
}

function draw(
  drawing: SVGSVGElement,
  { width, height, events, modules }: GraphLayout,
  moving: Map<string, Moving>,
): void {
  drawing.setAttribute("viewBox", `-1 -1 ${width + 2} ${height + 2}`);
  drawing.setAttribute("width", String(width));
  drawing.setAttribute("height", String(height));
  const handlers = events.reduce((sum, event) => sum + event.handlers.length, 0);
  drawing.setAttribute(
    "aria-label",
    `Event graph: ${plural(events.length, "event")}, ${plural(handlers, "handler")}. The list that follows says the same.`,
  );
  moving.clear();
  const groups = events.map((event) => {
    const heat = shape("rect", { ...place(event), y: event.y + event.height - 4, height: 4, width: 0, class: "heat" });
    const raises = label("", event.x + 8, event.y + 35, "raises");
    moving.set(event.name, { raises, heat, width: event.width });
    return group(
      "event",
      ...event.edges.map((d) => shape("path", { d, class: "edge" })),
      titled(
        event.name,
        shape("rect", { ...place(event), rx: 3, class: "node" }),
        label(event.label, event.x + 8, event.y + 17, "name"),
      ),
      heat,
      raises,
      ...event.handlers.map((handler) => small("handler", handler)),
    );
  });
  drawing.replaceChildren(...groups, ...modules.map((module) => small("module", module)));
}

function small(kind: string, node: Box & { readonly label: string; readonly full: string }): SVGElement {
  const box = shape("rect", { ...place(node), rx: kind === "module" ? 12 : 3, class: kind });
  return titled(node.full, box, label(node.label, node.x + 8, node.y + 16, "name"));
}

function place({ x, y, width, height }: Box): Readonly<Record<string, number>> {
  return { x, y, width, height };
}

function shape(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (!(element instanceof SVGElement)) throw new TypeError(`the browser knows no SVG element ${tag}`);
  return element;
}

function label(text: string, x: number, y: number, kind: string): SVGElement {
  const element = shape("text", { x, y, class: kind });
  element.textContent = text;
  return element;
}

function group(kind: string, ...children: readonly SVGElement[]): SVGElement {
  const element = shape("g", { class: kind });
  element.append(...children);
  return element;
}

/** Shapes whose full name the browser shows to who points at them. */
function titled(name: string, ...children: readonly SVGElement[]): SVGElement {
  const title = shape("title", {});
  title.textContent = name;
  return group("titled", title, ...children);
}

function listEvents(
  list: HTMLElement,
  items: Map<string, HTMLElement>,
  events: readonly EventStatus[],
  rateOf: (name: string) => number | undefined,
): void {
  syncChildren(list, events, items, {
    key: ({ name }) => name,
    create: ({ name }) =>
      make("li", {}, make("span", { class: "name", text: name }), make("span", { class: "raises" }), make("ul")),
    update(item, { name, raises, handlers }) {
      const [, said, under] = item.children;
      setText(said, ` ${plural(raises, "raise")}, ${measure(rateOf(name))} a second`);
      const lines = handlers.map((handler) =>
        handler.module === "" ? handler.name : `${handler.name} of ${handler.module}`,
      );
      if (JSON.stringify([...under.children].map((each) => each.textContent)) === JSON.stringify(lines)) return;
      under.replaceChildren(...lines.map((text) => make("li", { text })));
    },
  });
}
