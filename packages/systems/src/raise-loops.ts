import {
  argumentIs,
  Dispatcher,
  integer,
  Modules,
  nothing,
  parameter,
  signature,
  type Event,
} from "@respin/dispatcher";
import type { RaiseSetting } from "./raises.js";

/** Loops of so many turns on the host: one of raises, one of calls through a reference that can change. */
export interface RaiseLoops {
  readonly raise: (turns: number) => void;
  readonly call: (turns: number) => void;
  /** Handlers that have run so far, in both loops. */
  readonly ran: () => number;
}

/** What the handlers and guards of the loops see. */
interface Seen {
  ran: number;
  variable: number;
}

/** A handler with a text of its own, so that the host's compiler does not take two of them for one. */
function distinctHandler(seen: Seen, n: number): () => void {
  const made: unknown = new Function("seen", `return () => { seen.ran++; /* ${n} */ };`)(seen);
  if (!isHandler(made)) throw new TypeError("the text is not a handler's");
  return made;
}

function distinctGuard(seen: Seen, constant: number, n: number): () => boolean {
  const made: unknown = new Function("seen", `return () => seen.variable === ${constant} /* ${n} */;`)(seen);
  if (!isGuard(made)) throw new TypeError("the text is not a guard's");
  return made;
}

function isHandler(value: unknown): value is () => void {
  return typeof value === "function";
}

function isGuard(value: unknown): value is () => boolean {
  return typeof value === "function";
}

/**
 * A setting's raise on the host: a dispatcher by itself, with no machine under it. It takes 0, 1 or 5 arguments, as the
 * paper's did.
 */
export function raiseLoops(setting: RaiseSetting & { readonly parameters: 0 | 1 | 5 }): RaiseLoops {
  const { parameters, handlers, firing, guards } = setting;
  const modules = new Modules();
  const dispatcher = new Dispatcher({ modules });
  const module = modules.create("raiser");
  // Two values with which the same guards are true; see `loopOf`.
  const values = firing === "none" ? [-1, -2] : [0, 0];
  const seen: Seen = { ran: 0, variable: values[0] };
  const names = Array.from({ length: parameters }, (_, n) => parameter(`a${n}`, integer));
  const intrinsic = distinctHandler(seen, -1);
  const event = dispatcher.define(module, "Bench.Raised", signature(names, nothing), intrinsic);
  if (handlers > 0) dispatcher.uninstall(module, dispatcher.intrinsic(event));
  for (let n = 0; n < handlers; n++) {
    const constant = firing === "all" ? 0 : n;
    const guard = guards === "matches" ? argumentIs("a0", constant) : distinctGuard(seen, constant, n);
    dispatcher.installHandler(module, event, distinctHandler(seen, n), { guards: [guard] });
  }
  // Assigned twice, so that the host's compiler cannot take it for a constant.
  const reference: Pick<Event<number[], void>, "raise"> & { raise: (...args: number[]) => void } = { raise: intrinsic };
  reference.raise = distinctHandler(seen, -2);
  return {
    raise: loopOf(event, parameters, seen, values),
    call: loopOf(reference, parameters, seen, values),
    ran: () => seen.ran,
  };
}

let serial = 0;

/** A loop made anew for each thing that is raised, so that the raises of one do not share the others' call site. */
function loopOf(
  raised: Pick<Event<number[], void>, "raise">,
  parameters: 0 | 1 | 5,
  seen: Seen,
  values: readonly number[],
): (turns: number) => void {
  const args = { 0: "", 1: "seen.variable", 5: "seen.variable, 1, 2, 3, 4" }[parameters];
  // A name of its own for each: the host would otherwise share one text's call-site feedback among all loops.
  // What the guards compare is set anew each turn, so that they cannot be evaluated once for all turns.
  const turn = `seen.variable = values[n & 1]; raised.raise(${args});`;
  const text = `return (turns) => { for (let n = 0; n < turns; n++) { ${turn} } };\n//# sourceURL=raise-loop/${++serial}`;
  const made: unknown = new Function("raised", "seen", "values", text)(raised, seen, values);
  if (!isLoop(made)) throw new TypeError("the text is not a loop's");
  return made;
}

function isLoop(value: unknown): value is (turns: number) => void {
  return typeof value === "function";
}
