/** The page of one system: follows its service, and shows what it says. */
import { announcer, connectionLine } from "./connection-line.js";
import { LiveView } from "./live-view.js";
import { pauseButton } from "./pause.js";
import { follow } from "./stream.js";
import { describe, type Connection } from "./view/connection.js";
import { readLive } from "./view/read-live.js";

const announce = announcer();
const view = new LiveView(announce);
const showConnection = connectionLine(() => stream.restart());
const pause = pauseButton(() => refresh());
let system = "Respin";
let state: Connection = { state: "connecting" };
let pending = 0;

/** Shows the latest once before the next frame, however many documents came: a hidden page draws nothing. */
function refresh(): void {
  if (pause.paused || pending !== 0) return;
  pending = requestAnimationFrame(() => {
    pending = 0;
    if (!pause.paused) view.render();
  });
}

function title(): void {
  const text = `${state.state === "live" ? "" : `${describe(state)} · `}${system} · Respin, live`;
  if (document.title !== text) document.title = text;
}

const stream = follow("/api/live", {
  state(data) {
    const live = readLive(data);
    if (live === undefined) {
      announce("A document of the service could not be read; the page shows the one before");
      return;
    }
    system = live.system;
    title();
    view.take(live, performance.timeOrigin + performance.now());
    refresh();
  },
  connection(next) {
    state = next;
    showConnection(next);
    title();
  },
});
