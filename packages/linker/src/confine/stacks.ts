/**
 * V8's own Error, which can look at the stack and says how all stacks of the process are written. ses puts other
 * constructors in its place, one for the kernel and a powerless one for compartments. But a class that extended Error
 * before that still inherits from this one, and whoever catches an instance can walk up to it.
 */
const OriginalError = Error;

const framesOf = new WeakMap<object, readonly unknown[]>();

/**
 * Between ses's repairs and its freezing: from now on `error.stack` is empty for everyone, and nobody can change how stacks
 * are written. Assigning `Error.prepareStackTrace`, as tools do, is let pass and does nothing.
 */
export function hideStacks(): void {
  Object.defineProperty(OriginalError, "prepareStackTrace", {
    get: () => keepFrames,
    set: () => {},
    enumerable: false,
    configurable: false,
  });
}

function keepFrames(error: object, frames: readonly unknown[]): string {
  framesOf.set(error, frames);
  return "";
}

/** The frames of an error, as V8 writes them below its message, for the kernel's own eyes; `error.stack` hides them. */
export function stackOf(error: Error): string {
  // Reading the stack makes V8 call keepFrames, the first time.
  const shown = error.stack ?? "";
  const frames = framesOf.get(error);
  return frames === undefined ? shown : frames.map((frame) => `\n    at ${String(frame)}`).join("");
}

export type ErrorClass = abstract new (...args: never[]) => Error;

/** Let a class that extends V8's Error, or the kernel's, extend the powerless one instead; instances stay as they were. */
export function detachFromStacks(errorClass: ErrorClass): void {
  const powerless = Error.prototype.constructor;
  for (let at: unknown = errorClass; typeof at === "function" && at !== powerless;) {
    const parent: unknown = Object.getPrototypeOf(at);
    if (parent === OriginalError || parent === Error) Object.setPrototypeOf(at, powerless);
    at = Object.getPrototypeOf(at);
  }
}
