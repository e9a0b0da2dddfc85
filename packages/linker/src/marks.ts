import type { Client, Interface, Procedures } from "./interface/interface.js";
import { implement as implementNamed } from "./domain/program.js";
import { declarationOf } from "./interface/interface.js";

/**
 * What an extension's source says with functions. In an extension the compiler and the kernel give them their meaning; where
 * the same source runs as it is, the marks say nothing.
 */

/** What an extension exports. */
export interface Implementation {
  /** Static only. */
  readonly implementation?: "of an interface";
}

/** Say that some procedures implement an interface: what an extension exports. Throws RSP_EXPORT for what is no procedure. */
export function implement<P extends Procedures>(
  declared: Interface<P>,
  procedures: Client<Interface<P>>,
): Implementation {
  return implementNamed(declarationOf(declared).name, procedures);
}

/** Mark a procedure as one that changes nothing, so that it may be a guard. The compiler checks it. */
export function functional<P extends (...args: never[]) => unknown>(procedure: P): P {
  return procedure;
}

/** Mark a procedure as one that may be ended at any point, so that it may be bounded and live on. The compiler checks it. */
export function ephemeral<P extends (...args: never[]) => unknown>(procedure: P): P {
  return procedure;
}
