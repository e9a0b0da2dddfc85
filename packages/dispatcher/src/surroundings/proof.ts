import type { Signature } from "../declared/types.js";

/** A handler or guard, of any type. */
export type Procedure = (...args: never[]) => unknown;

/** What is known of a procedure beyond its code. */
export interface ProcedureFacts {
  /** Its declared type, a leading closure included. */
  readonly signature?: Signature<readonly unknown[], unknown> | undefined;
  /** It has no side effects, so that it may be a guard. */
  readonly functional?: boolean | undefined;
  /** It may be ended at any point, so that it may be bounded. */
  readonly ephemeral?: boolean | undefined;
  /** Operations in its body, where they are few: what a code generator inlines by. */
  readonly operations?: number | undefined;
}

/** Who can say what a procedure is. In a kernel, the compiler's signed word; undefined where nothing is known. */
export interface Proof {
  factsOf(procedure: Procedure): ProcedureFacts | undefined;
  /** Whether a guard that nothing is known of is refused. */
  readonly strict: boolean;
}

/** The word of whoever installs: what is declared here is believed, and an undeclared guard is taken to be functional. */
export class Declarations implements Proof {
  readonly strict: boolean;
  readonly #facts = new WeakMap<Procedure, ProcedureFacts>();

  /** With `strict`, a guard that is not declared functional is refused. */
  constructor({ strict = false }: { readonly strict?: boolean } = {}) {
    this.strict = strict;
  }

  /** Say what a procedure is. Returns the procedure. */
  declare<P extends Procedure>(procedure: P, facts: ProcedureFacts): P {
    this.#facts.set(procedure, facts);
    return procedure;
  }

  factsOf(procedure: Procedure): ProcedureFacts | undefined {
    return this.#facts.get(procedure);
  }
}
