import { change, type Binding, type Dispatcher, type Event, type SwapChange } from "@respin/dispatcher";
import { invariant, RespinError } from "@respin/hardware";
import { Account } from "./account.js";
import { gone, linksTo, namesIn, unresolved, type Exported, type Imported, type Importer, type Link } from "./links.js";
import type { Implementations, Procedure, Program } from "./program.js";
import { waits } from "./shapes.js";

/** Who an import is resolved from. */
export interface Provider {
  readonly leaf: Leaf;
  readonly exported: Exported;
}

/** One import, and where its procedures stand among all that the code imports. */
interface Slot extends Imported {
  readonly first: number;
  provider: Provider | undefined;
  /** The same interface, exported again by who is linked to it. */
  reexport: Leaf | undefined;
}

/** What a leaf made of an object file has beside its exports. */
export interface Body {
  readonly program: Program;
  readonly imports: readonly Imported[];
  /** The events of its exports, by `Interface.Procedure`. */
  readonly events: ReadonlyMap<string, Event<readonly unknown[], unknown>>;
  readonly dispatcher: Dispatcher;
  /** A procedure of its that waits, as others call it. */
  readonly entered: (procedure: Procedure) => Procedure;
  /** Whose the events are now: of those that took each other's place, the last. */
  readonly standing: { leaf?: Leaf };
}

/**
 * One module's code and links, or interfaces without code of their own: what domains are made of.
 *
 * Invariant L21: an import is patched exactly while it has a provider, with the provider's links; otherwise with links that
 * say why nothing is there when they are called.
 *   Kept by: `#patch`, the only place where a link is put. Attacked by: domains.properties.test.ts
 * Invariant L22: an interface is exported again only while who does that is linked to it.
 *   Kept by: `#patch`, which ends what was exported again. Attacked by: domains.properties.test.ts
 */
export class Leaf {
  readonly importer: Importer;
  readonly exports: ReadonlyMap<string, Exported>;
  #state: "linked" | "starting" | "running" | "gone";
  #end = "";
  readonly #body: Body | undefined;
  readonly #slots: readonly Slot[];
  /** Leaves that are linked to this one. */
  readonly #users = new Set<Leaf>();
  /** Its procedures, where it has run: one for each event, in their order. Not installed yet while it is to take another's place. */
  #exported: readonly Binding[] = [];
  #implementations: Implementations = new Map();
  #successor: Leaf | undefined;

