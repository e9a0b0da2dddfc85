import type { Guard } from "./declared/guards.js";
import type { Binding, Mode, Order } from "./handles.js";

/** What a module may ask to change. */
export type Operation =
  | "install"
  | "uninstall"
  | "reorder"
  | "guard"
  | "impose"
  | "withdraw"
  | "result handler"
  | "default handler"
  | "mode"
  | "exceptions"
  | "intercept";

/** A module, as others see it. */
export interface Requester {
  readonly name: string;
}

/** A change that an authorizer is asked for. */
export interface Request {
  readonly operation: Operation;
  readonly event: string;
  /** Who asks. One and the same object for one module, and no proof of being it. */
  readonly requester: Requester;
  /** The requester is the event's own module. */
  readonly fromAuthority: boolean;
  /** The binding that is concerned, where it is one. */
  readonly binding: Binding | undefined;
  /** What the requester gave to be shown to the authorizer. The dispatcher does not look at it. */
  readonly key: unknown;
}

/** What an authorizer adds to a binding that it lets in. */
export interface Terms {
  /** Beside the binding's own order. */
  readonly order?: Order | readonly Order[];
  /** Fuel: the smaller of this and the binding's own holds. Only ephemeral handlers can be bounded. */
  readonly bound?: number;
  readonly mode?: Mode;
  /** Imposed: the installer neither sees them nor can remove them. */
  readonly guards?: readonly Guard<never[]>[];
  /** Evaluated after the handler: unless all hold, its result does not count. */
  readonly postGuards?: readonly Guard<never[]>[];
}

/** The authorizer's answer. Made by `allow` and `deny`. */
export type Verdict =
  | { readonly allowed: true; readonly terms: Terms }
  | { readonly allowed: false; readonly reason: string };

/** Let the change be made; a binding that is being installed, on terms. */
export function allow(terms: Terms = {}): Verdict {
  return { allowed: true, terms };
}

/** Refuse the change. The requester's error shows the reason. */
export function deny(reason: string): Verdict {
  return { allowed: false, reason };
}

/** Asked for every change of an event's bindings, guards and handlers, whoever requests it. */
export type Authorizer = (request: Request) => Verdict;

/** Lets every module install handlers and manage its own, and leaves all else to the event's authority. */
export const openToAll: Authorizer = ({ operation, fromAuthority }) =>
  fromAuthority || isOfBinding(operation) ? allow() : deny("only the event's own module may");

/** What the maker of a binding does with it. */
export function isOfBinding(operation: Operation): boolean {
  return operation === "install" || operation === "uninstall" || operation === "reorder" || operation === "guard";
}
