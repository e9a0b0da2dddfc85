import type { EventStatus, HandlerStatus } from "./shapes.js";

/** The events of a system as they are drawn: which, in which order, and where. Lengths are CSS pixels. */
export interface Selection {
  readonly shown: readonly EventStatus[];
  /** How many events match the filter, and how many there are. */
  readonly matching: number;
  readonly total: number;
}

/**
 * The events that match, the most raised first, `limit` at most. An event matches by its own name or that of a handler or
 * module of it; case does not matter.
 */
export function selectEvents(events: readonly EventStatus[], filter: string, limit: number): Selection {
  const wanted = filter.trim().toLowerCase();
  const has = (name: string) => name.toLowerCase().includes(wanted);
  const matching = events.filter(
    ({ name, handlers }) => has(name) || handlers.some((handler) => has(handler.name) || has(handler.module)),
  );
  const hottestFirst = matching.toSorted(
    (a, b) => b.raises - a.raises || b.handlers.length - a.handlers.length || (a.name < b.name ? -1 : 1),
  );
  return { shown: hottestFirst.slice(0, limit), matching: matching.length, total: events.length };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface HandlerNode extends Box {
  readonly label: string;
  readonly full: string;
}

export interface EventNode extends Box {
  readonly name: string;
  readonly label: string;
  readonly handlers: readonly HandlerNode[];
  /** The edges from the event over its handlers to their modules, as SVG paths. */
  readonly edges: readonly string[];
}

export interface ModuleNode extends Box {
  readonly label: string;
  readonly full: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly events: readonly EventNode[];
  /** Empty where there is no room for a third column: handlers then name their module themselves. */
  readonly modules: readonly ModuleNode[];
}

/** Below this width, handlers stand beneath their event. */
const WIDE_MIN = 600;
const EVENT_HEIGHT = 44;
const SMALL_HEIGHT = 24;
const GAP = 6;
const BLOCK_GAP = 12;
/** Handlers of one event that are drawn; the list names all. */
const HANDLERS_MAX = 6;
/** The width of a letter of the graph's font, and the space beside a text. */
const LETTER = 7.3;
const PADDING = 16;

/** Places the events beneath each other, their handlers beside (or beneath) them, and the modules at the right. */
export function layOut(events: readonly EventStatus[], width: number): GraphLayout {
  return width >= WIDE_MIN ? layOutColumns(events, width) : layOutTree(events, width);
}

function layOutColumns(events: readonly EventStatus[], width: number): GraphLayout {
  const eventWidth = Math.round(width * 0.38);
  const handlerX = Math.round(width * 0.45);
  const handlerWidth = Math.round(width * 0.28);
  const moduleX = Math.round(width * 0.8);
  const moduleWidth = width - moduleX;
  const placed: { readonly event: EventStatus; readonly y: number; readonly rows: readonly Row[] }[] = [];
  let y = 0;
  for (const event of events) {
    const rows = rowsOf(event);
    const handlersHeight = rows.length * SMALL_HEIGHT + Math.max(0, rows.length - 1) * GAP;
    const blockHeight = Math.max(EVENT_HEIGHT, handlersHeight);
    placed.push({
      event,
      y: y + (blockHeight - EVENT_HEIGHT) / 2,
      rows: placeRows(rows, y + (blockHeight - handlersHeight) / 2),
    });
    y += blockHeight + BLOCK_GAP;
  }
  const modules = placeModules(
    placed.flatMap(({ rows }) => rows),
    moduleX,
    moduleWidth,
  );
  const nodes = placed.map(({ event, y: top, rows }): EventNode => {
    const middle = top + EVENT_HEIGHT / 2;
    const edges: string[] = [];
    for (const row of rows) {
      const at = row.y + SMALL_HEIGHT / 2;
      edges.push(curve(eventWidth, middle, handlerX, at));
      const module = modules.get(row.module);
      if (module !== undefined) edges.push(curve(handlerX + handlerWidth, at, moduleX, module.y + module.height / 2));
    }
    return {
      x: 0,
      y: top,
      width: eventWidth,
      height: EVENT_HEIGHT,
      name: event.name,
      label: fit(event.name, eventWidth),
      handlers: rows.map((row) => handlerNode(row, row.label, handlerX, handlerWidth)),
      edges,
    };
  });
  const bottom = Math.max(0, ...[...modules.values()].map((box) => box.y + box.height));
  return { width, height: Math.max(y - BLOCK_GAP, bottom, 0), events: nodes, modules: [...modules.values()] };
}

function layOutTree(events: readonly EventStatus[], width: number): GraphLayout {
  const indent = 24;
  let y = 0;
  const nodes = events.map((event): EventNode => {
    const top = y;
    const rows = placeRows(rowsOf(event), top + EVENT_HEIGHT + GAP);
    y += EVENT_HEIGHT + rows.length * (SMALL_HEIGHT + GAP) + BLOCK_GAP;
    return {
      x: 0,
      y: top,
      width,
      height: EVENT_HEIGHT,
      name: event.name,
      label: fit(event.name, width),
      handlers: rows.map((row) =>
        handlerNode(row, row.module === "" ? row.label : `${row.label} · ${row.module}`, indent, width - indent),
      ),
      edges: rows.map((row) => `M${indent / 2} ${top + EVENT_HEIGHT}V${row.y + SMALL_HEIGHT / 2}H${indent}`),
    };
  });
  return { width, height: Math.max(0, y - BLOCK_GAP), events: nodes, modules: [] };
}

interface Row {
  readonly label: string;
  readonly module: string;
  readonly y: number;
}

function rowsOf({ handlers }: EventStatus): readonly Row[] {
  const row = ({ name, module }: HandlerStatus): Row => ({ label: name, module, y: 0 });
  if (handlers.length <= HANDLERS_MAX) return handlers.map(row);
  const drawn = handlers.slice(0, HANDLERS_MAX - 1).map(row);
  return [...drawn, { label: `and ${handlers.length - drawn.length} more`, module: "", y: 0 }];
}

function placeRows(rows: readonly Row[], top: number): readonly Row[] {
  return rows.map((row, index) => ({ ...row, y: top + index * (SMALL_HEIGHT + GAP) }));
}

function handlerNode(row: Row, text: string, x: number, width: number): HandlerNode {
  const full = row.module === "" ? row.label : `${row.label} of ${row.module}`;
  return { x, y: row.y, width, height: SMALL_HEIGHT, label: fit(text, width), full };
}

/** Each module stands at the mean height of its handlers, or as near to it as those above let it. */
function placeModules(rows: readonly Row[], x: number, width: number): ReadonlyMap<string, ModuleNode> {
  const heights = new Map<string, number[]>();
  for (const { module, y } of rows) if (module !== "") heights.set(module, [...(heights.get(module) ?? []), y]);
  const wanted = [...heights].map(([name, ys]) => ({ name, y: ys.reduce((sum, y) => sum + y, 0) / ys.length }));
  const modules = new Map<string, ModuleNode>();
  let free = 0;
  for (const { name, y } of wanted.toSorted((a, b) => a.y - b.y)) {
    const top = Math.max(free, y);
    modules.set(name, { x, y: top, width, height: SMALL_HEIGHT, label: fit(name, width), full: name });
    free = top + SMALL_HEIGHT + GAP;
  }
  return modules;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** As much of a text as a box has room for. */
function fit(text: string, width: number): string {
  const letters = Math.max(1, Math.floor((width - PADDING) / LETTER));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
