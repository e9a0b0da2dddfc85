import { byId, setText } from "./dom.js";
import { type Connection, describe } from "./view/connection.js";

/** The line that says how the page stands with its service, read aloud when it changes; and the page's title, which begins with it. */
export function connectionLine(onRetry: () => void): (connection: Connection) => void {
  const line = byId("connection", HTMLElement);
  const words = byId("connection-words", HTMLElement);
  const retry = byId("retry", HTMLButtonElement);
  retry.addEventListener("click", onRetry);
  return (connection) => {
    line.dataset.state = connection.state;
    setText(words, describe(connection));
    retry.hidden = connection.state !== "stopped";
  };
}

/** Says a change of state to who listens to the page. Changes only: numbers are never read out. */
export function announcer(): (text: string) => void {
  const line = byId("announcement", HTMLElement);
  return (text) => setText(line, text);
}
