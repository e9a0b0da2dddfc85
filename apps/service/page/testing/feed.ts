/** Feeds the page's own view, without a stream, faster than a second a second. For tests. */
import { LiveView } from "../live-view.js";
import { readLive } from "../view/read-live.js";
import type { Live } from "../view/shapes.js";

/** A second LiveView on the page, shown `count` documents that are one second apart, the last one now. */
export function feed(
  count: number,
  document: (tick: number) => Live,
): { readonly samples: number; readonly capacity: number } {
  const view = new LiveView();
  const start = Date.now() - count * 1000;
  for (let tick = 1; tick <= count; tick += 1) {
    const live = readLive(JSON.stringify(document(tick)));
    if (live === undefined) throw new Error("a document could not be read");
    view.take(live, start + tick * 1000);
    view.render();
  }
  return { samples: view.history.size, capacity: view.history.capacity };
}
