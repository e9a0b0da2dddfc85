import {
  allow,
  argumentIs,
  Declarations,
  deny,
  Dispatcher,
  fieldIs,
  FuelMeter,
  integer,
  Modules,
  nothing,
  openToAll,
  parameter,
  change as prepare,
  propertyIs,
  reference,
  signature,
  text,
  withClosure,
  type Authorizer,
  type Binding,
  type Event,
  type Guard as RealGuard,
  type ImposedGuard,
  type Module,
  type Order,
  type Strategy,
  type SwapChange,
  type Type,
  type Watcher,
} from "../index.js";
import type {
  AuthorizerKind,
  BindingSpec,
  Change,
  EventSpec,
  Guard,
  Key,
  Limits,
  Place,
  Procedure,
  Subject,
} from "./reference.js";

type AnyArguments = Event<unknown[], unknown, string[]>;

const watcher: Watcher = { of: () => ({ began: () => 0, ended: () => {} }) };

/** The dispatcher proper, with the numbers of the reference in the place of references. */
export class Dispatched implements Subject {
  readonly #dispatcher: Dispatcher;
  readonly #modules: readonly Module[];
  readonly #events: readonly AnyArguments[];
  readonly #parameters: readonly (readonly string[])[];
  readonly #bindings: Binding[] = [];
  readonly #numbers = new Map<Binding, number>();
  readonly #imposed: ImposedGuard[] = [];
  readonly #meter = new FuelMeter();
  readonly #declarations = new Declarations();
  /** What the keyed authorizers answer. */
  #key: Key = { says: "deny" };
  #isLow = false;
  /** Whether its raises are watched, now and then: that makes no difference. */
  readonly #isWatched: boolean;
  #raises = 0;

