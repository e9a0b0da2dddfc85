import type { Frames } from "./frames.js";
import type { Callable, Plan, Raise } from "./plan.js";

const parametersMax = 2;

/**
 * Handlers that all run, one after the other, with nothing to decide: the short way of lists without guards, and of what
 * an index found. No code is generated; events of more than two parameters are interpreted.
 */
export function straight(plan: Plan): Raise | undefined {
  const { steps, plain, parameters, services, contained, resultHandler, hasResult } = plan;
  if (steps.length === 0 || plain < steps.length || parameters.length > parametersMax) return undefined;
  if (services.observer !== undefined || contained) return undefined;
  const handlers: Callable[] = [];
  for (const { handler, closure, cancel } of steps) {
    if (closure !== undefined && steps.length > 1) return undefined;
    handlers.push(handler);
    if (cancel) break;
  }
  if (handlers.length === 1) return one(handlers[0], steps[0].closure, parameters.length, hasResult);
  return resultHandler === undefined ? several(handlers, parameters.length, hasResult) : undefined;
}

/** The handler is called as a procedure, not as a method of whatever holds the raise. */
function one(
  handler: Callable,
  closure: object | undefined,
  parameters: number,
  hasResult: boolean,
): Raise | undefined {
  switch (parameters) {
    case 0:
      return () => {
        const result = closure === undefined ? handler() : handler(closure);
        return hasResult ? result : undefined;
      };
    case 1:
      return (a) => {
        const result = closure === undefined ? handler(a) : handler(closure, a);
        return hasResult ? result : undefined;
      };
    case 2:
      return (a, b) => {
        const result = closure === undefined ? handler(a, b) : handler(closure, a, b);
        return hasResult ? result : undefined;
      };
    default:
      return undefined;
  }
}

/** Each handler is called as a procedure: the list is not to be its `this`. */
function several(handlers: readonly Callable[], parameters: number, hasResult: boolean): Raise | undefined {
  switch (parameters) {
    case 0:
      return () => {
        let result: unknown;
        for (let n = 0; n < handlers.length; n++) {
          const handler = handlers[n];
          result = handler();
        }
        return hasResult ? result : undefined;
      };
    case 1:
      return (a) => {
        let result: unknown;
        for (let n = 0; n < handlers.length; n++) {
          const handler = handlers[n];
          result = handler(a);
        }
        return hasResult ? result : undefined;
      };
    case 2:
      return (a, b) => {
        let result: unknown;
        for (let n = 0; n < handlers.length; n++) {
          const handler = handlers[n];
          result = handler(a, b);
        }
        return hasResult ? result : undefined;
      };
    default:
      return undefined;
  }
}

/** A raise, and before each time `count`. */
export function counted(raise: Raise, parameters: number, frames: Frames, count: () => void): Raise {
  switch (parameters) {
    case 0:
      return () => {
        count();
        return raise();
      };
    case 1:
      return (a) => {
        count();
        return raise(a);
      };
    case 2:
      return (a, b) => {
        count();
        return raise(a, b);
      };
    default:
      return frames.raising(({ args }) => {
        count();
        return Reflect.apply(raise, undefined, args);
      });
  }
}
