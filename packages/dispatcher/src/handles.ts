/**
 * What users of the dispatcher hold: opaque references. The dispatcher knows its own by a private field, and nothing on
 * them leads to what is behind.
 */

/** An event of the given arguments and result. Who holds it may raise it. */
export interface Event<Args extends readonly unknown[], Result, Names = unknown> {
  readonly name: string;
  /** Call it. Go through the event each time: after a change, another function is behind `raise`. */
  readonly raise: (...args: Args) => Result;
  /** Static only. */
  readonly static?: { readonly names: Names };
}

/** An event of any type. */
export type AnyEvent = Event<never[], unknown>;

/** Where a binding is put: at an end of the list as it is then, or always before or after another binding. */
export type Order = "first" | "last" | { readonly before: Binding } | { readonly after: Binding };

/** On the raiser's strand, or on a strand of its own. */
export type Mode = "synchronous" | "asynchronous";

/** One handler of one event, installed or not. */
export interface Binding {
  readonly event: string;
  /** Who made it. */
  readonly module: string;
  /** What errors call it: the module and the handler. */
  readonly name: string;
  readonly installed: boolean;
  readonly order: readonly Order[];
  readonly cancel: boolean;
  readonly mode: Mode;
  /** Fuel that one run of the handler may spend; undefined if it runs to completion. */
  readonly bound: number | undefined;
  /** Exceptions that were contained. */
  readonly failures: number;
  /** Runs that were ended at the bound. */
  readonly ended: number;
}

/** A guard that was imposed on a binding. Who holds it may withdraw it. */
export interface ImposedGuard {
  readonly binding: Binding;
}
