import { announcer, connectionLine } from "./connection-line.js";
import { pauseButton } from "./pause.js";
import { follow } from "./stream.js";
import { type Connection, describe } from "./view/connection.js";

/** What differs between the pages: what they do with a document, and what they show of it. */
export interface PageView {
  /** The name that the title of the document has. */
  name(): string;
  /** Takes in a document that came at `atMs` (host time since 1970). Returns false if it can not be read. */
  take(data: string, atMs: number, announce: (text: string) => void): boolean;
  render(): void;
}

/** Follows /api/live: takes each document in, and shows the latest unless the page is held. */
export function runPage(view: PageView): { refresh(): void } {
  const announce = announcer();
  const showConnection = connectionLine(() => stream.restart());
  const pause = pauseButton(refresh);
  let connection: Connection = { state: "connecting" };
  let pending = 0;

  /** Shows once before the next frame, however many documents came: a hidden page draws nothing. */
  function refresh(): void {
    if (pause.paused || pending !== 0) return;
    pending = requestAnimationFrame(() => {
      pending = 0;
      if (!pause.paused) view.render();
    });
  }

  function title(): void {
    const text = `${connection.state === "live" ? "" : `${describe(connection)} · `}${view.name()} · Respin`;
    if (document.title !== text) document.title = text;
  }

  const stream = follow("/api/live", {
    state(data) {
      if (view.take(data, performance.timeOrigin + performance.now(), announce)) {
        title();
        refresh();
      } else {
        announce("A document of the service could not be read; the page shows the one before");
      }
    },
    connection(next) {
      connection = next;
      showConnection(next);
      title();
    },
  });
  return { refresh };
}
