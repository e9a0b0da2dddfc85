import { hardenRealm, type Account, type Domain, type Importer } from "@respin/linker";
import { RespinError } from "@respin/hardware";
import type { Kernel } from "../kernel.js";
import type { Ejection } from "./ejection.js";
import { Census, type ExtensionCensus } from "./census.js";
import { Ejections } from "./ejections.js";
import { Inside, outOfOperations, type Entering } from "./inside.js";
import { GrantedFrames, Loaded, type Extension } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import { OwnAddresses } from "./own-addresses.js";

/** How an extension that is gone went. */
export type Departure = "unloaded" | "ejected" | "replaced";

/**
 * The extensions that are in one kernel: who each is, and how each gets out.
 *
 * Invariant K1: when an extension has ended, none of its handlers is installed, none of its strands runs its code, none of the
 * frames of its clients is in use but by a device, and every link to it throws.
 *   Kept by: `end`, the only way out. Attacked by: extensions.test.ts, ending.test.ts
 */
export class Residents {
  readonly ejections: Ejections;
  readonly #kernel: Kernel;
  readonly #meter: OperationMeter;
  readonly #entering: Entering;
  /** All that were ever made here, and those that are still in the kernel. */
  readonly #made = new WeakSet<Loaded>();
  readonly #loaded = new Map<Account, Loaded>();
  readonly #insides = new WeakMap<Account, Inside>();
  readonly #census = new Census();

  constructor(kernel: Kernel, meter: OperationMeter, onEjection: (ejection: Ejection, line: string) => void) {
    // Before any of their code is evaluated: nothing of the language can be changed from here on.
    hardenRealm();
    this.#kernel = kernel;
    this.#meter = meter;
    this.ejections = new Ejections((loaded, why) => this.end(loaded, "ejected", why), onEjection);
    const passed = ({ importer }: Inside): void =>
      this.ejections.passed(this.of(importer), "a strand", importer.account.limits.operations);
    this.#entering = { strands: kernel.strands, meter, passed };
  }

  /** Those that run now. */
  get running(): readonly Extension[] {
    return [...this.#loaded.values()].filter(({ state }) => state === "running");
  }

  get census(): ExtensionCensus {
    return this.#census.take(this.#loaded.values());
  }

  /** The extension that imports as this, while it is there. */
  of({ account }: Importer): Loaded | undefined {
    return this.#loaded.get(account);
  }

  /** How an importer's code is entered. */
  insideOf(importer: Importer): Inside {
    const known = this.#insides.get(importer.account) ?? new Inside(importer, this.#entering);
    this.#insides.set(importer.account, known);
    return known;
  }

  /** The spaces of an importer. They pass on with the frames: what takes an extension's place may have been given its spaces. */
  addressesOf(importer: Importer): OwnAddresses {
    const loaded = this.of(importer);
    if (loaded === undefined) throw new RespinError("RSP_INVARIANT", "who is linked is loaded");
    const { granted } = loaded;
    const { addresses, translation } = this.#kernel;
    const own = (granted.addresses ??= new OwnAddresses(
      { addresses, translation, meter: this.#meter },
      granted.contexts,
    ));
    loaded.holdAddresses(own);
    return own;
  }

  /** A domain that was made is an extension from now on. */
  enter(domain: Domain, importer: Importer | undefined, granted: GrantedFrames, finish: (why: string) => void): Loaded {
    if (importer === undefined) throw new RespinError("RSP_INVARIANT", "a domain has its importer");
    const loaded = new Loaded(domain, this.insideOf(importer), { granted, census: this.#census, finish });
    this.#made.add(loaded);
    this.#loaded.set(importer.account, loaded);
    return loaded;
  }

  /** Throws RSP_EXTENSION for what was not loaded here. */
  known(extension: Extension): Loaded {
    if (extension instanceof Loaded && this.#made.has(extension)) return extension;
    throw new RespinError("RSP_EXTENSION", "this is no extension that was loaded here; use what load returned");
  }

  /** Throws RSP_EXTENSION, and RSP_EXTENSION_ENDED for one that is no more. */
  living(extension: Extension, what: string): Loaded {
    const loaded = this.known(extension);
    if (loaded.state === "loaded" || loaded.state === "running") return loaded;
    const remedy = loaded.successor === undefined ? "; load it again" : "";
    throw new RespinError("RSP_EXTENSION_ENDED", `${loaded.name} cannot be ${what}: ${loaded.end}${remedy}`);
  }

  /** The end of an extension (Invariant K1). Does nothing for one that is gone. */
  end(loaded: Loaded, state: Departure, why: string): void {
    if (!loaded.isThere) return;
    // Calls that are still in those whose place it took are calls of it.
    for (const each of loaded.predecessors) this.end(each, state, why);
    loaded.predecessors = [];
    if (state !== "replaced") [loaded.state, loaded.end] = [state, why];
    this.#forget(loaded);
    try {
      loaded.finish(why);
    } finally {
      loaded.inside.wakeAll();
    }
  }

  /** The end of what failed before it ran: what it failed of is what is told, whatever its end meets. */
  endAfter(loaded: Loaded, why: string): void {
    try {
      this.end(loaded, "unloaded", why);
    } catch {
      // All has been tried, and the first failure is on its way.
    } finally {
      // The linker may have ended its domain already.
      if (loaded.state === "loaded") [loaded.state, loaded.end] = ["unloaded", why];
      this.#forget(loaded);
    }
  }

  #forget(loaded: Loaded): void {
    if (this.#loaded.delete(loaded.importer.account)) this.#census.left(loaded);
  }

  /** The counter is used up, in the code of an extension. Always throws; outside of a bound, that is its end. */
  out(importer: Importer): never {
    const { strands } = this.#kernel;
    if (!this.#meter.bounds && strands.isRunning)
      this.ejections.passed(this.of(importer), "a strand", strands.sliceOperations);
    throw outOfOperations(importer.name);
  }
}
