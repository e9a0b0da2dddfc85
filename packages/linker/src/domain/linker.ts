import { parameter, signature, type Event, type Module, type SwapChange, type Type } from "@respin/dispatcher";
import { RespinError, type OperationCounter } from "@respin/hardware";
import { harden } from "../confine/realm.js";
import type { Dispatching } from "../events.js";
import { declarationOf, type Interface, type Procedures } from "../interface/interface.js";
import type { LinkedInterface } from "../object-file/manifest.js";
import type { ObjectFile } from "../object-file/object-file.js";
import { Account, defaultLimits, type Limits } from "./account.js";
import { doAll } from "./all.js";
import { Domain, living, partsOf, providersIn } from "./domain.js";
import { sameForAll } from "./exports.js";
import { Leaf, type Provider } from "./leaf.js";
import { checkTypes, type Exported, type Imported, type Importer, type Link } from "./links.js";
import { implement, Program, type Procedure } from "./program.js";
import { parametersOf, waits } from "./shapes.js";
import { replaceable, type Succession } from "./succession.js";
import { withFrozenGenerators } from "./waiting.js";

/** What a linker needs of the kernel that it is part of. */
export interface LinkerOptions extends Dispatching {
  /** What metered code counts down. */
  readonly counter: OperationCounter;
  /** Called when that is used up, by the code of a domain. Throws, or allows more and returns. */
  readonly out: (domain: Importer) => void;
  /** What extensions may import that is no interface, beside `implement`. */
  readonly library: Readonly<Record<string, unknown>>;
  /** Run some code of a domain within its limit of operations. */
  readonly within: <T>(domain: Importer, work: () => T) => T;
  /** Interfaces that domains export for the kernel alone: no domain is linked to another's. */
  readonly reserved?: readonly string[];
  /** A procedure of a domain's that waits, as others are to call it; as it is, unless said. */
  readonly entered?: (domain: Importer, procedure: Procedure) => Procedure;
}

/** How a domain is made of an object file. */
export interface CreateOptions {
  readonly limits?: Partial<Limits>;
  /** What the domain is called; the extension's name, unless said. */
  readonly name?: string;
  /** Told whom it imports for, before anything is linked. */
  readonly created?: (importer: Importer) => void;
}

/**
 * The in-kernel linker (SOSP'95, section 3.1; WCSSS'96): domains, and what is patched between them. What is linked shares
 * at the speed of memory: a linked call is a direct call.
 */
export class Linker {
  readonly #options: LinkerOptions;
  readonly #reserved: ReadonlySet<string>;

  constructor(options: LinkerOptions) {
    this.#reserved = new Set(options.reserved);
    // Extensions share it: none is to change it for the others.
    this.#options = { ...options, library: harden({ implement, ...options.library }) };
  }

  /**
   * A domain of an object file. It exports what the object file does, and its imports are unresolved.
   * Throws RSP_CONFINE and, for a file that was not checked, RSP_OBJECT_UNCHECKED.
   */
  create(object: ObjectFile, options: CreateOptions = {}): Domain {
    const { dispatcher, modules } = this.#options;
    const { manifest } = object;
    const name = options.name ?? manifest.name;
    const module = modules.create(name);
    const { importer, program, entered } = this.#module(name, module, object, options);
    const events = new Map<string, Event<readonly unknown[], unknown>>();
    const exports = new Map<string, Exported>();
    // Its text is what others are shown, when it has not run yet and when it is gone.
    const standing: { leaf?: Leaf } = {};
    for (const exported of manifest.exports) {
      const links: Record<string, Link> = {};
      for (const [procedure, shape] of Object.entries(exported.procedures)) {
        const full = `${exported.name}.${procedure}`;
        const absent = (): never => absentProcedure(full, name, standing.leaf);
        const event = dispatcher.define(module, full, signatureOfShape(shape), absent, { defaultHandler: absent });
        events.set(full, event);
        links[procedure] = event;
      }
      exports.set(
        exported.name,
        sameForAll(exported.name, exported.fingerprint, exported.procedures, Object.freeze(links)),
      );
    }
    const imports = manifest.imports.map(importedOf);
    standing.leaf = new Leaf(importer, exports, { program, imports, events, dispatcher, entered, standing });
    return new Domain(name, [standing.leaf]);
  }

