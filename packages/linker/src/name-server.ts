import { isNativeError } from "node:util/types";
import { inOneLine, type Module, type Requester, type Verdict } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Domain } from "./domain/domain.js";
import type { Importer } from "./domain/links.js";
import { nearestNames } from "./nearest.js";

/** Somebody asks for a domain by name. */
export interface Import {
  readonly name: string;
  /** Who asks. One and the same object for one module, and no proof of being it. */
  readonly importer: Requester;
  /** Who registered the domain. */
  readonly exporter: Requester;
}

/** Asked at each import of a domain by name, whoever asks. Answers with `allow()` or `deny(reason)`. */
export type ImportAuthorizer = (request: Import) => Verdict;

/** Proof of being a module: its descriptor, or the importer that has it. */
export type Proven = Module | Pick<Importer, "module">;

/** Names that are registered at one time. */
export const namesMax = 10_000;

interface Entry {
  readonly domain: Domain;
  readonly by: Module;
  readonly exporter: Requester;
  readonly authorizer: ImportAuthorizer | undefined;
}

const nameMust = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/**
 * The in-kernel name server (SOSP'95, section 3.1): who exports a domain registers it under a name, who imports it asks for that
 * name, and the exporter's authorizer decides about each import.
 *
 * Who asks is known by the module's descriptor. Throws RSP_DISPATCH_MODULE for what is none, whatever name it gives itself.
 *
 * Invariant L24: a domain is given out only while it is registered and not gone, and only when its authorizer, asked about this
 * very import, allows it.
 *   Kept by: `lookup`, the only way to a domain. Attacked by: name-server.test.ts
 */
export class NameServer {
  readonly #entries = new Map<string, Entry>();
  readonly #identities: { requester(module: Module): Requester };

  /** `identities` knows modules by their descriptors: the dispatcher, so that a module is one and the same in both. */
  constructor(identities: { requester(module: Module): Requester }) {
    this.#identities = identities;
  }

  /** The names under which there is a domain. */
  get names(): readonly string[] {
    this.#sweep();
    return [...this.#entries.keys()];
  }

  /**
   * Export a domain under a name, that of its interface usually. Without an authorizer, everybody may import it. A name whose
   * domain is gone is free again. Throws RSP_NAME, RSP_NAME_TAKEN, RSP_NAMES_FULL, RSP_DOMAIN_GONE.
   */
  register(name: string, domain: Domain, by: Proven, authorizer?: ImportAuthorizer): void {
    const module = moduleOf(by);
    const exporter = this.#identities.requester(module);
    if (typeof name !== "string" || !nameMust.test(name)) {
      throw new RespinError("RSP_NAME", `${shown(name)} cannot be registered; use letters and digits, 64 at most`);
    }
    if (domain.state === "gone") {
      throw new RespinError(
        "RSP_DOMAIN_GONE",
        `${domain.name} cannot be registered as ${name}: it is gone; load it again`,
      );
    }
    const taken = this.#find(name);
    if (taken !== undefined) {
      throw new RespinError(
        "RSP_NAME_TAKEN",
        `${name} cannot be registered by ${exporter.name}: ${taken.exporter.name} has; use another name, or have it withdrawn`,
      );
    }
    if (this.#entries.size >= namesMax) this.#sweep();
    if (this.#entries.size >= namesMax) {
      throw new RespinError("RSP_NAMES_FULL", `${name} cannot be registered: ${namesMax} names are; withdraw some`);
    }
    this.#entries.set(name, Object.freeze({ domain, by: module, exporter, authorizer }));
  }

  /**
   * Import a domain by name. Throws RSP_NAME_UNKNOWN where there is none, and RSP_NAME_REFUSED, with the reason, where the
   * authorizer does not allow it, fails, or gives no answer.
   */
  lookup(name: string, by: Proven): Domain {
    const importer = this.#identities.requester(moduleOf(by));
    const entry = this.#known(name, importer);
    const { domain, exporter, authorizer } = entry;
    if (authorizer === undefined) return domain;
    const refusal = refusalOf(authorizer, Object.freeze({ name, importer, exporter }));
    if (refusal !== undefined) throw refused(importer, name, refusal);
    // Whatever the authorizer did: the name may have been withdrawn meanwhile, or its domain destroyed.
    if (this.#known(name, importer) !== entry) throw refused(importer, name, "it was registered again meanwhile");
    return domain;
  }

  /** Take a name back. Only who registered it may: RSP_NAME_REFUSED for others, RSP_NAME_UNKNOWN where there is none. */
  withdraw(name: string, by: Proven): void {
    const module = moduleOf(by);
    const requester = this.#identities.requester(module);
    const entry = this.#known(name, requester);
    if (entry.by !== module) {
      throw new RespinError(
        "RSP_NAME_REFUSED",
        `${requester.name} may not withdraw ${name}: only ${entry.exporter.name} may, who registered it; ask for that`,
      );
    }
    this.#entries.delete(name);
  }

  #find(name: string): Entry | undefined {
    const entry = this.#entries.get(name);
    if (entry?.domain.state !== "gone") return entry;
    this.#entries.delete(name);
    return undefined;
  }

  #known(name: string, importer: Requester): Entry {
    const entry = this.#find(name);
    if (entry !== undefined) return entry;
    const near = typeof name === "string" ? nearestNames(name.slice(0, 64), this.names) : [];
    const remedy = near.length === 0 ? "register it first" : `did you mean ${near.join(", ")}?`;
    throw new RespinError("RSP_NAME_UNKNOWN", `${importer.name} asks for ${shown(name)}, and there is none; ${remedy}`);
  }

  #sweep(): void {
    for (const name of this.#entries.keys()) this.#find(name);
  }
}

function moduleOf(by: Proven): Module {
  return "module" in by && typeof by.module === "object" ? by.module : (by as Module);
}

/** Why an authorizer does not allow an import; undefined if it does. Nothing of what it throws is looked at, but a message. */
function refusalOf(authorizer: ImportAuthorizer, request: Import): string | undefined {
  const failed = `the authorizer of ${request.exporter.name}`;
  try {
    const verdict: Partial<Verdict> | undefined = authorizer(request);
    const allowed = verdict?.allowed;
    if (allowed === true) return undefined;
    if (allowed !== false) return `${failed} answered neither allow() nor deny(reason)`;
    const reason: unknown = "reason" in verdict ? verdict.reason : undefined;
    return typeof reason === "string" ? inOneLine(reason) : "no reason was given";
  } catch (error) {
    const message: unknown = isNativeError(error)
      ? Object.getOwnPropertyDescriptor(error, "message")?.value
      : "something that is no error";
    return `${failed} threw ${typeof message === "string" ? inOneLine(message) : "an error"}`;
  }
}

function refused(importer: Requester, name: string, reason: string): RespinError {
  return new RespinError("RSP_NAME_REFUSED", `${importer.name} may not import ${name}: ${reason}; ask who exports it`);
}

/** A name, which may be anything, as an error can show it. */
function shown(name: unknown): string {
  if (typeof name !== "string") return "what is no text";
  return nameMust.test(name) ? name : JSON.stringify(inOneLine(name, 64));
}
