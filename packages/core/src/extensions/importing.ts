import { allow, deny, type Requester } from "@respin/dispatcher";
import {
  defineInterface,
  flag,
  procedure,
  text,
  type ImportAuthorizer as Authorizer,
  type Linker,
} from "@respin/linker";
import type { Ejections } from "./ejections.js";
import type { Loaded } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import { latest } from "./replacement.js";

/**
 * What an extension exports that decides who may import it by name (SOSP'95, section 3.1). The kernel asks; no extension is
 * linked to it.
 */
export const ImportAuthorizer = defineInterface("ImportAuthorizer", {
  /** Whether an extension may import what is exported under a name: `Allows(name, importer)`. */
  Allows: procedure([text, text], flag),
});

/** Interfaces that extensions export for the kernel alone. */
export const forTheKernel: readonly string[] = ["Handover", "ImportAuthorizer"];

/** What it takes to ask an extension. */
export interface Asking {
  readonly linker: Linker;
  readonly meter: OperationMeter;
  readonly ejections: Ejections;
}

/** Lets the kernel's own drivers import, and nobody else. */
export function drivers(all: WeakSet<Requester>): Authorizer {
  return ({ importer }) =>
    all.has(importer)
      ? allow()
      : deny("it is for the kernel's own drivers; load it with `driver`, or let it do with SpinPublic");
}

/**
 * The authorizer of what an extension exports: its own procedure, within its own limits; undefined where it exports none. One
 * that throws refuses, and is a fault of the extension; one that does not end refuses, and is the extension's end.
 * Throws RSP_LINK_FINGERPRINT for an interface of another shape.
 */
export function authorizerOf({ linker, meter, ejections }: Asking, exporter: Loaded): Authorizer | undefined {
  if (!exporter.domain.exports.includes("ImportAuthorizer")) return undefined;
  const { Allows } = linker.linksOf(exporter.domain, ImportAuthorizer);
  const allows = Allows.raise as (name: string, importer: string) => unknown;
  return ({ name, importer }) => {
    const asked = latest(exporter);
    const { inside, limits } = asked;
    const where = "ImportAuthorizer.Allows";
    let allowed = false;
    let failure: { readonly error: unknown } | undefined;
    const entered = meter.enter(limits.operations, inside);
    try {
      allowed = allows(name, importer.name) === true;
    } catch (error) {
      failure = { error };
    }
    if (meter.leave(entered)) {
      ejections.passed(asked, where, limits.operations);
      return deny("its authorizer used up its operations");
    }
    if (failure !== undefined) {
      if (!meter.hasRefused(failure.error)) ejections.fault(asked, where, failure.error);
      return deny("its authorizer failed");
    }
    return allowed ? allow() : deny("its authorizer does not allow it");
  };
}
