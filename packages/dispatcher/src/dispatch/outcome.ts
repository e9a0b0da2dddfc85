import { describe, DispatchError, NoHandlerInvoked } from "../errors.js";
import { call } from "./call.js";
import type { Failure, Plan, PredicateTest, Step } from "./plan.js";

/** What the interpreter and the generated code do alike where a raise leaves its straight path. */

/** A guard threw: the raise fails with its name. */
export function guardFailed(plan: Plan, test: PredicateTest, error: unknown): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_GUARD",
    `${plan.event} failed: ${test.name} threw ${describe(error)}; a guard must not throw`,
    {
      cause: error,
    },
  );
}

/** The end of a bounded handler. Returns whether it was ended at its bound; it is counted and reported then. */
export function leftBound(plan: Plan, step: Step, entered: number, error: unknown): boolean {
  const ended = plan.services.meter.leave(entered);
  if (ended) {
    step.account.ended++;
    const { handle: handler } = step.account;
    report(plan, { event: plan.event, binding: step.name, handler, kind: "bound", error, bound: step.bound });
  }
  return ended;
}

/** A handler threw. Throws its exception on to the raiser, unless the event contains it: then it is counted and reported. */
export function threw(plan: Plan, step: Step, error: unknown): void {
  if (!plan.contained || step.account === plan.reaching) throw error;
  contain(plan, step, error);
}

/** Count and report an exception that goes no further. */
export function contain(plan: Plan, step: Step, error: unknown): void {
  step.account.failures++;
  const { handle: handler } = step.account;
  report(plan, { event: plan.event, binding: step.name, handler, kind: "exception", error, bound: undefined });
}

export function noHandlerInvoked(plan: Plan): NoHandlerInvoked {
  return new NoHandlerInvoked(plan.event);
}

/** Start an asynchronous handler. Its result does not count, and its exceptions go no further. */
export function startHandler(plan: Plan, step: Step, args: readonly unknown[]): void {
  plan.services.observer?.started(plan.event);
  plan.services.executor.start(`${step.name} on ${plan.event}`, () => {
    const entered = step.bound === undefined ? 0 : plan.services.meter.enter(step.bound);
    let thrown: { readonly error: unknown } | undefined;
    try {
      call(step.handler, step.closure, args);
    } catch (error) {
      thrown = { error };
    }
    if (step.bound !== undefined && leftBound(plan, step, entered, thrown?.error)) return;
    if (thrown !== undefined) contain(plan, step, thrown.error);
  });
}

/** Tell of a failure that does not reach the raiser. */
export function report({ services }: Plan, failure: Failure): void {
  const { onFailure } = services;
  onFailure?.(failure);
}
