import {
  anything,
  callback,
  capability,
  data,
  defineInterface,
  integer,
  nothing,
  operation,
  procedure,
  text,
  type Capability,
} from "@respin/linker";

/** The interfaces of the attack corpus: what its harness asks of an extension, and what its bystanders offer. */

export type Page = Capability<"PhysAddr.T">;

const page = capability("PhysAddr.T");
const client = capability("PhysAddr.Client");
const context = capability("Translation.T");
const region = capability("VirtAddr.T");

/** An extension is called once, as any procedure of the kernel calls it. */
export const Strike = defineInterface("Strike", { Strike: procedure([], nothing) });

/** An extension is told whose memory, space and addresses it works with. */
export const Tenant = defineInterface("Tenant", { Move: procedure([client, context, region], nothing) });

/** An extension is called on a strand, and may wait. */
export const Waiter = defineInterface("Waiter", { Wait: operation([], nothing) });

/** An extension is given something, and answers. */
export const Oracle = defineInterface("Oracle", { Ask: procedure([anything], anything) });

/** A harmless extension: it answers. */
export const Canary = defineInterface("Canary", { Answer: procedure([text], text) });

/** An extension that keeps texts behind externalized references. */
export const Vault = defineInterface("Vault", {
  Open: procedure([text], integer),
  Read: procedure([integer], text),
  Close: procedure([integer], nothing),
  /** How long the text is that its owner keeps there. */
  Secret: procedure([], integer),
});

/** It has the console's name, and another shape. */
export const ConsoleAlike = defineInterface("Console", { Write: procedure([text], nothing) });

/** It has the storage's name, and one procedure more. */
export const PhysAddrAlike = defineInterface("PhysAddr", {
  Deallocate: procedure([page], nothing),
  View: procedure([page], data<Uint8Array>("bytes")),
});

/** Nobody exports it. */
export const Secrets = defineInterface("Secrets", { Tell: procedure([], text) });

/** The kernel's operator, who replaces an extension when it asks for that: by what the attack says. */
export const Operator = defineInterface("Operator", {
  Replace: procedure([], nothing),
  /** A file of another machine's volume. */
  ForeignFile: procedure([], capability("Volume.T")),
});

/** The name server, as a kernel may offer it to extensions: each exports and imports as itself. */
export const Names = defineInterface("Names", {
  /** Export its own domain under a name. The authorizer is asked at each import. */
  Register: procedure([text, callback<(request: unknown) => unknown>("import authorizer")], nothing),
  Withdraw: procedure([text], nothing),
  /** Import what has that name, and say what it exports. */
  Import: procedure([text], text),
  /** Export an interface that it imports under a name. */
  Again: procedure([text, text], nothing),
});