  /**
   * A domain of an object file that is to take another's place: it is the same module, with an account of its own, and its exports are
   * the same events. Throws RSP_REPLACE unless the other is one module that runs and exports the same, RSP_DOMAIN_GONE, and as `create`.
   */
  succeed(old: Domain, object: ObjectFile, options: CreateOptions = {}): Succession {
    checkAlive(old);
    const { manifest } = object;
    const before = replaceable(old.name, living(old), manifest.exports);
    const { importer, program, entered } = this.#module(
      options.name ?? manifest.name,
      before.importer.module,
      object,
      options,
    );
    // One that is replaced has a body.
    if (before.body === undefined) throw new RespinError("RSP_INVARIANT", "a module that is replaced has a body");
    const { events, dispatcher, standing } = before.body;
    const imports = manifest.imports.map(importedOf);
    const leaf = new Leaf(importer, before.exports, { program, imports, events, dispatcher, entered, standing });
    const domain = new Domain(importer.name, [leaf]);
    return Object.freeze({
      domain,
      link: () => linkAll(before.providers, [leaf]),
      run: () => {
        checkResolved(domain);
        leaf.prepare((work) => this.#options.within(importer, work));
      },
      procedure: (of: string, name: string) => leaf.procedure(of, name),
      commit: (changes: readonly SwapChange[], key?: unknown) => leaf.takePlaceOf(before, changes, key),
      endOld: (why: string) => doAll(ending(before, why)),
    });
  }

