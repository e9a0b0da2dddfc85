/** Who runs asynchronous handlers. In a kernel, a strand of its own for each. */
export interface Executor {
  /** Run it later, on its own; it throws nothing but what `onFailure` throws. `name` says what it is. */
  start(name: string, run: () => void): void;
}

/** Asynchronous handlers as microtasks of the host: they run when what runs now has returned. */
export const microtasks: Executor = Object.freeze({
  start: (_name: string, run: () => void) => queueMicrotask(run),
});
