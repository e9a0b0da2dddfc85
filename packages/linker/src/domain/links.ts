import type { Module } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { harden } from "../confine/realm.js";
import type { Account } from "./account.js";

/** What a name is linked to: raising it is calling it. An event is one. */
export interface Link {
  readonly raise: (...args: never[]) => unknown;
}

/** Who imports: what an exporter and an authorizer are told, and whose account it goes to. */
export interface Importer {
  readonly name: string;
  /** Proof of being that module. For the kernel's own use: whoever has it can act in the module's name. */
  readonly module: Module;
  readonly account: Account;
}

/** An interface as a domain exports it. */
export interface Exported {
  readonly name: string;
  readonly fingerprint: string;
  /** Each procedure's shape. */
  readonly shapes: Readonly<Record<string, string>>;
  /** The links for an importer: the same for all, or each its own. */
  readonly linksFor: (importer: Importer) => Readonly<Record<string, Link>>;
}

/** An interface as a domain imports it. */
export interface Imported {
  readonly name: string;
  readonly fingerprint: string;
  /** The procedures that are used, with their shapes as they were when it was compiled. */
  readonly shapes: Readonly<Record<string, string>>;
}

/** The procedures that an import uses, `Interface.Procedure`; its own name if it uses none. */
export function namesIn({ name, shapes }: Imported): readonly string[] {
  const procedures = Object.keys(shapes);
  return procedures.length === 0 ? [name] : procedures.map((each) => `${name}.${each}`);
}

/** The link that stands where nothing is linked. */
export function unresolved(caller: string, name: string): Link {
  return throwing(
    "RSP_UNRESOLVED",
    `${caller} calls ${name}, and nothing is linked to that; resolve it from a domain that exports it`,
  );
}

/** The link that stands where what was linked is no more, or where the caller itself is not. */
export function gone(caller: string, name: string, who: string, why: string): Link {
  const remedy = who === caller ? "load it again" : "resolve it from another domain that exports it";
  return throwing("RSP_DOMAIN_GONE", `${caller} calls ${name}, and ${who} is gone: ${why}; ${remedy}`);
}

function throwing(code: "RSP_UNRESOLVED" | "RSP_DOMAIN_GONE", message: string): Link {
  return harden({
    raise: (): never => {
      throw new RespinError(code, message);
    },
  });
}

/**
 * The links to the procedures of an import, in their order. Throws RSP_EXPORT for one that the exporter gives no link to.
 */
export function linksTo(imported: Imported, exported: Exported, importer: Importer): readonly Link[] {
  const links = exported.linksFor(importer);
  return Object.keys(imported.shapes).map((procedure) => {
    if (Object.hasOwn(links, procedure)) return links[procedure];
    throw new RespinError(
      "RSP_EXPORT",
      `${importer.name} cannot be linked to ${exported.name}.${procedure}: it is exported, and there is none; implement it`,
    );
  });
}

/**
 * Throws RSP_LINK_FINGERPRINT, with both shapes, unless what is exported is what was imported. The shapes are compared
 * beside the fingerprints: what an object file says of its imports need not agree with itself.
 */
export function checkTypes(domain: string, imported: Imported, exported: Exported): void {
  const { name } = imported;
  const differing = Object.entries(imported.shapes).find(([each, shape]) => shapeIn(exported, each) !== shape);
  if (imported.fingerprint === exported.fingerprint && differing === undefined) return;
  const difference =
    differing === undefined
      ? "a procedure that it does not use is another one"
      : `it was compiled for ${differing[0]}${differing[1]}, and there is ${
          shapeIn(exported, differing[0]) === undefined ? "none" : `${differing[0]}${shapeIn(exported, differing[0])}`
        }`;
  throw new RespinError(
    "RSP_LINK_FINGERPRINT",
    `cannot link ${domain} against ${name}: it was compiled for ${name}@${imported.fingerprint}, this is ` +
      `${name}@${exported.fingerprint} (${difference}); recompile it with \`respinc build\``,
  );
}

function shapeIn({ shapes }: Exported, procedure: string): string | undefined {
  return Object.hasOwn(shapes, procedure) ? shapes[procedure] : undefined;
}
