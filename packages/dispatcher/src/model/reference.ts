/**
 * A dispatcher that is right because it is plain: lists are arrays, a change that fails is undone by putting back a copy
 * of everything, and a raise walks a copy of the list. The dispatcher proper is compared with it, history by history.
 *
 * Modules, events and bindings are numbers. Event n is of module n, and its intrinsic handler is binding n.
 */

export type Procedure = (...args: unknown[]) => unknown;

export type Guard =
  | { readonly kind: "argument"; readonly parameter: number; readonly value: unknown }
  | { readonly kind: "property"; readonly parameter: number; readonly property: string; readonly value: unknown }
  | {
      readonly kind: "field";
      readonly parameter: number;
      readonly offset: number;
      readonly width: 1 | 2 | 3 | 4;
      readonly mask: number;
      readonly value: number;
    }
  | { readonly kind: "predicate"; readonly test: Procedure; readonly closure: object | undefined };

export type Place = "first" | "last" | { readonly before: number } | { readonly after: number };

export interface Terms {
  readonly order: readonly Place[];
  readonly bound: number | undefined;
  readonly guards: readonly Guard[];
  readonly postGuards: readonly Guard[];
}

/** What the authorizer of an event of the kind "keyed" answers, and does before: whoever asks brings the answer. */
export type Key =
  | { readonly says: "allow"; readonly terms: Terms; readonly does?: () => void }
  | { readonly says: "deny" }
  | { readonly says: "throw" };

/** Nobody is asked; `openToAll`; or the key is the answer. */
export type AuthorizerKind = "none" | "open" | "keyed";

export type Change =
  | { readonly kind: "install"; readonly binding: number }
  | { readonly kind: "uninstall"; readonly binding: number }
  | { readonly kind: "replace"; readonly other: number; readonly binding: number }
  | { readonly kind: "reorder"; readonly binding: number; readonly order: readonly Place[] }
  | { readonly kind: "guards"; readonly binding: number; readonly guards: readonly Guard[] }
  | { readonly kind: "result handler"; readonly event: number; readonly handler: Procedure | undefined }
  | { readonly kind: "default handler"; readonly event: number; readonly handler: Procedure | undefined };

export interface EventSpec {
  readonly parameters: readonly string[];
  readonly hasResult: boolean;
  readonly contained: boolean;
  readonly authorizer: AuthorizerKind;
  readonly intrinsic: Procedure;
}

export interface BindingSpec {
  readonly handler: Procedure;
  readonly closure: object | undefined;
  /** Parameters taken by reference. */
  readonly references: readonly number[];
  readonly guards: readonly Guard[];
  readonly order: readonly Place[];
  readonly cancel: boolean;
  readonly bound: number | undefined;
  readonly ephemeral: boolean;
}

export interface Limits {
  readonly handlersPerEvent: number;
  readonly handlersPerModule: number;
}

/** What a history is run against: the dispatcher proper, or the reference. */
export interface Subject {
  create(by: number, event: number, spec: BindingSpec): void;
  change(by: number, change: Change, key: Key): void;
  swap(by: number, changes: readonly Change[], key: Key): void;
  /** Both number what is imposed as it comes, that of an authorizer's terms not included. */
  impose(by: number, binding: number, guards: readonly Guard[], postGuards: readonly Guard[], key: Key): void;
  withdraw(by: number, imposed: number, key: Key): void;
  /** Withdraw what came first of all that is imposed on a binding now. */
  withdrawFirst(by: number, binding: number, key: Key): void;
  setContained(by: number, event: number, contained: boolean, key: Key): void;
  setAuthorizer(by: number, event: number, authorizer: AuthorizerKind): void;
  setMemory(isLow: boolean): void;
  raise(event: number, args: readonly unknown[]): unknown;
  /** Called by handlers. */
  spend(fuel: number): void;
  list(event: number): readonly number[];
  account(binding: number): { readonly installed: boolean; readonly failures: number; readonly ended: number };
}

