/**
 * Dynamic call binding (SOSP'95, section 3.2): an event is a procedure, and raising it is calling it.
 *
 * An event starts with its intrinsic handler alone, and a raise is then a direct call. Others may be installed,
 * each behind a guard. All guards are evaluated before the first handler runs; then the handlers whose guards were
 * true run in order; the result is the last one's. A binding with `cancel` whose guard is true ends the evaluation.
 * Handlers come and go by swapping the whole list, so that a raise in progress keeps the list it began with.
 */

/** Handlers that one event may have: the guards' outcomes of a raise are kept in one word. */
const handlersMax = 31;

/** An event of the given arguments and result. */
export interface Event<Args extends readonly unknown[], Result> {
  readonly name: string;
  /** Call it. */
  readonly raise: (...args: Args) => Result;
}

/** One handler installed on one event. */
export interface Binding {
  readonly event: string;
  readonly module: string;
  readonly installed: boolean;
}

/** How a handler is installed. */
export interface InstallOptions<Args extends readonly unknown[]> {
  /** Who installs it; errors and accounts name it. */
  readonly module: string;
  /** Side-effect free: whether the handler is to run for these arguments. */
  readonly guard?: (...args: Args) => boolean;
  /** At which end of the list it is put; after the intrinsic handler and those before it, unless said. */
  readonly order?: "first" | "last";
  /** When the guard is true, no later handler runs. */
  readonly cancel?: boolean;
}

/** Told of each raise of an event that has more than its intrinsic handler: guards evaluated, handlers about to run. */
export type Observer = (event: string, guards: number, handlers: number) => void;

/** An error of the dispatcher: `code` says which. */
export class DispatchError extends Error {
  readonly code: `RSP_DISPATCH_${string}`;

  constructor(code: `RSP_DISPATCH_${string}`, message: string) {
    super(message);
    this.name = "DispatchError";
    this.code = code;
  }
}

class Bound<Args extends readonly unknown[], Result> implements Binding {
  readonly owner: Source<Args, Result>;
  readonly handler: (...args: Args) => Result;
  readonly options: InstallOptions<Args>;
  installed = true;

  constructor(owner: Source<Args, Result>, handler: (...args: Args) => Result, options: InstallOptions<Args>) {
    this.owner = owner;
    this.handler = handler;
    this.options = options;
  }

  get event(): string {
    return this.owner.name;
  }

  get module(): string {
    return this.options.module;
  }
}

/** The state behind an event. */
class Source<Args extends readonly unknown[], Result> implements Event<Args, Result> {
  readonly name: string;
  raise: (...args: Args) => Result;
  readonly #observer: Observer | undefined;
  #list: readonly Bound<Args, Result>[];

  constructor(name: string, intrinsic: (...args: Args) => Result, module: string, observer: Observer | undefined) {
    this.name = name;
    this.#observer = observer;
    this.#list = [new Bound(this, intrinsic, { module })];
    this.raise = this.#compile();
  }

  get bindings(): readonly Binding[] {
    return this.#list;
  }

  install(handler: (...args: Args) => Result, options: InstallOptions<Args>): Binding {
    if (this.#list.length >= handlersMax) {
      throw new DispatchError(
        "RSP_DISPATCH_FULL",
        `${options.module} cannot install on ${this.name}: it has ${handlersMax} handlers; uninstall one first`,
      );
    }
    const binding = new Bound(this, handler, options);
    const last = this.#list.findIndex((other) => other.options.order === "last");
    const at = options.order === "first" ? 0 : options.order === "last" || last < 0 ? this.#list.length : last;
    this.#list = this.#list.toSpliced(at, 0, binding);
    this.raise = this.#compile();
    return binding;
  }

  uninstall(binding: Bound<Args, Result>): void {
    binding.installed = false;
    this.#list = this.#list.filter((other) => other !== binding);
    this.raise = this.#compile();
  }

  #compile(): (...args: Args) => Result {
    const list = this.#list;
    if (list.length === 1 && list[0].options.guard === undefined) return list[0].handler;
    return (...args) => this.#dispatch(list, args);
  }

  #dispatch(list: readonly Bound<Args, Result>[], args: Args): Result {
    let fires = 0;
    let guards = 0;
    let handlers = 0;
    let end = list.length;
    for (let at = 0; at < end; at++) {
      const { guard, cancel } = list[at].options;
      if (guard !== undefined) {
        guards++;
        if (!guard(...args)) continue;
      }
      fires |= 1 << at;
      handlers++;
      if (cancel === true) end = at + 1;
    }
    this.#observer?.(this.name, guards, handlers);
    let result: { readonly value: Result } | undefined;
    for (let at = 0; at < end; at++) {
      if ((fires & (1 << at)) !== 0) result = { value: list[at].handler(...args) };
    }
    if (result === undefined) {
      throw new DispatchError(
        "RSP_DISPATCH_NO_HANDLER",
        `${this.name} was raised and no handler's guard was true; install one without a guard`,
      );
    }
    return result.value;
  }
}

/** The events of one kernel. */
export class Dispatcher {
  readonly #observer: Observer | undefined;

  constructor(observer?: Observer) {
    this.#observer = observer;
  }

  /** A new event, with the procedure that runs unless others are installed. */
  define<Args extends readonly unknown[], Result>(
    name: string,
    intrinsic: (...args: Args) => Result,
    module: string,
  ): Event<Args, Result> {
    return new Source(name, intrinsic, module, this.#observer);
  }

  /** Install a handler. Throws RSP_DISPATCH_FULL, RSP_DISPATCH_FOREIGN. */
  install<Args extends readonly unknown[], Result>(
    event: Event<Args, Result>,
    handler: (...args: Args) => Result,
    options: InstallOptions<Args>,
  ): Binding {
    if (!(event instanceof Source)) {
      throw new DispatchError("RSP_DISPATCH_FOREIGN", `${event.name} is not an event of this dispatcher`);
    }
    return event.install(handler, options);
  }

  /** Take a handler out again. Raises in progress still run it. Throws RSP_DISPATCH_FOREIGN, RSP_DISPATCH_UNINSTALLED. */
  uninstall(binding: Binding): void {
    if (!(binding instanceof Bound)) {
      throw new DispatchError(
        "RSP_DISPATCH_FOREIGN",
        `the binding on ${binding.event} was not made by this dispatcher`,
      );
    }
    if (!binding.installed) {
      throw new DispatchError(
        "RSP_DISPATCH_UNINSTALLED",
        `${binding.module}'s handler of ${binding.event} is uninstalled already`,
      );
    }
    binding.owner.uninstall(binding);
  }

  /** The handlers of an event, in the order in which they run. */
  handlers<Args extends readonly unknown[], Result>(event: Event<Args, Result>): readonly Binding[] {
    return event instanceof Source ? event.bindings : [];
  }
}
