/** Feeds the page's own view, without a stream, faster than a second a second. For tests. */
import { LiveView } from "../live-view.js";
import { readLive } from "../view/read-live.js";
import type { Live } from "../view/shapes.js";

/** As many documents are taken in for each that is shown, as when they come faster than the screen. */
const PER_FRAME = 20;

let view: LiveView | undefined;
let atMs = Date.now();

/** Gives one view on the page `count` documents more, one second apart. */
export async function feed(
  count: number,
  document: (tick: number) => Live,
): Promise<{ readonly samples: number; readonly capacity: number }> {
  view ??= new LiveView();
  for (let tick = 1; tick <= count; tick += 1) {
    const live = readLive(JSON.stringify(document(tick)));
    if (live === undefined) throw new Error("a document could not be read");
    atMs += 1000;
    view.take(live, atMs);
    if (tick % PER_FRAME !== 0) continue;
    view.render();
    // The charts draw at the end of the turn.
    await Promise.resolve();
  }
  return { samples: view.history.size, capacity: view.history.capacity };
}
