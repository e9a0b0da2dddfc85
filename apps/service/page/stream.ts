import { type Connection, lost, waitMs } from "./view/connection.js";

/** A stream that says nothing for this long is dead: the service writes each second. */
const SILENCE_MS_MAX = 10_000;

export interface Stream {
  /** Tries again, after the stream was given up. */
  restart(): void;
}

/**
 * Follows a stream of server-sent events, through any number of breaks. `onState` is told of each document, `onConnection`
 * of each change. One connection at a time; tries come ever more seldom and end after ten minutes without an answer.
 */
export function follow(
  url: string,
  on: { state(data: string): void; connection(connection: Connection): void },
): Stream {
  let connection: Connection = { state: "connecting" };
  let source: EventSource | undefined;
  let failures = 0;
  let timer = 0;
  let silence = 0;

  const become = (next: Connection) => {
    if (next.state === connection.state) return;
    connection = next;
    on.connection(connection);
  };
  const fail = () => {
    source?.close();
    source = undefined;
    clearTimeout(silence);
    clearTimeout(timer);
    become(lost(connection, Date.now()));
    if (connection.state === "stopped") return;
    timer = window.setTimeout(open, waitMs(failures));
    failures += 1;
  };
  const heard = () => {
    clearTimeout(silence);
    silence = window.setTimeout(fail, SILENCE_MS_MAX);
  };
  const open = () => {
    source?.close();
    source = new EventSource(url);
    // The browser's own attempts end for good at the first answer that is no stream; ours do not.
    source.addEventListener("error", fail);
    source.addEventListener("state", (event) => {
      failures = 0;
      heard();
      become({ state: "live" });
      on.state(event.data);
    });
    heard();
  };
  on.connection(connection);
  open();
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) fail();
  });
  return {
    restart() {
      if (connection.state !== "stopped") return;
      failures = 0;
      become({ state: "connecting" });
      open();
    },
  };
}
