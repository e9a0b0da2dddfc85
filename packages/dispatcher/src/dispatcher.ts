import type { Authorizer, Requester } from "./authority.js";
import { changeOf, type SwapChange } from "./change.js";
import type { Guard } from "./declared/guards.js";
import { parameter, shapeOf, signature as copyOfSignature } from "./declared/types.js";
import type { Interception, Interceptor } from "./dispatch/interception.js";
import type { Watcher } from "./dispatch/watching.js";
import { DispatchError } from "./errors.js";
import type { AnyEvent, Binding, Event, ImposedGuard, Mode, Order } from "./handles.js";
import type {
  AnySignature,
  ArgsOf,
  BindingOptions,
  DispatcherOptions,
  EventOptions,
  Exceptions,
  Handler,
  NameOf,
  NamesOf,
  ResultOf,
} from "./options.js";
import {
  guarding,
  imposing,
  imposition,
  installing,
  reordering,
  uninstalling,
  withdrawing,
} from "./state/binding-changes.js";
import type { Change } from "./state/change.js";
import {
  containment,
  checkedDefaultHandler,
  checkedResultHandler,
  setting,
  settingDefaultHandler,
  settingMode,
  settingResultHandler,
} from "./state/event-settings.js";
import { ordersOf } from "./state/placement.js";
import { checkBound, checkGuards, checkMode, checkProcedure, nameOf } from "./state/checks.js";
import { commit, commitUntold } from "./state/commit.js";
import { EventList } from "./state/event-list.js";
import { foreign, knownBinding, knownEvent, knownImposed } from "./state/foreign.js";
import { BindingState, EventState, type Limits, type Surroundings, type Tenant } from "./state/state.js";
import { microtasks } from "./surroundings/executor.js";
import { plenty } from "./surroundings/memory.js";
import { FuelMeter } from "./surroundings/meter.js";
import type { Module, ModuleIdentity } from "./surroundings/modules.js";
import { Declarations } from "./surroundings/proof.js";

/**
 * The events of one kernel, and all that is installed on them: dynamic call binding (SOSP'95, section 3.2; OSDI'96).
 *
 * Every change names the module that asks for it, by its descriptor, and may give a key for the event's authorizer. All
 * changes throw RSP_DISPATCH_FOREIGN for what is not of this dispatcher, RSP_DISPATCH_MODULE for what is no module's
 * descriptor, RSP_DISPATCH_AUTHORITY if the event's authority does not let the module, and RSP_DISPATCH_AUTHORIZER if its
 * authorizer fails; and when they throw, nothing has changed.
 */
export class Dispatcher {
  readonly #modules: ModuleIdentity;
  readonly #surroundings: Surroundings;
  readonly #tenants = new WeakMap<object, Tenant>();

