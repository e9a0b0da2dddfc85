import { isOfBinding, type Request, type Terms, type Verdict } from "../authority.js";
import { describe, DispatchError } from "../errors.js";
import type { AgreedTerms, Change, Question, Undo } from "./change.js";
import { ordersOf } from "./placement.js";
import type { EventState, Surroundings, Tenant } from "./state.js";

/**
 * Make several changes, of one or many events, at once: all of them or, if one is refused or fails, none. First everyone is
 * asked who has a say; then the changes are made, one after the other; a raise sees all of them or none.
 * Throws RSP_DISPATCH_NESTED, and what asking and the changes throw.
 *
 * Invariant C1: after a commit that throws, everything is as before it.
 *   Kept by: each change's undo, in reverse order, and no other commit between a change and its undo.
 *   Attacked by: conformance/swap and the model
 */
export function commit(surroundings: Surroundings, requester: Tenant, changes: readonly Change[], key: unknown): void {
  for (const { event, untold, questions } of changes) {
    if (untold === true && !isOwn(requester, event, questions)) {
      throw refused(
        requester,
        "install",
        event.name,
        `only ${event.authority.name} may have it untold, of its own procedure`,
      );
    }
  }
  commitUntold(surroundings, requester, changes, key);
  for (const { event, untold } of changes) if (untold !== true) surroundings.services.observer?.changed(event.name);
}

function isOwn(requester: Tenant, event: EventState, questions: readonly Question[]): boolean {
  return (
    requester === event.authority &&
    questions.every(({ binding }) => binding === undefined || binding.parts.installer === requester)
  );
}

/** As `commit`, of what is no change to anybody: an event that is being defined gets its own procedure. */
export function commitUntold(
  surroundings: Surroundings,
  requester: Tenant,
  changes: readonly Change[],
  key: unknown,
): void {
  const terms = changes.map((change) => authorize(requester, change, key));
  // Asked once, before anything is changed: whoever answers may run code of its own.
  surroundings.memoryIsLow = surroundings.memory.isLow();
  if (surroundings.committing) {
    throw new DispatchError(
      "RSP_DISPATCH_NESTED",
      `${requester.name} asked for a change while another is being made; types, proofs and the like must not change events`,
    );
  }
  surroundings.committing = true;
  const undo: Undo[] = [];
  try {
    for (let n = 0; n < changes.length; n++) undo.push(changes[n].apply(terms[n]));
  } catch (error) {
    for (const each of undo.toReversed()) each();
    // What was made for a list that is no more.
    for (const { event } of changes) event.reset();
    throw error;
  } finally {
    surroundings.committing = false;
  }
  for (const { event } of changes) event.reset();
}

/** The terms on which a change may be made. Throws RSP_DISPATCH_AUTHORITY, RSP_DISPATCH_AUTHORIZER, RSP_DISPATCH_ORDER. */
function authorize(requester: Tenant, { event, questions }: Change, key: unknown): AgreedTerms {
  let terms = noTerms;
  for (const question of questions) terms = ask(requester, event, question, key);
  return terms;
}

function ask(requester: Tenant, event: EventState, { operation, binding }: Question, key: unknown): AgreedTerms {
  const isAuthority = requester === event.authority;
  const isMaker = binding === undefined || binding.parts.installer === requester;
  const what = `${binding === undefined ? "" : `${binding.name} on `}${event.name}`;
  if (isOfBinding(operation) && !isMaker && !isAuthority) {
    throw refused(requester, operation, what, "it is neither its maker nor the event's authority");
  }
  if (event.authorizer === undefined) {
    const lettingGo = operation === "uninstall" && isMaker;
    if (isAuthority || lettingGo) return noTerms;
    throw refused(requester, operation, what, `${event.authority.name} has set no authorizer, so nobody else may`);
  }
  const verdict = verdictOf(event, {
    operation,
    event: event.name,
    requester: requester.identity,
    fromAuthority: isAuthority,
    binding: binding?.handle,
    key,
  });
  if (!verdict.allowed) {
    throw refused(requester, operation, what, `${event.authority.name} says: ${describe(verdict.reason)}`);
  }
  return agreed(verdict.terms, event);
}

function agreed({ order, bound, mode, guards, postGuards }: Terms, event: EventState): AgreedTerms {
  const lists = [guards, postGuards].map((each) => {
    if (each !== undefined && !Array.isArray(each)) throw noVerdict(event, "terms whose guards are no list");
    return each === undefined ? none : [...each];
  });
  if (mode !== undefined && mode !== "synchronous" && mode !== "asynchronous") {
    throw noVerdict(event, `the mode ${describe(mode)}`);
  }
  return {
    order: ordersOf(order, `what the authorizer of ${event.name} lets in`),
    bound,
    mode,
    guards: lists[0],
    postGuards: lists[1],
  };
}

const none: readonly never[] = [];
const noTerms: AgreedTerms = { order: none, bound: undefined, mode: undefined, guards: none, postGuards: none };

function verdictOf(event: EventState, request: Request): Verdict {
  // Called as a procedure: the event's state is not to be its `this`.
  const { authorizer } = event;
  let verdict: Verdict | undefined;
  try {
    verdict = authorizer?.(request);
  } catch (error) {
    throw new DispatchError(
      "RSP_DISPATCH_AUTHORIZER",
      `the authorizer of ${event.name} threw ${describe(error)} when asked about ${request.operation}; nothing was changed`,
      { cause: error },
    );
  }
  if (!isVerdict(verdict)) throw noVerdict(event, `no verdict about ${request.operation}`);
  return verdict;
}

function noVerdict(event: EventState, what: string): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_AUTHORIZER",
    `the authorizer of ${event.name} gave ${what}; it must return allow(terms) or deny(reason)`,
  );
}

function isVerdict(verdict: unknown): verdict is Verdict {
  if (typeof verdict !== "object" || verdict === null || !("allowed" in verdict)) return false;
  if (verdict.allowed === false) return "reason" in verdict;
  return verdict.allowed === true && "terms" in verdict && typeof verdict.terms === "object" && verdict.terms !== null;
}

function refused(requester: Tenant, operation: string, what: string, why: string): DispatchError {
  return new DispatchError(
    "RSP_DISPATCH_AUTHORITY",
    `${requester.name} may not ${verbs[operation] ?? operation} ${what}: ${why}`,
  );
}

const verbs: Readonly<Record<string, string>> = {
  impose: "impose a guard on",
  withdraw: "withdraw a guard imposed on",
  "result handler": "set the result handler of",
  "default handler": "set the default handler of",
  mode: "set the mode of",
  exceptions: "say what becomes of exceptions of",
  guard: "change the guards of",
  intercept: "intercept",
};
