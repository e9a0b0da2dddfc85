import type { Binding, Failure } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import {
  declarationOf,
  exportForEach,
  hardenRealm,
  Linker,
  NameServer,
  readObjectFile,
  type Account,
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
import type { Ejection } from "./ejection.js";
import { Ejections } from "./ejections.js";
import { Holdings, type Grant } from "./holdings.js";
import { Inside, outOfOperations, type Entering } from "./inside.js";
import type { Installer } from "./installing.js";
import { extensionLibrary } from "./library.js";
import { GrantedFrames, Loaded, type Extension } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import { OwnAddresses } from "./own-addresses.js";
import { volumeFor } from "./own-procedures.js";
import { publicInterfaces } from "./public-interfaces.js";
import { changesBetween, handOver } from "./replacement.js";

export interface LoadOptions {
  /** What it is called; the name in its object file, unless said. */
  readonly name?: string;
  readonly limits?: Partial<Limits>;
  /** Whose memory and spaces it works for. Once it has run, its end frees the clients' frames. */
  readonly grant?: Grant;
  /** What it may import beside the kernel's public interfaces: domains, or names under which the name server has them. */
  readonly imports?: readonly (Domain | string)[];
  /** One of the kernel's own drivers: what its author asserted to be safe is believed, and written to the console. */
  readonly driver?: boolean;
}

export interface ReplaceOptions {
  /** Those of the one that it replaces, unless said. */
  readonly limits?: Partial<Limits>;
  /** What it may import beside what the other one is linked to and the kernel's public interfaces. */
  readonly imports?: readonly Domain[];
}

/**
 * The life of extensions: loaded from an object file that a trusted compiler signed, linked against what they may import,
 * run, replaced while they run, and unloaded, or ejected when they pass a limit.
 *
 * Invariant K1: when an extension has ended, none of its handlers is installed, none of its strands runs its code, none of the
 * frames of its clients is in use but by a device, and every link to it throws.
 *   Kept by: `#end`, the only way out. Attacked by: extensions.test.ts, ending.test.ts
 * Invariant K3: of an extension and the one that replaces it, every raise and call meets the handlers and exports of one of them;
 * and a replacement that fails has changed nothing of the old one's.
 *   Kept by: `replace`, by one swap of the dispatcher's. Attacked by: replace.test.ts
 */
export class Extensions {
  /** The interfaces that every extension may import. */
  readonly spinPublic: Domain;
  /** Who exports what under which name. */
  readonly names: NameServer;
  readonly linker: Linker;
  readonly #kernel: Kernel;
  readonly #meter: OperationMeter;
  readonly #trusted: TrustedKeys;
  readonly #entering: Entering;
  readonly #installers = new WeakMap<Binding, Installer>();
  /** All that were ever made here, and those that are still in the kernel. */
  readonly #made = new WeakSet<Loaded>();
  readonly #loaded = new Map<Account, Loaded>();
  readonly #insides = new WeakMap<Account, Inside>();
  readonly #ejections: Ejections;

  constructor(
    kernel: Kernel,
    parts: {
      readonly meter: OperationMeter;
      readonly trusted: TrustedKeys;
      readonly onEjection?: (ejection: Ejection, line: string) => void;
    },
  ) {
    // Before any of their code is evaluated: nothing of the language can be changed from here on.
    hardenRealm();
    this.#kernel = kernel;
    this.#meter = parts.meter;
    this.#trusted = parts.trusted;
    this.#ejections = new Ejections((loaded, why) => this.#end(loaded, "ejected", why), parts.onEjection ?? (() => {}));
    const { strands } = kernel;
    const loadedOf = ({ account }: Importer): Loaded | undefined => this.#loaded.get(account);
    const passed = ({ importer }: Inside): void =>
      this.#ejections.passed(loadedOf(importer), "a strand", importer.account.limits.operations);
    this.#entering = { strands, meter: parts.meter, passed };
    this.linker = new Linker({
      dispatcher: kernel.dispatcher,
      modules: kernel.modules,
      counter: kernel.machine.counter,
      out: (importer) => this.#out(importer),
      library: extensionLibrary(kernel.declarations),
      within: (importer, work) => this.#insideOf(importer).run(work),
      entered: (importer, procedure) => this.#insideOf(importer).entered(procedure),
    });
    const interfaces = publicInterfaces(kernel, {
      meter: parts.meter,
      installers: this.#installers,
      insideOf: (importer) => this.#insideOf(importer),
      loadedOf,
      addressesOf: (importer) => this.#addressesOf(importer),
      failed: ({ importer }, where, error) => this.#ejections.fault(loadedOf(importer), where, error),
    });
    this.spinPublic = this.linker.createFromModule("SpinPublic", ...interfaces);
    this.names = new NameServer(kernel.dispatcher);
    this.names.register("SpinPublic", this.spinPublic, kernel.modules.create("the kernel"));
  }

  /** The ejections so far, the newest last; of very many, the last 1000. */
  get ejections(): readonly Ejection[] {
    return this.#ejections.all;
  }

  /** The extensions that run now. */
  get running(): readonly Extension[] {
    return [...this.#loaded.values()].filter(({ state }) => state === "running");
  }

  /**
   * Load an extension, link it, and run its initialization. All or nothing: when it throws, nothing of it is left, and the clients that
   * it was to work for are as before. Throws RSP_OBJECT_* for a file that is none or that no trusted compiler signed,
   * RSP_OBJECT_UNCHECKED, RSP_CONFINE, RSP_NAME_*, RSP_LINK_FINGERPRINT, RSP_UNRESOLVED, RSP_EXPORT, RSP_OPERATIONS, and what its
   * initialization throws.
   */
  load(bytes: Uint8Array, options: LoadOptions = {}): Extension {
    const extension = this.create(bytes, options);
    try {
      this.linker.resolve(this.spinPublic, extension.domain);
      const { importer } = this.#known(extension);
      for (const source of options.imports ?? []) {
        const found = typeof source === "string" ? this.names.lookup(source, importer) : source;
        this.linker.resolve(found, extension.domain);
      }
      this.run(extension);
    } catch (error) {
      this.#endAfter(this.#known(extension), "it could not be loaded");
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
    return this.#enter(domain, made.importer, granted, (why) => this.linker.destroy(domain, why));
  }

  /** Run an extension's initialization. Throws RSP_EXTENSION, RSP_EXTENSION_ENDED, RSP_UNRESOLVED, and what that throws. */
  run(extension: Extension): void {
    const loaded = this.#living(extension, "run");
    if (loaded.state === "running") return;
    const [lacks] = loaded.domain.unresolved;
    try {
      this.linker.run(loaded.domain);
    } catch (error) {
      // For want of a link nothing has run, and it may be linked and run still.
      if (lacks === undefined) this.#endAfter(loaded, "its initialization failed");
      throw error;
    }
    loaded.state = "running";
    loaded.granted.holder = loaded;
  }

  /** The end of an extension by whoever loaded it. Throws RSP_EXTENSION, and RSP_EXTENSION_ENDED for one that is no more. */
  unload(extension: Extension): void {
    this.#end(this.#living(extension, "unloaded"), "unloaded", "it was unloaded");
  }

  /** The end of an extension because it did harm, or may. Tells why. Throws as `unload` does. */
  eject(extension: Extension, reason: string): Ejection {
    const loaded = this.#living(extension, "ejected");
    return this.#ejections.eject(loaded, { where: "the kernel", limit: "request", used: 0, allowed: 0, reason });
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
  replace(old: Extension, bytes: Uint8Array, options: ReplaceOptions = {}): Extension {
    const before = this.#living(old, "replaced");
    if (before.state !== "running") {
      throw new RespinError("RSP_REPLACE", `${before.name} cannot be replaced before it has run; run it first`);
    }
    const made: { importer?: Importer } = {};
    const succession = this.linker.succeed(before.domain, this.#read(bytes, before.name), {
      name: before.name,
      limits: { ...before.limits, ...options.limits },
      created: (importer) => void (made.importer = importer),
    });
    const { domain } = succession;
    const finish = (why: string): void => this.linker.destroy(domain, why);
    const after = this.#enter(domain, made.importer, before.granted, finish);
    after.bindings.wait = true;
    try {
      succession.link();
      this.linker.resolve(this.spinPublic, domain);
      for (const source of options.imports ?? []) this.linker.resolve(source, domain);
      succession.run();
      handOver(this.linker, before, after, succession);
      // Whoever it called may have ended the old one meanwhile, or replaced it.
      this.#living(before, "replaced");
      succession.commit(changesBetween(before.bindings, after.bindings), new Holdings(after.granted.grant));
    } catch (error) {
      this.#endAfter(after, `it could not take the place of ${before.name}`);
      throw error;
    }
    this.#succeeded(before, after, succession.endOld);
    return after;
  }

  #succeeded(before: Loaded, after: Loaded, endOld: (why: string) => void): void {
    after.bindings.wait = false;
    after.state = "running";
    before.granted.holder = after;
    for (const holding of before.bindings.all.values()) holding.drop();
    before.bindings.all.clear();
    before.state = "replaced";
    before.end = "another is in its place; use what replace returned";
    before.successor = after;
    before.finish = endOld;
    after.predecessors = [...before.predecessors.filter(({ isThere }) => isThere), before];
    this.#endWhenLeft(before);
  }

  #endWhenLeft(before: Loaded): void {
    const { strands } = this.#kernel;
    const end = (): void => this.#end(before, "replaced", "it was replaced, and the last call has left it");
    before.inside.whenLeft(() => {
      if (!strands.isRunning && !this.#meter.bounds) return end();
      // Some of its code may stand on the stack still, below this, and wait later; on a strand of its own there is nothing below.
      const look = (): void => (before.inside.isOccupied ? this.#endWhenLeft(before) : end());
      strands.startKernel(`end of ${before.name}`, once(look));
    });
  }

  /**
   * An extension's interface, for whoever is not linked to it: the kernel, on behalf of an application. Who waits in one of
   * its operations is woken at the end of the extension, and gets RSP_EJECTED. What replaces the extension is called in its place.
   * Throws RSP_EXTENSION, RSP_EXTENSION_ENDED, and RSP_UNRESOLVED where it exports no such interface.
   */
  clientOf<P extends Procedures>(extension: Extension, declared: Interface<P>): Client<Interface<P>> {
    const loaded = this.#living(extension, "called");
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
    return this.#living(extension, "called").inside.run(work);
  }

  /** For the dispatcher: a handler was ended at its bound, or threw where nobody hears of it. */
  failed({ event, handler, kind, bound, error }: Failure): void {
    const installer = handler === undefined ? undefined : this.#installers.get(handler);
    if (installer === undefined || this.#meter.hasRefused(error)) return;
    const loaded = this.#loaded.get(installer.inside.importer.account);
    if (kind === "exception" || installer.ephemeral) this.#ejections.fault(loaded, event, error);
    else this.#ejections.passed(loaded, event, bound ?? 0);
  }

  #end(loaded: Loaded, state: "unloaded" | "ejected" | "replaced", why: string): void {
    if (!loaded.isThere) return;
    // Calls that are still in those whose place it took are calls of it.
    for (const each of loaded.predecessors) this.#end(each, state, why);
    loaded.predecessors = [];
    if (state !== "replaced") [loaded.state, loaded.end] = [state, why];
    this.#loaded.delete(loaded.importer.account);
    try {
      loaded.finish(why);
    } finally {
      loaded.inside.wakeAll();
    }
  }

  /** The end of what failed before it ran: what it failed of is what is told, whatever its end meets. */
  #endAfter(loaded: Loaded, why: string): void {
    try {
      this.#end(loaded, "unloaded", why);
    } catch {
      // All has been tried, and the first failure is on its way.
    } finally {
      // The linker may have ended its domain already.
      if (loaded.state === "loaded") [loaded.state, loaded.end] = ["unloaded", why];
      this.#loaded.delete(loaded.importer.account);
    }
  }

  /** The counter is used up, in the code of an extension. Always throws; outside of a bound, that is its end. */
  #out(importer: Importer): never {
    if (!this.#meter.bounds && this.#kernel.strands.isRunning)
      this.#ejections.passed(this.#loaded.get(importer.account), "a strand", this.#kernel.strands.sliceOperations);
    throw outOfOperations(importer.name);
  }

  #enter(
    domain: Domain,
    importer: Importer | undefined,
    granted: GrantedFrames,
    finish: (why: string) => void,
  ): Loaded {
    if (importer === undefined) throw new RespinError("RSP_INVARIANT", "a domain has its importer");
    const loaded = new Loaded(domain, this.#insideOf(importer), granted, finish);
    this.#made.add(loaded);
    this.#loaded.set(importer.account, loaded);
    return loaded;
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

  #insideOf(importer: Importer): Inside {
    const known = this.#insides.get(importer.account) ?? new Inside(importer, this.#entering);
    this.#insides.set(importer.account, known);
    return known;
  }

  #known(extension: Extension): Loaded {
    if (extension instanceof Loaded && this.#made.has(extension)) return extension;
    throw new RespinError("RSP_EXTENSION", "this is no extension that was loaded here; use what load returned");
  }

  #living(extension: Extension, what: string): Loaded {
    const loaded = this.#known(extension);
    if (loaded.state === "loaded" || loaded.state === "running") return loaded;
    const remedy = loaded.successor === undefined ? "; load it again" : "";
    throw new RespinError("RSP_EXTENSION_ENDED", `${loaded.name} cannot be ${what}: ${loaded.end}${remedy}`);
  }

  /** A domain of a volume, for extensions that are to have it. Each has only the files that it works for. */
  volumeDomain(volume: Client<typeof Volume>): Domain {
    const exported = exportForEach(Volume, (importer) =>
      volumeFor(this.#insideOf(importer), volume, this.#loaded.get(importer.account)?.granted.grant.files),
    );
    return this.linker.createFromModule("Volume", exported);
  }

  /** They pass on with the frames: what takes an extension's place may have been given its spaces. */
  #addressesOf({ account }: Importer): OwnAddresses {
    const loaded = this.#loaded.get(account);
    if (loaded === undefined) throw new RespinError("RSP_INVARIANT", "who is linked is loaded");
    const { granted } = loaded;
    const { addresses, translation } = this.#kernel;
    const own = (granted.addresses ??= new OwnAddresses({ addresses, translation, meter: this.#meter }));
    loaded.holdAddresses(own);
    return own;
  }
}

/** What stands now where an extension stood. */
function latest(loaded: Loaded): Loaded {
  let found = loaded;
  while (found.successor !== undefined) found = found.successor;
  return found;
}

function* once(act: () => void): Generator<void, void, void> {
  act();
}
