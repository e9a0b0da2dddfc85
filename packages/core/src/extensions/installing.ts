import { types } from "node:util";
import type { Binding, Declarations, Dispatcher as EventDispatcher } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { defineCapabilities, type Client, type Holding, type Importer, type Waiting } from "@respin/linker";
import type { Dispatcher, Installed } from "./dispatcher-interface.js";
import type { Inside } from "./inside.js";
import type { Bindings } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";

/** What it takes the kernel to change an event's handlers, and to prepare its next raise, in operations of who asks for it. */
const changeOperations = 2000;
/** What it takes to get to a handler, and back. */
const callOperations = 8;
/** Guards of one handler. */
const guardsMax = 64;

/** What an extension installed: the binding, and what it is counted as. */
interface Own {
  readonly importer: Importer;
  readonly binding: Binding;
  readonly holding: Holding;
}

const capabilities = defineCapabilities<Own, "Dispatcher.Binding">(
  "Dispatcher.Binding",
  "get one with Dispatcher.Install",
);

/** Who installed a handler, and whether the compiler vouches that it may be ended at any point. */
export interface Installer {
  readonly inside: Inside;
  readonly ephemeral: boolean;
}

/** What installing takes of the kernel. */
export interface Installing {
  readonly dispatcher: EventDispatcher;
  readonly declarations: Declarations;
  readonly meter: OperationMeter;
  /** Told of every binding, so that a failure finds its owner. */
  readonly installers: WeakMap<Binding, Installer>;
  readonly bindings: Bindings;
  /** A guard or a handler failed, whoever hears of it. */
  readonly failed: (inside: Inside, where: string, error: unknown) => void;
}

type Callable = (...args: readonly unknown[]) => unknown;

/** The Dispatcher interface for one extension. */
export function dispatcherFor(inside: Inside, kernel: Installing): Client<typeof Dispatcher> {
  const { importer } = inside;
  const { dispatcher, declarations, installers, bindings, meter } = kernel;
  const { account, module } = importer;
  const remove = (binding: Binding): void => {
    bindings.all.delete(binding);
    if (binding.installed) dispatcher.uninstall(module, binding);
  };
  const install = (event: unknown, handler: unknown, given: unknown): Installed => {
    if (!isCallable(handler)) {
      throw new RespinError("RSP_HANDLER", `${importer.name} installs a handler that is no procedure; give a function`);
    }
    if (bindings.over) {
      throw new RespinError(
        "RSP_EXTENSION_ENDED",
        `Dispatcher.Install: another is in the place of ${importer.name}, which finishes and installs nothing; end its strands`,
      );
    }
    meter.work(changeOperations);
    // Read once, before anything is counted: what is read may run code that installs, too.
    const { guards, ...options } = readOptions(inside, kernel, given);
    const ephemeral = declarations.factsOf(handler)?.ephemeral === true;
    const on = { event: "" };
    const binding = dispatcher.create(module, event as never, counted(inside, kernel, handler, on) as never, {
      ...options,
      guards: guards as never,
      bound: account.limits.operations,
    });
    on.event = binding.event;
    const held: { installed?: Installed } = {};
    const holding = account.acquire("handlers", () => {
      remove(binding);
      if (held.installed !== undefined) capabilities.revoke(held.installed);
    });
    installers.set(binding, { inside, ephemeral });
    try {
      if (!bindings.wait) dispatcher.install(module, binding, bindings.holdings);
      bindings.all.set(binding, holding);
    } catch (error) {
      holding.drop();
      throw error;
    }
    return (held.installed = capabilities.mint({ importer, binding, holding }));
  };
  return {
    Install: install as Client<typeof Dispatcher>["Install"],
    Uninstall: (installed) => {
      meter.work(changeOperations);
      const own = capabilities.reveal(installed, "Dispatcher.Uninstall");
      if (own.importer !== importer) {
        throw new RespinError(
          "RSP_CAPABILITY",
          `Dispatcher.Uninstall: the binding is of ${own.importer.name}, and ${importer.name} takes out only its own`,
        );
      }
      remove(own.binding);
      own.holding.drop();
      capabilities.revoke(installed);
    },
  };
}

/**
 * The handler, with its operations counted for its extension. It is a procedure of the kernel's own, so that what is said of it
 * is not said of the extension's: any handler may be ended at its bound, but one that does not say so ends its extension then.
 * One that throws is a fault of its extension's, whether or not that reaches the raiser; what is to be waited for answers a call,
 * and may answer with an error.
 */
