import type { Binding, Failure, Requester } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import {
  declarationOf,
  exportForEach,
  Linker,
  NameServer,
  readObjectFile,
  type Client,
  type Domain,
  type Importer,
  type Interface,
  type Limits,
  type ObjectFile,
  type Procedures,
  type TrustedKeys,
} from "@respin/linker";
import { Volume } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import type { ExtensionCensus } from "./census.js";
import type { Ejection } from "./ejection.js";
import type { Grant } from "./holdings.js";
import { authorizerOf, drivers, forTheKernel } from "./importing.js";
import type { Installer } from "./installing.js";
import { extensionLibrary } from "./library.js";
import { GrantedFrames, type Extension, type Loaded } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import { privateInterfaces } from "./private-interfaces.js";
import { publicInterfaces, type Importers } from "./public-interfaces.js";
import { latest, replace, type Replacing } from "./replacement.js";
import { Residents } from "./residents.js";
import { volumeFor } from "./volume-for.js";

export interface LoadOptions {
  /** What it is called; the name in its object file, unless said. */
  readonly name?: string;
  readonly limits?: Partial<Limits>;
  /** Whose memory and spaces it works for. Once it has run, its end frees the clients' frames. */
  readonly grant?: Grant;
  /** What it may import beside the kernel's public interfaces: domains, or names under which the name server has them. */
  readonly imports?: readonly (Domain | string)[];
  /** The name under which others may import what it exports, once it has run. See `ImportAuthorizer`. */
  readonly exportAs?: string;
  /**
   * One of the kernel's own drivers: it may import `SpinPrivate` by name; and what its author asserted to be safe is believed,
   * and written to the console.
   */
  readonly driver?: boolean;
}

export interface ReplaceOptions {
  /** Those of the one that it replaces, unless said. */
  readonly limits?: Partial<Limits>;
  /** What it may import beside what the other one is linked to and the kernel's public interfaces. */
  readonly imports?: readonly (Domain | string)[];
}

/**
 * The life of extensions: loaded from an object file that a trusted compiler signed, linked against what they may import,
 * run, replaced while they run, and unloaded, or ejected when they pass a limit.
 */
export class Extensions {
  /** The interfaces that every extension may import. */
  readonly spinPublic: Domain;
  /** The privileged ones, for the kernel's own drivers. The name server gives it out to no others. */
  readonly spinPrivate: Domain;
  /** Who exports what under which name. */
  readonly names: NameServer;
  readonly linker: Linker;
  readonly #kernel: Kernel;
  readonly #meter: OperationMeter;
  readonly #trusted: TrustedKeys;
  readonly #installers = new WeakMap<Binding, Installer>();
  readonly #residents: Residents;
  readonly #replacing: Replacing;
  readonly #drivers = new WeakSet<Requester>();

