/** The page of one system: follows its service, and shows what it says. */
import { LiveView } from "./live-view.js";
import { runPage } from "./page.js";
import { readLive } from "./view/read-live.js";

let system = "a system";
const view = new LiveView();

runPage({
  name: () => `${system}, live`,
  take(data, atMs, announce) {
    const live = readLive(data);
    if (live === undefined) return false;
    system = live.system;
    for (const change of view.take(live, atMs)) announce(change);
    return true;
  },
  render: () => view.render(),
});