  constructor(importer: Importer, exports: ReadonlyMap<string, Exported>, body?: Body) {
    this.importer = importer;
    this.exports = exports;
    this.#body = body;
    this.#state = body === undefined ? "running" : "linked";
    let first = 0;
    this.#slots = (body?.imports ?? []).map((imported) => {
      const slot = { ...imported, first, provider: undefined, reexport: undefined };
      first += Object.keys(imported.shapes).length;
      return slot;
    });
    for (const slot of this.#slots) this.#patch(slot, undefined, this.#absent(slot, unresolved));
  }

  get name(): string {
    return this.importer.name;
  }

  /** What is in its place now: itself, or the last of those that took each other's place. */
  get standing(): Leaf {
    return this.#successor?.standing ?? this;
  }

  /** Whether it is made of an object file. */
  get body(): Body | undefined {
    return this.#body;
  }

  /** What it is linked to, by the name of the interface. */
  get providers(): ReadonlyMap<string, Provider> {
    const providers = new Map<string, Provider>();
    for (const { name, provider } of this.#slots) if (provider !== undefined) providers.set(name, provider);
    return providers;
  }

  get state(): "linked" | "starting" | "running" | "gone" {
    return this.#state;
  }

  /** Why it is gone, for who calls it. */
  get end(): string {
    return this.#end;
  }

  /** The imports that nothing is linked to. */
  get open(): readonly Imported[] {
    return this.#slots.filter(({ provider }) => provider === undefined);
  }

  /**
   * How to link an open import: whatever can fail is done when this returns. Throws RSP_EXPORT, and what the exporter throws
   * when it is asked for links.
   */
  linking(name: string, provider: Provider): () => void {
    const slot = this.#slots.find((each) => each.name === name);
    invariant(slot !== undefined, "only what is imported is linked");
    const links = linksTo(slot, provider.exported, this.importer);
    return () => {
      // The exporter, when it was asked for links, may have done as it pleased.
      if (slot.provider !== undefined || this.#state === "gone" || provider.leaf.#state === "gone") return;
      this.#patch(slot, provider, links);
      provider.leaf.#users.add(this);
    };
  }

  /** Take back every link to a leaf. */
  unlink(from: Leaf): void {
    this.#unlink(from, unresolved);
  }

  /** An interface that it is linked to, as one that it exports; undefined if nothing is linked to that name. */
  reexport(name: string): Leaf | undefined {
    const slot = this.#slots.find((each) => each.name === name);
    if (slot?.provider === undefined) return undefined;
    if (slot.reexport === undefined || slot.reexport.#state === "gone") {
      const { account } = this.importer;
      const importer = { ...this.importer, account: new Account(this.name, account.limits) };
      slot.reexport = new Leaf(importer, new Map([[name, slot.provider.exported]]));
    }
    return slot.reexport;
  }

  /** Run the module's body, and put its procedures behind its exports. Throws RSP_EXPORT, RSP_DOMAIN_GONE, and what the body throws. */
  run(within: <T>(work: () => T) => T): void {
    const body = this.#body;
    if (this.#state !== "linked" || body === undefined) return;
    this.prepare(within);
    const { module } = this.importer;
    const events = [...body.events.values()];
    const changes = events.map((event, n) =>
      change.untold(change.replace(body.dispatcher.intrinsic(event), this.#exported[n])),
    );
    body.dispatcher.swap(module, changes);
    this.#state = "running";
  }

  /** Run the module's body, with its exports as they are still. Throws as `run` does. */
  prepare(within: <T>(work: () => T) => T): void {
    const body = this.#body;
    invariant(this.#state === "linked" && body !== undefined, "only what has a body is run, and once");
    this.#state = "starting";
    this.#implementations = within(() => body.program.run());
    this.#checkStarting();
    const { module } = this.importer;
    this.#exported = [...body.events].map(([name, event]) =>
      body.dispatcher.create(module, event, this.#implemented(name, body)),
    );
  }

  /** A procedure of an interface that it exports, where it has been prepared. Throws RSP_EXPORT where there is none. */
  procedure(of: string, name: string): Procedure {
    const found = this.#implementations.get(of)?.get(name);
    if (found !== undefined) return found;
    throw new RespinError("RSP_EXPORT", `${this.name} exports ${of}.${name} and has no such procedure; implement it`);
  }

  /**
   * Stand where another leaf stands, whose events and module it has: its exports, and some changes beside, are made in one swap;
   * then who is linked to the other is linked to it. Throws RSP_DOMAIN_GONE, and what the swap throws: nothing has changed then.
   */
  takePlaceOf(old: Leaf, changes: readonly SwapChange[], key: unknown): void {
    const body = this.#body;
    this.#checkStarting();
    invariant(body !== undefined && old.#state === "running", "what runs is replaced by what has a body");
    const exported = this.#exported.map((binding, n) => change.untold(change.replace(old.#exported[n], binding)));
    body.dispatcher.swap(this.importer.module, [...exported, ...changes], key);
    old.#exported = [];
    old.#successor = this;
    body.standing.leaf = this;
    this.#state = "running";
    for (const user of old.#users) user.#relink(old, this);
    for (const slot of this.#slots) {
      const before = old.#slots.find(({ name }) => name === slot.name);
      if (before?.reexport === undefined || before.provider?.leaf !== slot.provider?.leaf) continue;
      [slot.reexport, before.reexport] = [before.reexport, undefined];
    }
  }

  /** Nothing of it is called any more: its exports, and its links to others and of others to it, go. */
  finish(end: string): void {
    if (this.#state === "gone") return;
    this.#state = "gone";
    this.#end = end;
    for (const user of this.#users) {
      user.#unlink(this, (caller, name) => gone(caller, name, this.name, end));
    }
    for (const slot of this.#slots) {
      if (slot.provider !== undefined) slot.provider.leaf.#users.delete(this);
      this.#patch(
        slot,
        undefined,
        this.#absent(slot, (caller, name) => gone(caller, name, caller, end)),
      );
    }
    const leaving = this.#exported.filter(({ installed }) => installed);
    const changes = leaving.map((binding) => change.untold(change.uninstall(binding)));
    if (changes.length > 0) this.#body?.dispatcher.swap(this.importer.module, changes);
  }

  #checkStarting(): void {
    if (this.#state === "starting") return;
    throw new RespinError("RSP_DOMAIN_GONE", `${this.name} ended while it ran: ${this.#end}; load it again`);
  }

  #implemented(name: string, { entered }: Body): Procedure {
    const [of, procedure] = name.split(".");
    const found = this.procedure(of, procedure);
    return waits(this.exports.get(of)?.shapes[procedure] ?? "") ? entered(found) : found;
  }

  /** The links stay: they are to the same events. */
  #relink(from: Leaf, to: Leaf): void {
    for (const slot of this.#slots) {
      if (slot.provider?.leaf === from) slot.provider = { leaf: to, exported: slot.provider.exported };
    }
    from.#users.delete(this);
    to.#users.add(this);
  }

  #unlink(from: Leaf, absent: (caller: string, name: string) => Link): void {
    for (const slot of this.#slots) {
      if (slot.provider?.leaf === from) this.#patch(slot, undefined, this.#absent(slot, absent));
    }
    from.#users.delete(this);
  }

  #absent(slot: Slot, absent: (caller: string, name: string) => Link): readonly Link[] {
    return namesIn(slot).map((name) => absent(this.name, name));
  }

  #patch(slot: Slot, provider: Provider | undefined, links: readonly Link[]): void {
    slot.provider = provider;
    for (const n of Object.keys(slot.shapes).keys()) this.#body?.program.link(slot.first + n, links[n]);
    const { reexport } = slot;
    slot.reexport = undefined;
    reexport?.finish(`its own link to ${slot.name} was taken back`);
  }
}
