import { duration, timeOfDay } from "./format.js";

/** How the page stands with its service. Times are of the host, since 1970. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  | { readonly state: "reconnecting"; readonly sinceMs: number }
  | { readonly state: "stopped"; readonly sinceMs: number };

/** The longest time between two tries, and how long tries go on. */
const WAIT_MS_MAX = 8_000;
export const GIVE_UP_MS = 10 * 60_000;

/** How long to wait before the next try, after so many that failed: 0.5 s, 1 s, 2 s, ..., 8 s. */
export function waitMs(failures: number): number {
  return Math.min(WAIT_MS_MAX, 500 * 2 ** Math.min(failures, 10));
}

/** The state after a stream has ended or a try has failed at `nowMs`. */
export function lost(connection: Connection, nowMs: number): Connection {
  const sinceMs = "sinceMs" in connection ? connection.sinceMs : nowMs;
  return nowMs - sinceMs >= GIVE_UP_MS ? { state: "stopped", sinceMs } : { state: "reconnecting", sinceMs };
}

/** The state in words. They do not change while the state stays, so that they are read aloud once. */
export function describe(connection: Connection): string {
  switch (connection.state) {
    case "connecting":
      return "Connecting";
    case "live":
      return "Live";
    case "reconnecting":
      return `Reconnecting since ${timeOfDay(connection.sinceMs)}`;
    case "stopped":
      return `Stopped: no answer since ${timeOfDay(connection.sinceMs)}, tried for ${duration(GIVE_UP_MS)}`;
  }
}