function counted(
  inside: Inside,
  { meter, declarations, failed }: Installing,
  handler: Callable,
  on: { readonly event: string },
): Callable {
  const { account } = inside.importer;
  const wrapped: Callable = (...args) => {
    if (!account.closed) {
      meter.attribute(inside);
      meter.work(callOperations);
      try {
        return stepped(inside, handler(...args));
      } catch (error) {
        if (!account.closed) {
          // The dispatcher tells of those that were ended at their bound.
          if (!meter.isPassed && !meter.hasRefused(error)) failed(inside, on.event, error);
          throw error;
        }
      }
    }
    // The extension has ended while the raise was under way: the raise goes on without.
    meter.discard();
    return undefined;
  };
  const facts = declarations.factsOf(handler);
  return declarations.declare(alike(wrapped, handler), { ...facts, operations: undefined, ephemeral: true });
}

/** What a handler returns to be waited for is entered step by step, as everything of its extension's is; all else is as it is. */
function stepped(inside: Inside, result: unknown): unknown {
  return isWaiting(result) ? inside.during(result) : result;
}

/** By what it is, not by what it looks like: no code of whoever made it runs. */
function isWaiting(result: unknown): result is Waiting<unknown> {
  return types.isGeneratorObject(result);
}

/** A guard, bounded and counted: one that fails does not hold, and the raise goes on without its handler. */
function guarding(inside: Inside, { meter, declarations, failed }: Installing, guard: Callable): Callable {
  const { account } = inside.importer;
  const { limits } = account;
  const wrapped: Callable = (...args) => {
    if (account.closed) return false;
    const entered = meter.enter(limits.operations, inside);
    let holds = false;
    let failure: { readonly error: unknown } | undefined;
    try {
      holds = guard(...args) === true;
    } catch (error) {
      failure = { error };
    }
    if (meter.leave(entered)) failure ??= { error: undefined };
    if (failure === undefined) return holds;
    failed(inside, "a guard", failure.error);
    return false;
  };
  return declarations.declare(alike(wrapped, guard), { functional: true, ephemeral: true });
}

/** A procedure as errors show another, which takes as many arguments. Runs no code of whoever made that. */
function alike(procedure: Callable, shown: Callable): Callable {
  if (types.isProxy(shown)) return procedure;
  for (const key of ["name", "length"]) {
    const value: unknown = Object.getOwnPropertyDescriptor(shown, key)?.value;
    if (typeof value === "string" || typeof value === "number") Object.defineProperty(procedure, key, { value });
  }
  return procedure;
}

/** Read what an extension asks for, once. Throws RSP_GUARD for a guard that the compiler does not vouch for, and RSP_HANDLER. */
function readOptions(
  inside: Inside,
  kernel: Installing,
  given: unknown,
): {
  readonly guards: readonly Callable[];
  readonly cancel: boolean;
  readonly order?: "first" | "last";
  readonly mode?: "asynchronous";
} {
  const { name } = inside.importer;
  const of = (key: string): unknown =>
    typeof given === "object" && given !== null ? Reflect.get(given, key) : undefined;
  const [order, mode, cancel] = [of("order"), of("mode"), of("cancel")];
  const known =
    (order === undefined || order === "first" || order === "last") &&
    (mode === undefined || mode === "synchronous" || mode === "asynchronous") &&
    (cancel === undefined || typeof cancel === "boolean");
  if (!known) {
    throw new RespinError(
      "RSP_HANDLER",
      `${name} installs a handler with an order, mode or cancel that there is not; see Dispatcher.Install`,
    );
  }
  return {
    guards: readGuards(inside, kernel, of("guards")),
    cancel: cancel === true,
    ...(order === undefined ? {} : { order }),
    ...(mode === "asynchronous" ? { mode } : {}),
  };
}

function readGuards(inside: Inside, kernel: Installing, asked: unknown): readonly Callable[] {
  const { name } = inside.importer;
  if (asked === undefined) return [];
  const count = Array.isArray(asked) ? asked.length : guardsMax + 1;
  if (count > guardsMax) {
    throw new RespinError(
      "RSP_GUARD",
      `${name} gives no list of at most ${guardsMax} guards; give an array of so many`,
    );
  }
  const guards: Callable[] = [];
  for (let n = 0; n < count; n++) {
    const guard: unknown = Reflect.get(Object(asked) as object, n);
    if (!isCallable(guard) || kernel.declarations.factsOf(guard)?.functional !== true) {
      throw new RespinError(
        "RSP_GUARD",
        `${name} gives a guard that nobody says is functional; mark it with functional(...) and compile it`,
      );
    }
    guards.push(guarding(inside, kernel, guard));
  }
  return guards;
}

function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}
