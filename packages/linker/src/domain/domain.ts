import { RespinError } from "@respin/hardware";
import type { Leaf, Provider } from "./leaf.js";
import { namesIn } from "./links.js";

/**
 * A logical protection domain (SOSP'95, section 3.1, Figure 2): a set of code and interfaces that is linked, and so can be
 * named, as one. Who holds it may resolve against it; it shows its name and what it exports and lacks. Parts that are gone
 * do not count.
 */
export class Domain {
  readonly name: string;

  static {
    // Who holds a domain gets no further: not to what makes them, and not to their modules.
    Reflect.deleteProperty(this.prototype, "constructor");
    Object.freeze(this.prototype);
  }

  /** Throws RSP_DOMAIN_EXPORTS if two leaves export different interfaces of one name. */
  constructor(name: string, leaves: readonly Leaf[]) {
    this.name = name;
    checkExports(name, leaves);
    leavesOf.set(this, leaves);
    Object.freeze(this);
  }

  /** The interfaces that it exports, by name. */
  get exports(): readonly string[] {
    return [...providersIn(this).keys()];
  }

  /** The names, `Interface.Procedure`, that nothing is linked to. */
  get unresolved(): readonly string[] {
    return living(this).flatMap(({ open }) => open.flatMap(namesIn));
  }

  /** Whether every name that it imports is linked. */
  get fullyResolved(): boolean {
    return this.state !== "gone" && living(this).every(({ open }) => open.length === 0);
  }

  /** Whether there is nothing left of it, all of it has run, or some of it has yet to. */
  get state(): "linked" | "running" | "gone" {
    const leaves = living(this);
    if (leaves.length === 0) return "gone";
    return leaves.every(({ state }) => state === "running") ? "running" : "linked";
  }
}

const leavesOf = new WeakMap<Domain, readonly Leaf[]>();

/** What a domain is made of: what it was made of, or what has taken the place of that. For the linker only. Throws RSP_DOMAIN for what is none. */
export function partsOf(domain: Domain): readonly Leaf[] {
  const leaves = leavesOf.get(domain);
  if (leaves !== undefined) return leaves.map(({ standing }) => standing);
  throw new RespinError("RSP_DOMAIN", "this is no domain; use what create or the name server returned");
}

/** What there is left of a domain. */
export function living(domain: Domain): readonly Leaf[] {
  return partsOf(domain).filter(({ state }) => state !== "gone");
}

/** What a domain exports, by name. Where two of its parts export the same, as who re-exports does, the first one's. */
export function providersIn(domain: Domain): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>();
  for (const leaf of living(domain)) {
    for (const [name, exported] of leaf.exports) if (!providers.has(name)) providers.set(name, { leaf, exported });
  }
  return providers;
}

function checkExports(name: string, leaves: readonly Leaf[]): void {
  const exports = new Map<string, Provider>();
  for (const leaf of leaves) {
    for (const [each, exported] of leaf.exports) {
      const other = exports.get(each);
      if (other !== undefined && other.exported !== exported) {
        throw new RespinError(
          "RSP_DOMAIN_EXPORTS",
          `${name} cannot be combined: both ${other.leaf.name} and ${leaf.name} export ${each}; leave one of them out`,
        );
      }
      exports.set(each, { leaf, exported });
    }
  }
}
