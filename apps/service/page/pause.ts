import { byId, setText } from "./dom.js";
import { timeOfDay } from "./view/format.js";

export interface Pause {
  readonly paused: boolean;
}

/**
 * The button that holds the numbers still, and the key P that does the same. The key is heard where nothing is typed, takes
 * no focus, and can be turned off. What comes in while the page is held is kept: nothing is missing from the charts later.
 */
export function pauseButton(onChange: () => void): Pause {
  const button = byId("pause", HTMLButtonElement);
  const note = byId("paused", HTMLElement);
  const keyWanted = byId("pause-key", HTMLInputElement);
  const state = { paused: false };
  const toggle = () => {
    state.paused = !state.paused;
    setText(button, state.paused ? "Resume" : "Pause");
    document.body.classList.toggle("is-paused", state.paused);
    setText(note, state.paused ? `Paused at ${timeOfDay(Date.now())}; the charts go on when you resume` : "");
    onChange();
  };
  button.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (event.key.toLowerCase() !== "p" || event.repeat || typing || modified || !keyWanted.checked) return;
    toggle();
  });
  return state;
}
