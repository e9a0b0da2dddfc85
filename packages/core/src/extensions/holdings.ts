import { allow, deny, openToAll, type Authorizer } from "@respin/dispatcher";
import type { Context, MemoryClient } from "../interfaces.js";

/** What an extension works for: the memory clients and the address spaces that it was given. */
export interface Grant {
  readonly clients?: readonly MemoryClient[];
  readonly contexts?: readonly Context[];
  /** The files of a volume that it may look up, by name; all, unless said. */
  readonly files?: readonly string[];
}

/**
 * What one extension may meddle with. The kernel shows it to the authorizers of its events when the extension installs a
 * handler; who has none of these is the kernel itself.
 */
export class Holdings {
  readonly clients: ReadonlySet<MemoryClient>;
  /** Those that it was granted, and those that it has made since and not ended. */
  readonly contexts: ReadonlySet<Context>;
  /** Whether it is one of the kernel's own drivers, which handles what is everybody's. */
  readonly ofAll: boolean;

  /** `handled` grows and shrinks with the spaces that it makes. */
  constructor(
    { clients = [], contexts = [] }: Grant,
    {
      ofAll = false,
      handled = new Set(contexts),
    }: { readonly ofAll?: boolean; readonly handled?: ReadonlySet<Context> } = {},
  ) {
    this.ofAll = ofAll;
    this.clients = new Set(clients);
    this.contexts = handled;
  }
}

/** Lets an extension handle what is its own: the guard is imposed. The kernel's own modules and drivers install what they want. */
export function ownOnly(guardFor: (holdings: Holdings) => (...args: never[]) => boolean): Authorizer {
  return (request) => {
    const { operation, key } = request;
    if (!(key instanceof Holdings) || key.ofAll) return openToAll(request);
    if (operation === "install") return allow({ guards: [guardFor(key)] });
    return openToAll(request);
  };
}

/** Lets no extension install a handler: what the procedure does is the kernel's own business. */
export const kernelOnly: Authorizer = (request) =>
  request.key instanceof Holdings ? deny("it is no event that extensions handle") : openToAll(request);