/** A change or a raise that the reference refuses. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.code = `RSP_DISPATCH_${code}`;
  }
}

class Spent extends Error {}

interface Imposed {
  readonly guards: readonly Guard[];
  readonly postGuards: readonly Guard[];
}

interface Binding extends Omit<BindingSpec, "guards" | "order"> {
  readonly number: number;
  readonly event: number;
  readonly module: number;
  guards: readonly Guard[];
  order: readonly Place[];
  /** What the authorizer added, until it is uninstalled. */
  terms: { readonly order: readonly Place[]; readonly bound: number | undefined } | undefined;
  /** That of the authorizer's terms apart, since it comes first and goes with the installation. */
  imposedByTerms: Imposed | undefined;
  imposed: readonly Imposed[];
  failures: number;
  ended: number;
}

interface Event extends Omit<EventSpec, "contained" | "authorizer"> {
  list: readonly Binding[];
  contained: boolean;
  authorizer: AuthorizerKind;
  resultHandler: Procedure | undefined;
  defaultHandler: Procedure | undefined;
  raisesSinceChange: number;
}

/** What happened in raises: a test that meets none of it says nothing. */
export class Coverage {
  raises = 0;
  filtersFired = 0;
  cancelsFired = 0;
  /** Raises that fired a binding by what an index can look up: a match ahead of the first filter. */
  leavesTaken = 0;
  /** Of them, those of so many values that an index is made even where that has to pay. */
  leavesOfEight = 0;
  noHandlerInvoked = 0;
  defaultHandlers = 0;
  contained = 0;
  ended = 0;
  guardsThrew = 0;
  postGuardsFailed = 0;
  swapsUndone = 0;
  listsSorted = 0;
  raisesOverThirty = 0;
  raisesUnchanged = 0;
  changesWithin = 0;
  raisesWithin = 0;
}

const nothing: readonly never[] = [];

export class Reference implements Subject {
  readonly #events: Event[];
  readonly #bindings: Binding[] = [];
  readonly #imposed: { readonly binding: number; readonly imposed: Imposed }[] = [];
  readonly #limits: Limits;
  readonly #coverage: Coverage;
  /** What is left of each bound in force, the innermost last. */
  readonly #fuel: number[] = [];
  #isLow = false;

