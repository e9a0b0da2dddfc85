import { byId, make, setText, setTime, syncChildren } from "./dom.js";
import { count, measure, plural, timeOfDay } from "./view/format.js";
import type { History } from "./view/history.js";
import type { ReadLive } from "./view/read-live.js";
import { COUNTERS, type CounterName, type EjectionStatus, type ExtensionStatus } from "./view/shapes.js";

/** What each counter counts, in the papers' words. */
const COUNTER_LABELS: Readonly<Record<CounterName, string>> = {
  operations: "operations of workloads",
  references: "page references",
  misses: "page misses",
  faults: "faults",
  calls: "crossings by procedure call",
  traps: "crossings by trap",
  messages: "crossings by message",
  raises: "raises of events",
  ejections: "ejections",
};

/** Shows the totals, and how fast they grow. */
export function counterTable(): (live: ReadLive, history: History) => void {
  const cells = new Map<string, { readonly total: HTMLElement; readonly rate: HTMLElement }>();
  const body = byId("counters", HTMLTableSectionElement);
  return ({ counters }, history) => {
    for (const name of COUNTERS) {
      let row = cells.get(name);
      if (row === undefined) {
        row = { total: make("td", { class: "number" }), rate: make("td", { class: "number" }) };
        const head = make("th", { text: COUNTER_LABELS[name] });
        head.scope = "row";
        const line = make("tr", {}, head, row.total, row.rate);
        line.dataset.counter = name;
        body.append(line);
        cells.set(name, row);
      }
      setText(row.total, count(counters[name]));
      setText(row.rate, measure(history.recent(name)));
    }
  };
}

/** Columns of the table of extensions: the account of what each holds. */
const BALANCE = [
  ["state", "State", false],
  ["operations", "Operations spent", true],
  ["handlers", "Handlers", true],
  ["strands", "Strands", true],
  ["frames", "Frames", true],
  ["faults", "Faults", true],
] as const;

/** Shows the extensions with what they have spent and what they hold. */
export function extensionTable(): (live: ReadLive) => void {
  const body = byId("extensions", HTMLTableSectionElement);
  const note = byId("extensions-note", HTMLElement);
  const rows = new Map<string, HTMLElement>();
  return ({ extensions, left }) => {
    const beyond = left.extensions === 0 ? "" : `${plural(left.extensions, "more extension")} not sent to this page`;
    setText(note, extensions.length === 0 ? "No extension is linked." : beyond);
    syncChildren(body, extensions, rows, { key: ({ name }) => name, create: extensionRow, update: showExtension });
  };
}

/** The table becomes a list of cards on a narrow page; its roles are written out, so that it stays a table to read aloud. */
function extensionRow({ name }: ExtensionStatus): HTMLElement {
  const head = make("th", { text: name, role: "rowheader" });
  head.scope = "row";
  const cells = BALANCE.map(([, label, numeric]) => {
    const cell = make("td", { role: "cell", class: numeric ? "number" : "" });
    cell.dataset.label = label;
    return cell;
  });
  return make("tr", { role: "row" }, head, ...cells);
}

function showExtension(row: HTMLElement, extension: ExtensionStatus): void {
  for (const [index, [field]] of BALANCE.entries()) {
    const value = extension[field];
    setText(row.children[index + 1], typeof value === "number" ? count(value) : value);
  }
}

/** Shows the last ejections, the newest first, each with the line that says why; the older ones folded away. */
export function ejectionList(): (live: ReadLive) => void {
  const newest = byId("ejections", HTMLOListElement);
  const older = byId("older-ejections", HTMLOListElement);
  const details = byId("older", HTMLDetailsElement);
  const summary = byId("older-summary", HTMLElement);
  const note = byId("ejections-note", HTMLElement);
  const shown = new Map<string, HTMLElement>();
  const folded = new Map<string, HTMLElement>();
  return ({ ejections }) => {
    const few = 4;
    const options = { key: keyOf, create: ejectionItem, update: () => {} };
    syncChildren(newest, ejections.slice(0, few), shown, options);
    syncChildren(older, ejections.slice(few), folded, options);
    details.hidden = ejections.length <= few;
    setText(summary, `${plural(ejections.length - few, "older ejection")}`);
    setText(note, ejections.length === 0 ? "No extension was ejected." : "");
  };
}

function keyOf({ at, extension, where, line }: EjectionStatus): string {
  return `${at} ${extension} ${where} ${line}`;
}

function ejectionItem({ at, extension, where, limit, line }: EjectionStatus): HTMLElement {
  const time = make("time");
  setTime(time, at, timeOfDay(at));
  return make(
    "li",
    {},
    make(
      "p",
      { class: "what" },
      time,
      make("strong", { text: extension }),
      make("span", { text: where }),
      make("span", { class: "limit", text: limit === "" ? "" : `limit: ${limit}` }),
    ),
    make("p", { class: "why", text: line }),
  );
}