  constructor(
    kernel: Kernel,
    parts: {
      readonly meter: OperationMeter;
      readonly trusted: TrustedKeys;
      readonly onEjection?: (ejection: Ejection, line: string) => void;
    },
  ) {
    const { dispatcher, modules, strands } = kernel;
    const { meter } = parts;
    const residents = new Residents(kernel, meter, parts.onEjection ?? (() => {}));
    this.#kernel = kernel;
    this.#meter = meter;
    this.#trusted = parts.trusted;
    this.#residents = residents;
    this.linker = new Linker({
      dispatcher,
      modules,
      counter: kernel.machine.counter,
      out: (importer) => residents.out(importer),
      library: extensionLibrary(kernel.declarations),
      reserved: forTheKernel,
      within: (importer, work) => residents.insideOf(importer).run(work),
      entered: (importer, procedure) => residents.insideOf(importer).entered(procedure),
    });
    this.#replacing = { linker: this.linker, residents, strands, meter };
    const importers: Importers = {
      meter,
      installers: this.#installers,
      insideOf: (importer) => residents.insideOf(importer),
      loadedOf: (importer) => residents.of(importer),
      addressesOf: (importer) => residents.addressesOf(importer),
      failed: ({ importer }, where, error) => residents.ejections.fault(residents.of(importer), where, error),
    };
    this.spinPublic = this.linker.createFromModule("SpinPublic", ...publicInterfaces(kernel, importers));
    this.spinPrivate = this.linker.createFromModule("SpinPrivate", ...privateInterfaces(kernel, importers));
    this.names = new NameServer(dispatcher);
    const itself = modules.create("the kernel");
    this.names.register("SpinPublic", this.spinPublic, itself);
    this.names.register("SpinPrivate", this.spinPrivate, itself, drivers(this.#drivers));
  }

  /** The ejections so far, the newest last; of very many, the last 1000. */
  get ejections(): readonly Ejection[] {
    return this.#residents.ejections.all;
  }

  /** How many are in which state, and what they have counted, those that are gone among them. */
  get census(): ExtensionCensus {
    return this.#residents.census;
  }

  /** The extensions that run now. */
  get running(): readonly Extension[] {
    return this.#residents.running;
  }

  /**
   * Load an extension, link it, and run its initialization. All or nothing: when it throws, nothing of it is left, and the clients that
   * it was to work for are as before. Throws RSP_OBJECT_* for a file that is none or that no trusted compiler signed,
   * RSP_OBJECT_UNCHECKED, RSP_CONFINE, RSP_NAME*, RSP_LINK_FINGERPRINT, RSP_UNRESOLVED, RSP_EXPORT, RSP_OPERATIONS, and what its
   * initialization throws.
   */
  load(bytes: Uint8Array, options: LoadOptions = {}): Extension {
    const extension = this.create(bytes, options);
    const loaded = this.#residents.known(extension);
    try {
      this.#link(loaded, options.imports);
      this.run(extension);
      if (options.exportAs !== undefined) this.exportAs(extension, options.exportAs);
    } catch (error) {
      this.#residents.endAfter(loaded, "it could not be loaded");
      throw error;
    }
    return extension;
  }

  /** Make a domain of an object file, with nothing linked. Throws as `load` does for the file. */
  create(bytes: Uint8Array, { name, limits, grant = {}, driver = false }: LoadOptions = {}): Extension {
    const object = this.#read(bytes, name, driver);
    const made: { importer?: Importer } = {};
    const domain = this.linker.create(object, {
      ...(limits === undefined ? {} : { limits }),
      ...(name === undefined ? {} : { name }),
      created: (importer) => void (made.importer = importer),
    });
    const granted = new GrantedFrames(grant, this.#kernel.storage);
    const loaded = this.#residents.enter(domain, made.importer, granted, (why) => this.linker.destroy(domain, why));
    if (driver) this.#drivers.add(this.#kernel.dispatcher.requester(loaded.importer.module));
    return loaded;
  }

  /** Run an extension's initialization. Throws RSP_EXTENSION, RSP_EXTENSION_ENDED, RSP_UNRESOLVED, and what that throws. */
  run(extension: Extension): void {
    const loaded = this.#residents.living(extension, "run");
    if (loaded.state === "running") return;
    const [lacks] = loaded.domain.unresolved;
    try {
      this.linker.run(loaded.domain);
    } catch (error) {
      // For want of a link nothing has run, and it may be linked and run still.
      if (lacks === undefined) this.#residents.endAfter(loaded, "its initialization failed");
      throw error;
    }
    loaded.state = "running";
    loaded.granted.holder = loaded;
  }

  /**
   * Let others import by name what an extension exports, and what takes its place; until it ends. Where it exports
   * `ImportAuthorizer`, that is asked at each import. Throws RSP_EXTENSION, RSP_EXTENSION_ENDED, RSP_NAME, RSP_NAME_TAKEN,
   * RSP_NAMES_FULL, and RSP_LINK_FINGERPRINT for an authorizer of another shape.
   */
  exportAs(extension: Extension, name: string): void {
    const loaded = this.#residents.living(extension, "exported by name");
    const { importer, domain } = loaded;
    const parts = { linker: this.linker, meter: this.#meter, ejections: this.#residents.ejections };
    this.names.register(name, domain, importer, authorizerOf(parts, loaded));
  }

  /** The end of an extension by whoever loaded it. Throws RSP_EXTENSION, and RSP_EXTENSION_ENDED for one that is no more. */
  unload(extension: Extension): void {
    this.#residents.end(this.#residents.living(extension, "unloaded"), "unloaded", "it was unloaded");
  }

  /** The end of an extension because it did harm, or may. Tells why. Throws as `unload` does. */
  eject(extension: Extension, reason: string): Ejection {
    const loaded = this.#residents.living(extension, "ejected");
    const why = { where: "the kernel", limit: "request", used: 0, allowed: 0, reason } as const;
    return this.#residents.ejections.eject(loaded, why);
  }

  /**
   * Put another object file in the place of an extension that runs, while it runs. The new one exports the same interfaces, is linked
   * to what the old one is, works for the same clients and spaces, and runs its initialization unseen; then, where both export
   * `Handover`, it takes over what the old one gives; then its handlers and exports stand, all at once, where the old one's stood: a
   * handler of the same event and order in the very place. Who is linked to the old one's exports, or holds its domain, has the new one's.
   *
   * Calls under way finish in the old one, which ends when the last has left it and its own strands have ended. When this throws, the old
   * one runs on as it was. Throws RSP_REPLACE for other exports, with both fingerprints, or for an extension that does not run;
   * RSP_HANDOVER for what cannot be handed over; and what `load`, the handover and the authorizers of the events throw.
   */
  replace(old: Extension, bytes: Uint8Array, { limits, imports }: ReplaceOptions = {}): Extension {
    const before = this.#residents.living(old, "replaced");
    const object = this.#read(bytes, before.name);
    const link = (after: Loaded): void => this.#link(after, imports);
    return replace(this.#replacing, before, { object, limits, link });
  }

  /**
   * An extension's interface, for whoever is not linked to it: the kernel, on behalf of an application. Who waits in one of
   * its operations is woken at the end of the extension, and gets RSP_EJECTED. What replaces the extension is called in its place.
   * Throws RSP_EXTENSION, RSP_EXTENSION_ENDED, and RSP_UNRESOLVED where it exports no such interface.
   */
  clientOf<P extends Procedures>(extension: Extension, declared: Interface<P>): Client<Interface<P>> {
    const loaded = this.#residents.living(extension, "called");
    const { procedures } = declarationOf(declared);
    const links = this.linker.linksOf(loaded.domain, declared);
    const client: Record<string, (...args: never[]) => unknown> = {};
    for (const [name, { waits }] of Object.entries(procedures)) {
      const link = links[name];
      // What waits is entered step by step, whoever calls it.
      client[name] = waits
        ? (...args) => link.raise(...args)
        : (...args) => latest(loaded).inside.run(() => link.raise(...args));
    }
    return client as Client<Interface<P>>;
  }

  /** Run some code of an extension's within its limit of operations: for whoever calls it from outside of any strand. */
  within<Result>(extension: Extension, work: () => Result): Result {
    return this.#residents.living(extension, "called").inside.run(work);
  }

  /** For the dispatcher: a handler was ended at its bound. One that threw has been counted where it did. */
  failed({ event, handler, kind, bound, error }: Failure): void {
    const installer = handler === undefined ? undefined : this.#installers.get(handler);
    if (installer === undefined || kind === "exception") return;
    const { ejections } = this.#residents;
    const loaded = this.#residents.of(installer.inside.importer);
    if (installer.ephemeral) ejections.fault(loaded, event, error);
    else ejections.passed(loaded, event, bound ?? 0);
  }

  /** A domain of a volume, for extensions that are to have it. Each has only the files that it works for. */
  volumeDomain(volume: Client<typeof Volume>): Domain {
    const exported = exportForEach(Volume, (importer) =>
      volumeFor(this.#residents.insideOf(importer), volume, this.#residents.of(importer)?.granted.grant.files),
    );
    return this.linker.createFromModule("Volume", exported);
  }

  /**
   * Link what is open, in this order: the privileged interfaces, where they are among the imports and so stand before the public
   * ones of the same name; the public ones; the others. All are asked for before any is linked. Throws RSP_NAME_*, and as `resolve`.
   */
  #link({ domain, importer }: Loaded, imports: readonly (Domain | string)[] = []): void {
    const found = imports.map((each) => (typeof each === "string" ? this.names.lookup(each, importer) : each));
    const privileged = found.filter((each) => each === this.spinPrivate);
    const others = found.filter((each) => each !== this.spinPrivate);
    for (const source of [...privileged, this.spinPublic, ...others]) this.linker.resolve(source, domain);
  }

  /** Throws RSP_OBJECT_*. */
  #read(bytes: Uint8Array, name: string | undefined, driver = false): ObjectFile {
    const object = readObjectFile(bytes, this.#trusted, name ?? "the object file");
    const { manifest } = object;
    if (manifest.checked) return object;
    if (driver) {
      this.#kernel.console.print(`${manifest.name} was not checked: its author asserts that it is safe`);
      return object;
    }
    throw new RespinError(
      "RSP_OBJECT_UNCHECKED",
      `${manifest.name} was compiled with \`assert safe\`, which is for the kernel's own drivers; compile it with the checks`,
    );
  }
}