  constructor(events: readonly EventSpec[], limits: Limits, coverage: Coverage) {
    this.#limits = limits;
    this.#coverage = coverage;
    this.#events = events.map((spec) => ({
      ...spec,
      list: [],
      resultHandler: undefined,
      defaultHandler: undefined,
      raisesSinceChange: 0,
    }));
    events.forEach(({ intrinsic }, n) => {
      const plain = { closure: undefined, references: [], guards: [], order: [], cancel: false, bound: undefined };
      this.create(n, n, { ...plain, handler: intrinsic, ephemeral: false });
      this.#make({ kind: "install", binding: n }, noTerms);
    });
  }

  create(by: number, event: number, spec: BindingSpec): void {
    if (spec.bound !== undefined && !spec.ephemeral) throw new Refused("EPHEMERAL");
    const number = this.#bindings.length;
    const own = { number, event, module: by, terms: undefined, imposedByTerms: undefined };
    this.#bindings.push({ ...spec, ...own, imposed: [], failures: 0, ended: 0 });
  }

  change(by: number, change: Change, key: Key): void {
    this.swap(by, [change], key);
  }

  /** All authorizers are asked first; then all changes are made, or none. */
  swap(by: number, changes: readonly Change[], key: Key): void {
    const terms = changes.map((change) => this.#authorize(by, change, key));
    const putBack = this.#copy();
    let made = 0;
    try {
      for (; made < changes.length; made++) this.#make(changes[made], terms[made]);
    } catch (error) {
      putBack();
      if (made > 0) this.#coverage.swapsUndone++;
      throw error;
    }
    for (const change of changes) this.#events[this.#eventOf(change)].raisesSinceChange = 0;
  }

  impose(by: number, binding: number, guards: readonly Guard[], postGuards: readonly Guard[], key: Key): void {
    const target = this.#bindings[binding];
    this.#ask(by, target.event, "impose", target, key);
    const imposed = { guards, postGuards };
    this.#imposed.push({ binding, imposed });
    target.imposed = [...target.imposed, imposed];
    this.#events[target.event].raisesSinceChange = 0;
  }

  withdraw(by: number, imposed: number, key: Key): void {
    const known = this.#imposed[imposed];
    this.#withdraw(by, this.#bindings[known.binding], known.imposed, key);
  }

  withdrawFirst(by: number, binding: number, key: Key): void {
    const target = this.#bindings[binding];
    const first = target.imposedByTerms ?? target.imposed[0];
    if (first !== undefined) this.#withdraw(by, target, first, key);
  }

  #withdraw(by: number, binding: Binding, imposed: Imposed, key: Key): void {
    this.#ask(by, binding.event, "withdraw", binding, key);
    if (binding.imposedByTerms === imposed) binding.imposedByTerms = undefined;
    else if (binding.imposed.includes(imposed)) binding.imposed = binding.imposed.filter((each) => each !== imposed);
    else throw new Refused("WITHDRAWN");
    this.#events[binding.event].raisesSinceChange = 0;
  }

  setContained(by: number, event: number, contained: boolean, key: Key): void {
    this.#ask(by, event, "exceptions", undefined, key);
    this.#events[event].contained = contained;
    this.#events[event].raisesSinceChange = 0;
  }

  setAuthorizer(by: number, event: number, authorizer: AuthorizerKind): void {
    if (by !== event) throw new Refused("AUTHORITY");
    this.#events[event].authorizer = authorizer;
  }

  setMemory(isLow: boolean): void {
    this.#isLow = isLow;
  }

  list(event: number): readonly number[] {
    return this.#events[event].list.map(({ number }) => number);
  }

  account(binding: number): { readonly installed: boolean; readonly failures: number; readonly ended: number } {
    const { failures, ended } = this.#bindings[binding];
    return { installed: this.#isInstalled(this.#bindings[binding]), failures, ended };
  }

  // Changes.

  #isInstalled(binding: Binding): boolean {
    return this.#events[binding.event].list.includes(binding);
  }

  #eventOf(change: Change): number {
    return "binding" in change ? this.#bindings[change.binding].event : change.event;
  }

  #authorize(by: number, change: Change, key: Key): Terms {
    const event = this.#eventOf(change);
    switch (change.kind) {
      case "install":
      case "uninstall":
      case "reorder":
        return this.#ask(by, event, change.kind, this.#bindings[change.binding], key);
      case "guards":
        return this.#ask(by, event, "guard", this.#bindings[change.binding], key);
      case "replace":
        this.#ask(by, event, "uninstall", this.#bindings[change.other], key);
        return this.#ask(by, event, "install", this.#bindings[change.binding], key);
      default:
        return this.#ask(by, event, change.kind, undefined, key);
    }
  }

  #ask(by: number, event: number, operation: string, binding: Binding | undefined, key: Key): Terms {
    const isAuthority = by === event;
    const isMaker = binding === undefined || binding.module === by;
    const isOfMakers = ["install", "uninstall", "reorder", "guard"].includes(operation);
    if (isOfMakers && !isMaker && !isAuthority) throw new Refused("AUTHORITY");
    switch (this.#events[event].authorizer) {
      case "none":
        if (isAuthority || (operation === "uninstall" && isMaker)) return noTerms;
        throw new Refused("AUTHORITY");
      case "open":
        if (isAuthority || isOfMakers) return noTerms;
        throw new Refused("AUTHORITY");
      case "keyed":
        if (key.says === "deny") throw new Refused("AUTHORITY");
        if (key.says === "throw") throw new Refused("AUTHORIZER");
        key.does?.();
        return key.terms;
    }
  }

  #copy(): () => void {
    const events = this.#events.map((event) => ({ ...event }));
    const bindings = this.#bindings.map((binding) => ({ ...binding }));
    return () => {
      events.forEach((event, n) => Object.assign(this.#events[n], event));
      bindings.forEach((binding, n) => Object.assign(this.#bindings[n], binding));
    };
  }

  #make(change: Change, terms: Terms): void {
    switch (change.kind) {
      case "install": {
        const binding = this.#bindings[change.binding];
        const event = this.#events[binding.event];
        if (event.list.length >= this.#limits.handlersPerEvent) throw new Refused("FULL");
        this.#admit(binding, terms);
        const { list } = event;
        const rank = this.#rank(binding);
        const behind = list.findLastIndex((each) => this.#rank(each) !== "last") + 1;
        this.#place(binding, rank === "first" ? 0 : rank === "last" ? list.length : behind);
        return;
      }
      case "uninstall":
        this.#remove(this.#bindings[change.binding]);
        return;
      case "replace": {
        const other = this.#bindings[change.other];
        const binding = this.#bindings[change.binding];
        if (!this.#isInstalled(other)) throw new Refused("UNINSTALLED");
        if (other.event !== binding.event) throw new Refused("ORDER");
        if (this.#isInstalled(binding)) throw new Refused("INSTALLED");
        const at = this.#events[other.event].list.indexOf(other);
        this.#remove(other);
        if (binding.order.length === 0) binding.order = other.order;
        this.#admit(binding, terms);
        this.#place(binding, at);
        return;
      }
      case "reorder": {
        const binding = this.#bindings[change.binding];
        const event = this.#events[binding.event];
        this.#checkOrder(binding, change.order);
        this.#checkOrder(binding, terms.order);
        binding.order = change.order;
        if (!this.#isInstalled(binding)) return;
        if (binding.terms !== undefined) {
          binding.terms = { ...binding.terms, order: [...binding.terms.order, ...terms.order] };
        }
        event.list = event.list.filter((each) => each !== binding);
        const rank = this.#rank(binding);
        const behind = event.list.findLastIndex((each) => this.#rank(each) !== "last") + 1;
        this.#place(binding, rank === "first" ? 0 : rank === "last" ? event.list.length : behind);
        return;
      }
      case "guards":
        this.#bindings[change.binding].guards = change.guards;
        return;
      case "result handler":
        this.#events[change.event].resultHandler = change.handler;
        return;
      case "default handler":
        this.#events[change.event].defaultHandler = change.handler;
        return;
    }
  }

  #remove(binding: Binding): void {
    if (!this.#isInstalled(binding)) throw new Refused("UNINSTALLED");
    const event = this.#events[binding.event];
    event.list = event.list.filter((each) => each !== binding);
    binding.terms = undefined;
    binding.imposedByTerms = undefined;
  }

  /** Whether a binding may be installed, and on which terms. */
  #admit(binding: Binding, { order, bound, guards, postGuards }: Terms): void {
    if (this.#isInstalled(binding)) throw new Refused("INSTALLED");
    if (this.#isLow) throw new Refused("MEMORY");
    const all = this.#events.flatMap(({ list }) => list);
    if (all.filter(({ module }) => module === binding.module).length >= this.#limits.handlersPerModule) {
      throw new Refused("FULL");
    }
    if (bound !== undefined && !binding.ephemeral) throw new Refused("EPHEMERAL");
    binding.terms = { order, bound };
    binding.imposedByTerms = guards.length + postGuards.length === 0 ? undefined : { guards, postGuards };
    this.#checkOrder(binding, this.#order(binding));
  }

  // The list.

  #order(binding: Binding): readonly Place[] {
    return [...binding.order, ...(binding.terms?.order ?? nothing)];
  }

  #rank(binding: Binding): "first" | "middle" | "last" {
    return this.#order(binding).findLast((each) => each === "first" || each === "last") ?? "middle";
  }

  #checkOrder(binding: Binding, order: readonly Place[]): void {
    for (const each of order) {
      if (typeof each === "string") continue;
      const other = "before" in each ? each.before : each.after;
      if (this.#bindings[other].event !== binding.event) throw new Refused("ORDER");
    }
  }

  /** Whether a constraint of one of the two says that `a` runs before `b`. */
  #mustPrecede(a: Binding, b: Binding): boolean {
    return (
      this.#order(a).some((each) => typeof each === "object" && "before" in each && each.before === b.number) ||
      this.#order(b).some((each) => typeof each === "object" && "after" in each && each.after === a.number)
    );
  }

  /** Put a binding at a place, or as near to it as constraints let; if they leave no place, put all in order. */
  #place(binding: Binding, wanted: number): void {
    const event = this.#events[binding.event];
    const { list } = event;
    const from = list.findLastIndex((each) => this.#mustPrecede(each, binding)) + 1;
    const first = list.findIndex((each) => this.#mustPrecede(binding, each));
    const to = first < 0 ? list.length : first;
    const at = Math.min(Math.max(wanted, from), to);
    event.list = list.toSpliced(at, 0, binding);
    if (from <= to && !this.#mustPrecede(binding, binding)) return;
    event.list = this.#sorted(event.list);
    this.#coverage.listsSorted++;
  }

  /** As it stands, but what must run before a binding is moved up in front of it. */
  #sorted(list: readonly Binding[]): Binding[] {
    const sorted: Binding[] = [];
    const add = (binding: Binding, waiting: readonly Binding[]): void => {
      if (waiting.includes(binding)) throw new Refused("CYCLE");
      if (sorted.includes(binding)) return;
      for (const each of list) if (this.#mustPrecede(each, binding)) add(each, [...waiting, binding]);
      sorted.push(binding);
    };
    for (const binding of list) add(binding, []);
    return sorted;
  }

  // Raises.

  raise(eventNumber: number, raised: readonly unknown[]): unknown {
    const state = this.#events[eventNumber];
    state.raisesSinceChange++;
    // What the raise began with, whatever is changed while it is in progress.
    const event = { ...state, list: state.list.map((binding) => ({ ...binding, counts: binding })) };
    this.#cover(event);
    const args = [...raised];
    const results: unknown[] = [];
    let fired = 0;
    let rest = event.list;
    let ahead: typeof rest | undefined;
    while (rest.length > 0) {
      // Guards wait for no handler but a filter ahead of them.
      const filter = rest.findIndex(({ references }) => references.length > 0);
      const these = filter < 0 ? rest : rest.slice(0, filter + 1);
      rest = filter < 0 ? [] : rest.slice(filter + 1);
      ahead ??= these;
      const selected: typeof these = [];
      for (const binding of these) {
        if (!this.#holds(guardsOf(binding), args)) continue;
        selected.push(binding);
        if (binding.references.length > 0) this.#coverage.filtersFired++;
        if (!binding.cancel) continue;
        this.#coverage.cancelsFired++;
        rest = [];
        break;
      }
      if (these === ahead && selected.some(isMatched)) {
        this.#coverage.leavesTaken++;
        if (valuesOf(these) >= 8) this.#coverage.leavesOfEight++;
      }
      for (const binding of selected) {
        fired++;
        this.#run(binding, event.contained, args, (result) => {
          const previous = results.at(-1);
          const isFirst = results.length === 0;
          results.push(
            isFirst || event.resultHandler === undefined || !event.hasResult
              ? result
              : event.resultHandler(result, previous),
          );
        });
      }
    }
    if (event.hasResult && results.length > 0) return results.at(-1);
    if (event.hasResult && event.defaultHandler === undefined) {
      this.#coverage.noHandlerInvoked++;
      throw new Refused("NO_HANDLER");
    }
    if (event.defaultHandler === undefined || (!event.hasResult && fired > 0)) return undefined;
    this.#coverage.defaultHandlers++;
    const result = event.defaultHandler(...args);
    return event.hasResult ? result : undefined;
  }

  /** Run one handler; `give` is called with its result, if it counts. */
  #run(
    binding: Binding & { readonly counts: Binding },
    contained: boolean,
    args: unknown[],
    give: (result: unknown) => void,
  ): void {
    const given = args.map((each, n) => (binding.references.includes(n) ? { value: each } : each));
    const all = binding.closure === undefined ? given : [binding.closure, ...given];
    const bound = smaller(binding.bound, binding.terms?.bound);
    let result: unknown;
    let thrown: { readonly error: unknown } | undefined;
    if (bound !== undefined) this.#fuel.push(Math.min(bound, Math.max(this.#fuel.at(-1) ?? bound, 0)));
    try {
      result = binding.handler(...all);
    } catch (error) {
      thrown = { error };
    }
    if (bound !== undefined && (this.#fuel.pop() ?? 0) < 0) {
      binding.counts.ended++;
      this.#coverage.ended++;
      return;
    }
    if (thrown !== undefined) {
      if (!contained) throw thrown.error;
      binding.counts.failures++;
      this.#coverage.contained++;
      return;
    }
    given.forEach((each, n) => {
      if (binding.references.includes(n) && isReference(each)) args[n] = each.value;
    });
    const postGuards = imposedOn(binding).flatMap((each) => each.postGuards);
    if (this.#holds(postGuards, args)) give(result);
    else this.#coverage.postGuardsFailed++;
  }

  /** Declared matches first, then predicates, up to the first that does not hold. */
  #holds(guards: readonly Guard[], args: readonly unknown[]): boolean {
    for (const guard of guards) if (guard.kind !== "predicate" && !matches(guard, args)) return false;
    for (const guard of guards) {
      if (guard.kind !== "predicate") continue;
      try {
        const answer = guard.closure === undefined ? guard.test(...args) : guard.test(guard.closure, ...args);
        if (answer !== true) return false;
      } catch (error) {
        this.#coverage.guardsThrew++;
        throw new Refused("GUARD", error);
      }
    }
    return true;
  }

  spend(fuel: number): void {
    for (let n = 0; n < this.#fuel.length; n++) this.#fuel[n] -= fuel;
    if ((this.#fuel.at(-1) ?? 0) < 0) throw new Spent("out of fuel");
  }

  #cover({ list, raisesSinceChange }: Event): void {
    this.#coverage.raises++;
    if (list.length > 30) this.#coverage.raisesOverThirty++;
    if (raisesSinceChange > 8) this.#coverage.raisesUnchanged++;
  }
}

const noTerms: Terms = { order: nothing, bound: undefined, guards: nothing, postGuards: nothing };

function imposedOn({ imposed, imposedByTerms }: Binding): readonly Imposed[] {
  return imposedByTerms === undefined ? imposed : [imposedByTerms, ...imposed];
}

/** What is imposed comes before the binding's own. */
function guardsOf(binding: Binding): readonly Guard[] {
  return [...imposedOn(binding).flatMap(({ guards }) => guards), ...binding.guards];
}

function isMatched(binding: Binding): boolean {
  return guardsOf(binding).some(({ kind }) => kind !== "predicate");
}

/** How many values there are that bindings match the same argument with, where they are most. */
function valuesOf(bindings: readonly Binding[]): number {
  const values = [new Set<unknown>()];
  for (const guard of bindings.flatMap(guardsOf)) {
    if (guard.kind === "argument") (values[guard.parameter] ??= new Set()).add(guard.value);
  }
  return Math.max(...values.map(({ size }) => size));
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function isReference(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && "value" in value;
}

function matches(guard: Exclude<Guard, { kind: "predicate" }>, args: readonly unknown[]): boolean {
  const argument = args[guard.parameter];
  switch (guard.kind) {
    case "argument":
      return argument === guard.value;
    case "property":
      if (argument === undefined || argument === null) return false;
      return Reflect.get(Object(argument), guard.property) === guard.value;
    case "field": {
      if (!(argument instanceof Uint8Array) || argument.length < guard.offset + guard.width) return false;
      // Four bytes do not fit a signed integer: added up, and masked as big ones.
      let value = 0n;
      for (let n = 0; n < guard.width; n++) value = value * 256n + BigInt(argument[guard.offset + n]);
      return (value & BigInt(guard.mask)) === BigInt(guard.value);
    }
  }
}