  constructor(options: DispatcherOptions) {
    this.#modules = options.modules;
    this.#surroundings = {
      services: {
        executor: options.executor ?? microtasks,
        meter: options.meter ?? new FuelMeter(),
        observer: options.observer,
        onFailure: options.onFailure,
        checkGuards: options.development ?? false,
      },
      proof: options.proof ?? new Declarations(),
      memory: options.memory ?? plenty,
      limits: { ...defaultLimits, ...options.limits },
      strategy: options.strategy ?? "adaptive",
      frozen: options.frozen ?? false,
      events: new EventList(),
      watcher: undefined,
      memoryIsLow: false,
      committing: false,
    };
  }

  /**
   * A new event, with the procedure that runs unless others are installed: its intrinsic handler. The module that defines
   * it is its authority. Throws RSP_DISPATCH_{PROCEDURE,TYPE,SIGNATURE,ASYNCHRONOUS,MEMORY,FULL}.
   */
  define<S extends AnySignature>(
    module: Module,
    name: string,
    signature: S,
    intrinsic: (...args: ArgsOf<S>) => ResultOf<S>,
    options: EventOptions<ArgsOf<S>, ResultOf<S>> = {},
  ): Event<ArgsOf<S>, ResultOf<S>, NamesOf<S>> {
    const authority = this.#tenant(module);
    // A copy, checked: the caller's own could be changed later.
    const own = copyOfSignature(
      signature.parameters.map((each) => parameter(each.name, each.type)),
      signature.result,
    );
    const event = new EventState(name, own, authority, this.#surroundings);
    const binding = this.#binding(authority, event, intrinsic, {});
    Object.assign(event, containment(options.exceptions ?? "reach raiser"));
    event.mode = checkMode(options.mode ?? "synchronous", name);
    event.resultHandler = checkedResultHandler(event, options.resultHandler);
    event.defaultHandler = checkedDefaultHandler(event, options.defaultHandler);
    event.intrinsic = binding;
    commitUntold(this.#surroundings, authority, [installing(binding)], undefined);
    event.authorizer = options.authorizer;
    this.#surroundings.events.add(event);
    // The state knows no static types; this is the typed end of it.
    return event.handle as unknown as Event<ArgsOf<S>, ResultOf<S>, NamesOf<S>>;
  }

  /**
   * Make a binding, which does nothing until it is installed. The same procedure may be installed many times.
   * Throws RSP_DISPATCH_{PROCEDURE,CLOSURE,TYPE,MATCH,FUNCTIONAL,BOUND,EPHEMERAL,FILTER}.
   */
  create<
    Args extends readonly unknown[],
    Result,
    Names = unknown,
    Closure extends object | undefined = undefined,
    By extends NameOf<Names> = never,
  >(
    module: Module,
    event: Event<Args, Result, Names>,
    handler: Handler<Args, Result, Names, Closure, By>,
    options: BindingOptions<Args, Closure, By> = {},
  ): Binding {
    return this.#binding(this.#tenant(module), this.#mine(knownEvent(event)), handler, options).handle;
  }

  /**
   * Install a binding.
   * Throws RSP_DISPATCH_{INSTALLED,MEMORY,FULL,ORDER,CYCLE,ASYNCHRONOUS}, and for the authorizer's terms what `create` throws.
   */
  install(module: Module, binding: Binding, key?: unknown): void {
    this.#commit(module, [installing(knownBinding(binding))], key);
  }

  /** Make a binding and install it. Throws what `create` and `install` throw. */
  installHandler<
    Args extends readonly unknown[],
    Result,
    Names = unknown,
    Closure extends object | undefined = undefined,
    By extends NameOf<Names> = never,
  >(
    module: Module,
    event: Event<Args, Result, Names>,
    handler: Handler<Args, Result, Names, Closure, By>,
    options: BindingOptions<Args, Closure, By> & { readonly key?: unknown } = {},
  ): Binding {
    const binding = this.create(module, event, handler, options);
    this.install(module, binding, options.key);
    return binding;
  }

  /** Take a binding out. Raises in progress still run it, and it can be installed again. Throws RSP_DISPATCH_UNINSTALLED. */
  uninstall(module: Module, binding: Binding, key?: unknown): void {
    this.#commit(module, [uninstalling(knownBinding(binding))], key);
  }

  /** Put a binding elsewhere. Throws RSP_DISPATCH_{ORDER,CYCLE}. */
  reorder(module: Module, binding: Binding, order: Order | readonly Order[], key?: unknown): void {
    this.#commit(module, [reordering(knownBinding(binding), ordersOf(order, "the binding"))], key);
  }

  /** Make several changes, over several events, at once: all or none. Throws what the changes throw by themselves. */
  swap(module: Module, changes: readonly SwapChange[], key?: unknown): void {
    this.#commit(
      module,
      changes.map((each) => {
        const change = changeOf(each);
        if (change === undefined) throw foreign("change", each);
        return change;
      }),
      key,
    );
  }

  /** Give a binding other guards of its own. Throws RSP_DISPATCH_{PROCEDURE,CLOSURE,TYPE,MATCH,FUNCTIONAL}. */
  setGuards<Args extends readonly unknown[]>(
    module: Module,
    binding: Binding,
    guards: readonly Guard<Args>[],
    key?: unknown,
  ): void {
    this.#commit(module, [guarding(knownBinding(binding), guards)], key);
  }

  /**
   * Impose guards on a binding, installed or not: they have to hold beside its own. Post-guards are evaluated after its
   * handler; unless all hold, its result does not count. Throws RSP_DISPATCH_{PROCEDURE,CLOSURE,TYPE,MATCH,FUNCTIONAL}.
   */
  impose<Args extends readonly unknown[]>(
    module: Module,
    binding: Binding,
    guards: readonly Guard<Args>[],
    { postGuards = [], key }: { readonly postGuards?: readonly Guard<Args>[]; readonly key?: unknown } = {},
  ): ImposedGuard {
    const imposed = imposition(this.#mineOf(knownBinding(binding)), this.#tenant(module).name, guards, postGuards);
    this.#commit(module, [imposing(imposed)], key);
    return imposed.handle;
  }

  /** Withdraw what was imposed. Throws RSP_DISPATCH_WITHDRAWN. */
  withdraw(module: Module, imposed: ImposedGuard, key?: unknown): void {
    this.#commit(module, [withdrawing(knownImposed(imposed))], key);
  }

  /** What is imposed on a binding, by its authorizer's terms or since: for the event's authority only. */
  imposed(module: Module, binding: Binding): readonly ImposedGuard[] {
    const state = this.#mineOf(knownBinding(binding));
    this.#mustBeAuthority(module, state.event, `see what is imposed on ${state.name}`);
    return state.allImposed.map(({ handle }) => handle);
  }

  /** Say who is asked for every change; undefined: nobody else may make any. For the event's authority only. */
  setAuthorizer(module: Module, event: AnyEvent, authorizer: Authorizer | undefined): void {
    const state = this.#mine(knownEvent(event));
    this.#mustBeAuthority(module, state, `set the authorizer of ${state.name}`);
    state.authorizer = authorizer;
  }

  /** Say what folds the results of several handlers; undefined: the last one's is the result. */
  setResultHandler<Args extends readonly unknown[], Result>(
    module: Module,
    event: Event<Args, Result, unknown>,
    handler: ((result: Result, previous: Result) => Result) | undefined,
    key?: unknown,
  ): void {
    this.#commit(module, [settingResultHandler(knownEvent(event), handler)], key);
  }

  /** Say what runs when nothing else fired. */
  setDefaultHandler<Args extends readonly unknown[], Result>(
    module: Module,
    event: Event<Args, Result, unknown>,
    handler: ((...args: Args) => Result) | undefined,
    key?: unknown,
  ): void {
    this.#commit(module, [settingDefaultHandler(knownEvent(event), handler)], key);
  }

  /** Say whether all handlers of a raise run on the raiser's strand or on one of their own. Throws RSP_DISPATCH_ASYNCHRONOUS. */
  setMode(module: Module, event: AnyEvent, mode: Mode, key?: unknown): void {
    this.#commit(module, [settingMode(knownEvent(event), mode)], key);
  }

  /** Say what becomes of a handler's exception. */
  setExceptions(module: Module, event: AnyEvent, exceptions: Exceptions, key?: unknown): void {
    this.#commit(module, [setting(knownEvent(event), "exceptions", () => containment(exceptions))], key);
  }

  /** See every raise of an event from now on. Returns how to stop. */
  intercept(module: Module, event: AnyEvent, interceptor: Interceptor, key?: unknown): () => void {
    const state = knownEvent(event);
    const set = (change: (all: readonly Interception[]) => readonly Interception[]): Change =>
      setting(state, "intercept", () => ({ interceptors: change(state.interceptors) }));
    // Its own object for each time: the same interceptor may be there more than once.
    const own: Interception = { interceptor };
    this.#commit(module, [set((all) => [...all, own])], key);
    return () => {
      if (state.interceptors.includes(own))
        this.#commit(module, [set((all) => all.filter((each) => each !== own))], key);
    };
  }

  /**
   * Have the raises of all events watched, from outside, by one watcher; undefined: by nobody. This is no change of any event: no
   * authority is asked and the observer is not told, since nothing that a raise does is another. For who has the dispatcher
   * itself. Raises in progress go on as they began.
   */
  watch(watcher: Watcher | undefined): void {
    this.#surroundings.watcher = watcher;
    for (const event of this.#surroundings.events) event.rewatch();
  }

  /** Who watches raises. */
  get watcher(): Watcher | undefined {
    return this.#surroundings.watcher;
  }

  /** The events that somebody handles, in the order in which they were defined. An event of an extension that is gone has no handler. */
  events(): readonly AnyEvent[] {
    const all: AnyEvent[] = [];
    for (const { sequence, handle } of this.#surroundings.events) if (sequence.head !== undefined) all.push(handle);
    return all;
  }

  /** Make now what the first raise after a change would make, so that no raise has to wait for it. */
  prepare(event: AnyEvent): void {
    this.#mine(knownEvent(event)).prepare();
  }

  /** The bindings of an event, in the order in which they run. */
  handlers(event: AnyEvent): readonly Binding[] {
    return Array.from(this.#mine(knownEvent(event)).sequence, ({ handle }) => handle);
  }

  /** The binding of an event's own procedure, installed or not. */
  intrinsic(event: AnyEvent): Binding {
    return this.#mine(knownEvent(event)).intrinsic.handle;
  }

  /** The module as authorizers are shown it, so that it can tell them whom to expect. */
  requester(module: Module): Requester {
    return this.#tenant(module).identity;
  }

  #commit(module: Module, changes: readonly Change[], key: unknown): void {
    for (const { event } of changes) this.#mine(event);
    commit(this.#surroundings, this.#tenant(module), changes, key);
  }

  #binding(installer: Tenant, event: EventState, handler: unknown, options: AnyBindingOptions): BindingState {
    const { proof } = this.#surroundings;
    const { closure, filter = none, guards = none, bound, cancel = false, mode = "synchronous" } = options;
    const name = nameOf(installer.name, handler, "handler");
    const references = filter.length === 0 ? none : positionsOf(event, filter, name);
    const expected = { event: event.name, signature: event.signature, references };
    const { call, facts, inline } = checkProcedure(proof, expected, handler, closure, name);
    const ephemeral = facts?.ephemeral ?? false;
    checkMode(mode, name);
    checkBound(event.name, name, bound, ephemeral);
    const tests = checkGuards(proof, expected, guards, `guard of ${name}`);
    const parts = { installer, name, handler: call, closure, cancel, references, inline, ephemeral };
    return new BindingState(event, parts, { guards, tests, order: ordersOf(options.order, name), mode, bound });
  }

  #tenant(module: Module): Tenant {
    const known = this.#tenants.get(module);
    if (known !== undefined) return known;
    const name = this.#modules.nameOf(module);
    if (name === undefined) {
      throw new DispatchError(
        "RSP_DISPATCH_MODULE",
        "what was given as a module is no module's descriptor; give the one that the module was created with",
      );
    }
    const tenant = { module, name, identity: Object.freeze({ name }), handlers: 0 };
    this.#tenants.set(module, tenant);
    return tenant;
  }

  #mine(event: EventState): EventState {
    if (event.surroundings !== this.#surroundings) throw foreign("event", event);
    return event;
  }

  #mineOf(binding: BindingState): BindingState {
    this.#mine(binding.event);
    return binding;
  }

  #mustBeAuthority(module: Module, event: EventState, what: string): void {
    const { name } = this.#tenant(module);
    if (event.authority.module === module) return;
    throw new DispatchError("RSP_DISPATCH_AUTHORITY", `${name} may not ${what}: only ${event.authority.name} may`);
  }
}

/** The options of a binding, whatever its event takes. Guards are checked as they come. */
type AnyBindingOptions = Omit<BindingOptions, "guards"> & { readonly guards?: readonly unknown[] };

const none: readonly never[] = [];
const defaultLimits: Limits = { handlersPerEvent: 1_000_000, handlersPerModule: 1_000_000 };

/** Where the parameters are that a filter names. Throws RSP_DISPATCH_FILTER. */
function positionsOf(event: EventState, filter: readonly string[], name: string): readonly number[] {
  return [...new Set(filter)].map((wanted) => {
    const at = event.parameters.indexOf(wanted);
    if (at >= 0) return at;
    throw new DispatchError(
      "RSP_DISPATCH_FILTER",
      `${name} cannot filter ${wanted} of ${event.name}: it takes ${shapeOf(event.signature)}; name one of its parameters`,
    );
  });
}
