import { call } from "./call.js";
import type { Frame } from "./frames.js";
import { holds } from "./evaluate.js";
import { leftBound, noHandlerInvoked, startHandler, threw } from "./outcome.js";
import { NONE, type Plan, type Step } from "./plan.js";

/**
 * A raise, step by step: what every event does, and what generated code must do alike.
 *
 * Guards are evaluated in order, up to and including the next filter's; then the handlers they let through run in order;
 * then it goes on behind the filter. So no handler can sway a guard, but for those ordered after a filter. A step with
 * `cancel` that fires is the last.
 */
export function interpret(plan: Plan, frame: Frame): unknown {
  // The result handler is called as a procedure, as all are: the plan is not to be its `this`.
  const { steps, resultHandler: fold } = plan;
  const { args } = frame;
  if (frame.selected.length < steps.length) frame.selected = new Int32Array(steps.length * 2);
  const { selected } = frame;
  let result: unknown = NONE;
  let fired = 0;
  let at = 0;
  while (at < steps.length) {
    let count = 0;
    frame.guards = 0;
    frame.guardsInLine = 0;
    while (at < steps.length) {
      const step = steps[at];
      const fires = holds(plan, step.matches, step.predicates, args, frame);
      if (fires) selected[count++] = at;
      at++;
      if (fires && step.cancel) at = steps.length;
      if (step.cells !== undefined) break;
    }
    if (plan.services.observer !== undefined) tell(plan, frame, count);
    for (let n = 0; n < count; n++) {
      const value = run(plan, steps[selected[n]], frame);
      if (value === NONE) continue;
      result = result === NONE || fold === undefined ? value : fold(value, result);
    }
    fired += count;
  }
  if (plan.hasResult) return result === NONE ? resultOfNone(plan, args) : result;
  if (fired === 0 && plan.defaultHandler !== undefined) call(plan.defaultHandler, undefined, args);
  return undefined;
}

/** What an event returns when no handler gave a result. Throws NoHandlerInvoked. */
function resultOfNone(plan: Plan, args: readonly unknown[]): unknown {
  if (plan.defaultHandler === undefined) throw noHandlerInvoked(plan);
  return call(plan.defaultHandler, undefined, args);
}

function tell(plan: Plan, frame: Frame, count: number): void {
  let inLine = 0;
  for (let n = 0; n < count; n++) if (plan.steps[frame.selected[n]].inline) inLine++;
  const { observer } = plan.services;
  observer?.dispatched(plan.event, plan.parameters.length, frame.guards, frame.guardsInLine, count - inLine, inLine);
}

/** Run one handler. Returns its result, or NONE where it gave none that counts. */
function run(plan: Plan, step: Step, frame: Frame): unknown {
  const { args } = frame;
  if (step.asynchronous) {
    startHandler(plan, step, [...args]);
    return NONE;
  }
  const borrowed = step.cells?.lend(args);
  let result: unknown = NONE;
  let completed = false;
  try {
    result = runBounded(plan, step, args);
    completed = result !== NONE;
  } catch (error) {
    threw(plan, step, error);
  } finally {
    if (borrowed !== undefined) step.cells?.settle(args, borrowed, completed);
  }
  if (!completed || !holds(plan, step.postMatches, step.postPredicates, args, frame)) return NONE;
  return result;
}

/** Returns NONE if the handler was ended at its bound. */
function runBounded(plan: Plan, step: Step, args: readonly unknown[]): unknown {
  if (step.bound === undefined) return call(step.handler, step.closure, args);
  const entered = plan.services.meter.enter(step.bound);
  let result: unknown;
  try {
    result = call(step.handler, step.closure, args);
  } catch (error) {
    if (leftBound(plan, step, entered, error)) return NONE;
    throw error;
  }
  return leftBound(plan, step, entered, undefined) ? NONE : result;
}
