import { History } from "./history.js";
import type { ReadLive } from "./read-live.js";

/** The order of the systems: always the same, whoever is ahead. */
const ORDER: readonly string[] = ["spin", "monolithic", "microkernel"];
/** As many systems as are ever shown. */
const SYSTEMS_MAX = 8;

/** One system as the overview knows it. */
export interface SystemView {
  readonly name: string;
  readonly history: History;
  /** The last that was heard of it; undefined: nothing yet. */
  latest: ReadLive | undefined;
  /** Since when it has been down (host time since 1970); undefined: it is up. */
  downSinceMs: number | undefined;
}

/** The systems that have been heard of, and whether each is up. */
export class Systems {
  #known: readonly SystemView[] = [];

  get all(): readonly SystemView[] {
    return this.#known;
  }

  /** Takes in what the overview says of each system at `atMs` (host time). Returns the changes, in words. */
  take(documents: ReadonlyMap<string, ReadLive | null>, atMs: number): readonly string[] {
    const changes: string[] = [];
    for (const [name, live] of documents) {
      const system = this.#find(name);
      if (system === undefined) continue;
      const wasDown = system.downSinceMs !== undefined;
      if (live === null) {
        if (!wasDown && system.latest !== undefined) changes.push(`${name} is down`);
        system.downSinceMs ??= atMs;
      } else {
        if (wasDown) changes.push(`${name} is up`);
        system.downSinceMs = undefined;
        system.latest = live;
        system.history.push(live, atMs);
      }
    }
    return changes;
  }

  #find(name: string): SystemView | undefined {
    const found = this.#known.find((each) => each.name === name);
    if (found !== undefined || this.#known.length >= SYSTEMS_MAX) return found;
    const made: SystemView = { name, history: new History(), latest: undefined, downSinceMs: undefined };
    this.#known = [...this.#known, made].toSorted((a, b) => place(a.name) - place(b.name));
    return made;
  }
}

function place(name: string): number {
  const index = ORDER.indexOf(name);
  return index < 0 ? ORDER.length : index;
}

/** Where each system's page is, by what the overview answers; addresses that are no web page's are left out. */
export function readLinks(json: unknown): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  if (!Array.isArray(json)) return links;
  for (const each of json.slice(0, SYSTEMS_MAX)) {
    if (typeof each !== "object" || each === null) continue;
    const { system, url } = { system: undefined, url: undefined, ...each };
    if (typeof system === "string" && typeof url === "string" && isWebAddress(url)) links.set(system, url);
  }
  return links;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