  #module(
    name: string,
    module: Module,
    object: ObjectFile,
    options: CreateOptions,
  ): { readonly importer: Importer; readonly program: Program; readonly entered: (procedure: Procedure) => Procedure } {
    const { counter, out, library, entered } = this.#options;
    const importer: Importer = { name, module, account: new Account(name, { ...defaultLimits, ...options.limits }) };
    options.created?.(importer);
    const program = new Program(object, { counter, out: () => out(importer), library });
    return {
      importer,
      program,
      entered: (procedure) =>
        entered === undefined ? withFrozenGenerators(procedure) : harden(entered(importer, procedure)),
    };
  }

  /**
   * A domain of interfaces that the calling module defines: events that exist, or an implementation that each importer
   * gets one of its own from. Throws RSP_DOMAIN_EXPORTS for two interfaces of one name.
   */
  createFromModule(name: string, ...exported: readonly Exported[]): Domain {
    const importer: Importer = {
      name,
      module: this.#options.modules.create(name),
      account: new Account(name, defaultLimits),
    };
    const exports = new Map(exported.map((each) => [each.name, each]));
    const twice = exported.find((each) => exports.get(each.name) !== each);
    if (twice !== undefined) {
      throw new RespinError("RSP_DOMAIN_EXPORTS", `${name} exports ${twice.name} twice; leave one of them out`);
    }
    return new Domain(name, [new Leaf(importer, exports)]);
  }

  /**
   * Link what is unresolved in the target and exported by the source, but for what it exports for the kernel alone. Exports
   * nothing more; two domains that import from each other take two calls. Throws RSP_LINK_FINGERPRINT, RSP_EXPORT, RSP_DOMAIN_GONE, and what an exporter throws when it
   * is asked for links of the importer's own.
   *
   * Invariant L23: when it throws, nothing has been linked.
   *   Kept by: all is checked and asked for before the first link is put. Attacked by: domains.properties.test.ts, resolve.test.ts
   */
  resolve(source: Domain, target: Domain): void {
    checkAlive(source);
    checkAlive(target);
    const providers = [...providersIn(source)].filter(([name]) => !this.#reserved.has(name));
    linkAll(new Map(providers), living(target));
  }

  /** Take back what is linked in the target to the source. A call of such a name throws RSP_UNRESOLVED from then on. */
  unresolve(source: Domain, target: Domain): void {
    const from = partsOf(source);
    for (const leaf of partsOf(target)) for (const each of from) leaf.unlink(each);
  }

  /**
   * A domain that is both: it exports what either exports, and is resolved as both are. Throws RSP_DOMAIN_EXPORTS where they
   * export different interfaces of one name, and RSP_DOMAIN_GONE.
   */
  combine(a: Domain, b: Domain): Domain {
    checkAlive(a);
    checkAlive(b);
    return new Domain(`${a.name}+${b.name}`, [...new Set([...living(a), ...living(b)])]);
  }

  /**
   * An interface that a domain imports, as a domain of its own: to hold a link is to have the right to pass it on (WCSSS'96).
   * It exports what the link is to, and ends with the link. The same one each time, until it ends.
   * Throws RSP_UNRESOLVED where nothing is linked to that name, and RSP_DOMAIN_GONE.
   */
  reexport(domain: Domain, interfaceName: string): Domain {
    checkAlive(domain);
    for (const leaf of living(domain)) {
      const reexport = leaf.reexport(interfaceName);
      if (reexport !== undefined) return new Domain(leaf.name, [reexport]);
    }
    throw new RespinError(
      "RSP_UNRESOLVED",
      `${domain.name} cannot export ${interfaceName} again: it is not linked to it; resolve it from a domain that exports ${interfaceName}`,
    );
  }

  /**
   * Run the bodies of a domain's modules that have not run yet, in the order in which they were combined. Throws RSP_UNRESOLVED
   * unless all of it is resolved, with nothing run; RSP_DOMAIN_GONE; and RSP_EXPORT or what a body throws: that module is
   * destroyed then, the ones before it have run, and the ones behind it have not.
   */
  run(domain: Domain): void {
    checkAlive(domain);
    checkResolved(domain);
    for (const leaf of living(domain)) {
      try {
        leaf.run((work) => this.#options.within(leaf.importer, work));
      } catch (error) {
        doAll([
          () => {
            throw error;
          },
          ...ending(leaf, "its initialization failed"),
        ]);
      }
    }
  }

  /**
   * The end of a domain's modules: what they hold is taken back, what is linked to them is unresolved, and calls of them throw
   * RSP_DOMAIN_GONE and tell `why`. Throws what was thrown first when something was taken back, when all has been.
   */
  destroy(domain: Domain, why = "it was destroyed"): void {
    doAll(partsOf(domain).flatMap((leaf) => ending(leaf, why)));
  }

  /** The links to an interface that a domain exports, for the kernel itself. Throws RSP_UNRESOLVED, RSP_LINK_FINGERPRINT, RSP_DOMAIN_GONE. */
  linksOf<P extends Procedures>(domain: Domain, declared: Interface<P>): Readonly<Record<string, Link>> {
    checkAlive(domain);
    const { name, fingerprint, shapes } = declarationOf(declared);
    const provider = providersIn(domain).get(name);
    if (provider === undefined) {
      const exported = domain.exports.join(", ") || "nothing";
      throw new RespinError(
        "RSP_UNRESOLVED",
        `${domain.name} exports no ${name}, it exports ${exported}; use what it does`,
      );
    }
    checkTypes("the kernel", { name, fingerprint, shapes }, provider.exported);
    return provider.exported.linksFor(provider.leaf.importer);
  }
}

/** Link what is open to those who provide it, all of it or nothing (Invariant L23). */
function linkAll(providers: ReadonlyMap<string, Provider>, leaves: readonly Leaf[]): void {
  const found = leaves.flatMap((leaf) =>
    leaf.open.flatMap((imported) => {
      const provider = providers.get(imported.name);
      return provider === undefined ? [] : [{ leaf, imported, provider }];
    }),
  );
  for (const { leaf, imported, provider } of found) checkTypes(leaf.name, imported, provider.exported);
  const links = found.map(({ leaf, imported, provider }) => leaf.linking(imported.name, provider));
  for (const link of links) link();
}

function checkResolved(domain: Domain): void {
  const [lacks] = domain.unresolved;
  if (lacks === undefined) return;
  const [of] = lacks.split(".");
  throw new RespinError(
    "RSP_UNRESOLVED",
    `${domain.name} cannot run: nothing is linked to ${lacks}; resolve it from a domain that exports ${of}`,
  );
}

function ending(leaf: Leaf, why: string): readonly (() => void)[] {
  return [() => leaf.finish(why), () => void leaf.importer.account.close()];
}

function importedOf({ name, fingerprint, procedures }: LinkedInterface): Imported {
  return { name, fingerprint, shapes: procedures };
}

function checkAlive(domain: Domain): void {
  if (living(domain).length > 0) return;
  const [leaf] = partsOf(domain);
  throw new RespinError("RSP_DOMAIN_GONE", `${domain.name} is gone: ${leaf.end}; load it again`);
}

function absentProcedure(procedure: string, name: string, leaf: Leaf | undefined): never {
  if (leaf?.state === "gone") {
    throw new RespinError(
      "RSP_DOMAIN_GONE",
      `${procedure} was called, and ${name} is gone: ${leaf.end}; load it again`,
    );
  }
  throw new RespinError("RSP_DOMAIN_IDLE", `${procedure} was called before ${name} ran; resolve it and run it first`);
}

function signatureOfShape(shape: string): ReturnType<typeof signature> {
  const type = (name: string): Type<unknown> => ({
    name,
    reference: false,
    includes: (_value): _value is unknown => true,
  });
  const parameters = parametersOf(shape);
  return signature(
    parameters.map((each, n) => parameter(`argument ${n + 1}`, type(each))),
    type(waits(shape) ? "waiting" : "a result"),
  );
}
