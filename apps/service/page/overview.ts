/** The page of all systems: follows the overview's service, which follows theirs. */
import { OverviewView } from "./overview-view.js";
import { runPage } from "./page.js";
import { readOverview } from "./view/read-live.js";
import { readLinks } from "./view/systems.js";

const view = new OverviewView();
let linksWanted = true;

/** The addresses are asked for at first, and again whenever a system has gone or come. */
async function loadLinks(): Promise<void> {
  linksWanted = false;
  try {
    const answer = await fetch("/api/services");
    if (!answer.ok) throw new Error(`the overview answered ${answer.status}`);
    view.link(readLinks(await answer.json()));
    page.refresh();
  } catch {
    // The overview is going or gone: the next document that comes asks again.
    linksWanted = true;
  }
}

const page = runPage({
  name: () => "overview",
  take(data, atMs, announce) {
    const documents = readOverview(data);
    if (documents === undefined) return false;
    const changes = view.take(documents, atMs);
    if (changes.length > 0) announce(changes.join("; "));
    if (changes.length > 0 || linksWanted) void loadLinks();
    return true;
  },
  render: () => view.render(),
});