  constructor(events: readonly EventSpec[], limits: Limits, strategy: Strategy, modules: number, isWatched = false) {
    this.#isWatched = isWatched;
    const identity = new Modules();
    this.#modules = Array.from({ length: modules }, (_, n) => identity.create(`m${n}`));
    this.#dispatcher = new Dispatcher({
      modules: identity,
      meter: this.#meter,
      proof: this.#declarations,
      memory: { isLow: () => this.#isLow },
      limits,
      strategy,
    });
    this.#parameters = events.map(({ parameters }) => parameters);
    this.#events = events.map((spec, n) => {
      const parameters = spec.parameters.map((name) => parameter(name, typeOf(name)));
      const result: Type<unknown> = spec.hasResult ? integer : nothing;
      const event = this.#dispatcher.define(
        this.#modules[n],
        `e${n}`,
        signature(parameters, result),
        spec.intrinsic,
        spec.contained ? { exceptions: "contained" } : {},
      );
      this.#add(this.#dispatcher.intrinsic(event));
      return event;
    });
    events.forEach(({ authorizer }, n) => this.setAuthorizer(n, n, authorizer));
  }

  create(by: number, event: number, spec: BindingSpec): void {
    const { closure, references, guards, order, cancel, bound, ephemeral } = spec;
    // A procedure of its own, so that what is declared of it is of this binding only.
    const handler: Procedure = (...args) => spec.handler(...args);
    if (ephemeral) this.#declarations.declare(handler, { ephemeral });
    const filter = references.map((at) => this.#parameters[event][at]);
    const options = { filter, guards: this.#guards(event, guards), order: this.#order(order), cancel };
    this.#add(
      this.#dispatcher.create<unknown[], unknown, string[], object | undefined, string>(
        this.#modules[by],
        this.#events[event],
        handler,
        { ...options, ...(closure === undefined ? {} : { closure }), ...(bound === undefined ? {} : { bound }) },
      ),
    );
  }

  #add(binding: Binding): void {
    this.#numbers.set(binding, this.#bindings.length);
    this.#bindings.push(binding);
  }

  change(by: number, change: Change, key: Key): void {
    const module = this.#modules[by];
    this.#key = key;
    switch (change.kind) {
      case "install":
        return this.#dispatcher.install(module, this.#bindings[change.binding]);
      case "uninstall":
        return this.#dispatcher.uninstall(module, this.#bindings[change.binding]);
      case "reorder":
        return this.#dispatcher.reorder(module, this.#bindings[change.binding], this.#order(change.order));
      case "guards":
        return this.#dispatcher.setGuards(module, ...this.#guarded(change));
      case "result handler":
        return this.#dispatcher.setResultHandler(module, this.#events[change.event], change.handler);
      case "default handler":
        return this.#dispatcher.setDefaultHandler(module, this.#events[change.event], change.handler);
      case "replace":
        return this.#dispatcher.swap(module, [this.#prepared(change)]);
    }
  }

  swap(by: number, changes: readonly Change[], key: Key): void {
    this.#key = key;
    this.#dispatcher.swap(
      this.#modules[by],
      changes.map((change) => this.#prepared(change)),
    );
  }

  #prepared(change: Change): SwapChange {
    switch (change.kind) {
      case "install":
        return prepare.install(this.#bindings[change.binding]);
      case "uninstall":
        return prepare.uninstall(this.#bindings[change.binding]);
      case "reorder":
        return prepare.reorder(this.#bindings[change.binding], this.#order(change.order));
      case "guards":
        return prepare.guards(...this.#guarded(change));
      case "result handler":
        return prepare.resultHandler(this.#events[change.event], change.handler);
      case "default handler":
        return prepare.defaultHandler(this.#events[change.event], change.handler);
      case "replace":
        return prepare.replace(this.#bindings[change.other], this.#bindings[change.binding]);
    }
  }

  impose(by: number, binding: number, guards: readonly Guard[], postGuards: readonly Guard[], key: Key): void {
    this.#key = key;
    const target = this.#bindings[binding];
    const event = this.#eventOf(target);
    const post = { postGuards: this.#guards(event, postGuards) };
    this.#imposed.push(this.#dispatcher.impose(this.#modules[by], target, this.#guards(event, guards), post));
  }

  withdraw(by: number, imposed: number, key: Key): void {
    this.#key = key;
    this.#dispatcher.withdraw(this.#modules[by], this.#imposed[imposed]);
  }

  withdrawFirst(by: number, binding: number, key: Key): void {
    this.#key = key;
    const target = this.#bindings[binding];
    const [first] = this.#dispatcher.imposed(this.#modules[this.#eventOf(target)], target);
    if (first !== undefined) this.#dispatcher.withdraw(this.#modules[by], first);
  }

  setContained(by: number, event: number, contained: boolean, key: Key): void {
    this.#key = key;
    const exceptions = contained ? "contained" : "reach raiser";
    this.#dispatcher.setExceptions(this.#modules[by], this.#events[event], exceptions);
  }

  setAuthorizer(by: number, event: number, kind: AuthorizerKind): void {
    const keyed: Authorizer = ({ binding }) => {
      const key = this.#key;
      if (key.says === "throw") throw new Error("no answer");
      if (key.says === "deny") return deny("the key says so");
      key.does?.();
      // What it did may have brought keys of its own.
      this.#key = key;
      const { order, bound, guards, postGuards } = key.terms;
      return allow({
        order: this.#order(order),
        ...(bound === undefined ? {} : { bound }),
        guards: binding === undefined ? [] : this.#guards(event, guards),
        postGuards: binding === undefined ? [] : this.#guards(event, postGuards),
      });
    };
    const authorizer = kind === "none" ? undefined : kind === "open" ? openToAll : keyed;
    this.#dispatcher.setAuthorizer(this.#modules[by], this.#events[event], authorizer);
  }

  setMemory(isLow: boolean): void {
    this.#isLow = isLow;
  }

  raise(event: number, args: readonly unknown[]): unknown {
    if (this.#isWatched && this.#raises++ % 2 === 0) {
      this.#dispatcher.watch(this.#dispatcher.watcher === undefined ? watcher : undefined);
    }
    return this.#events[event].raise(...args);
  }

  spend(fuel: number): void {
    this.#meter.spend(fuel);
  }

  list(event: number): readonly number[] {
    return this.#dispatcher.handlers(this.#events[event]).map((binding) => this.#numbers.get(binding) ?? -1);
  }

  account(binding: number): { readonly installed: boolean; readonly failures: number; readonly ended: number } {
    return this.#bindings[binding];
  }

  #eventOf(binding: Binding): number {
    return Number(binding.event.slice(1));
  }

  #guarded({ binding, guards }: Extract<Change, { kind: "guards" }>): [Binding, RealGuard<unknown[]>[]] {
    const target = this.#bindings[binding];
    return [target, this.#guards(this.#eventOf(target), guards)];
  }

  #order(order: readonly Place[]): Order[] {
    return order.map((each) => {
      if (typeof each === "string") return each;
      return "before" in each ? { before: this.#bindings[each.before] } : { after: this.#bindings[each.after] };
    });
  }

  #guards(event: number, guards: readonly Guard[]): RealGuard<unknown[]>[] {
    const parameters = this.#parameters[event];
    return guards.map((guard): RealGuard<unknown[]> => {
      switch (guard.kind) {
        case "argument":
          return argumentIs(parameters[guard.parameter], guard.value);
        case "property":
          return propertyIs(parameters[guard.parameter], guard.property, guard.value);
        case "field":
          return fieldIs(parameters[guard.parameter], guard, guard.value);
        case "predicate": {
          // Predicates are given whatever they return, so that one that returns no boolean can be tried.
          const test = guard.test as (...args: unknown[]) => boolean;
          return guard.closure === undefined ? test : withClosure(guard.closure, test);
        }
      }
    });
  }
}

/** Parameters are named for their type, with a number: n for integers, o for objects, p for packets. */
function typeOf(name: string): Type<unknown> {
  if (name.startsWith("n")) return integer;
  return name.startsWith("o") ? reference("o", () => true) : name.startsWith("p") ? reference("p", () => true) : text;
}
