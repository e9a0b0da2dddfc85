import { RespinError } from "@respin/hardware";
import { anything, defineInterface, integer, operation, procedure } from "@respin/linker";
import { expect } from "vitest";
import { Console, PhysAddr, Strand, type MemoryClient } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import type { Strand as KernelStrand } from "../strand.js";
import { run } from "./boot.js";
import { bootKernel, extensionFile, thrown, type Written } from "./extensions.js";
import { Dispatcher } from "../extensions/dispatcher-interface.js";
import { Handover } from "../extensions/handover.js";
import type { Extension } from "../extensions/loaded.js";

/** An extension in versions, each of which takes the place of the one before, and what a test asks of it. */

export const Counter = defineInterface("Counter", {
  Version: procedure([], integer),
  Count: procedure([], integer),
  Do: procedure([anything], anything),
});
export const Slow = defineInterface("Slow", { Wait: operation([], integer) });
export const User = defineInterface("User", { Ask: procedure([], integer), Wait: operation([], integer) });

/** The kernel of the test that runs, what it wrote of ejections, and whose memory the counters work for. */
export let kernel: Kernel;
export let ejected: string[];
export let client: MemoryClient;

/** Boot another kernel: before each test. */
export function boot(): void {
  ({ kernel, ejected } = bootKernel({ frames: 16 }));
  client = kernel.storage.createClient("db", 4);
}

interface Version {
  readonly body?: string;
  readonly Do?: string;
  readonly Wait?: string;
  readonly Give?: string;
  readonly Take?: string;
  readonly imports?: Written["imports"];
  readonly exports?: Written["exports"];
}

/** A version of an extension that counts its calls, hands its count over, and handles reclaims by saying its version. */
export function file(
  version: number,
  { body, Do = "", Wait, Give, Take, imports = [], exports }: Version = {},
): Uint8Array {
  return extensionFile({
    name: `counter-${version}`,
    imports: [Dispatcher, PhysAddr, Strand, Console, ...imports],
    exports: exports ?? [
      [Counter, `{ Version: () => ${version}, Count: () => ++count, Do: (given) => { ${Do} } }`],
      [
        Slow,
        `{ *Wait() { ${Wait ?? `Strand_Block.raise(Strand_Current.raise()); yield; say("v${version} goes on"); return ${version};`} } }`,
      ],
      [
        Handover,
        `{ Give: () => { ${Give ?? "return { count };"} }, Take: (given) => { ${Take ?? "count = given.count;"} } }`,
      ],
    ],
    body: `let count = 0; const console = Console_Open.raise(); const say = (line) => Console_Write.raise(console, line);
      ${body ?? `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v${version} reclaims"); return page; });`}`,
  });
}

export const v1Handler = `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v1 reclaims"); return page; });`;

export const load = (version = 1, of: Version = {}): Extension =>
  kernel.extensions.load(file(version, of), { name: "counter", grant: { clients: [client] } });
export const counter = (extension: Extension) => kernel.extensions.clientOf(extension, Counter);
export const lines = (): readonly string[] => kernel.console.lines;
export const reclaim = (): void =>
  void kernel.storage.events.Reclaim.raise(run(kernel.strands, kernel.storage.allocate(client)));
export const settle = (): void => expect(thrown(() => kernel.strands.runUntil(() => false)).code).toBe("RSP_DEADLOCK");
export const handlers = (): number => kernel.dispatcher.handlers(kernel.storage.events.Reclaim).length;

/** An extension that is linked to the counter. */
export const user = (of: Extension): Extension =>
  kernel.extensions.load(
    extensionFile({
      name: "user",
      imports: [Counter, Slow],
      exports: [[User, `{ Ask: () => Counter_Version.raise(), *Wait() { return yield* Slow_Wait.raise(); } }`]],
    }),
    { imports: [of.domain] },
  );

/** Call Slow.Wait on a strand of its own; its result, or the code of its error, comes into the list. */
export function call(of: Extension, results: unknown[], declared: typeof Slow | typeof User = Slow): KernelStrand {
  const { Wait } = kernel.extensions.clientOf(of, declared as typeof Slow);
  return kernel.strands.startKernel(
    "caller",
    (function* () {
      try {
        results.push(yield* Wait());
      } catch (error) {
        results.push(error instanceof RespinError ? error.code : error);
      }
    })(),
  );
}

/** An old version that has a page pinned until its end. */
export function loadPinning(of: Version = {}): { readonly old: Extension; readonly pins: () => number } {
  const page = run(kernel.strands, kernel.storage.allocate(client));
  const old = load(1, { ...of, Do: `PhysAddr_Pin.raise(given);` });
  counter(old).Do(page);
  const frame = kernel.storage.frameOf(page, "test");
  return { old, pins: () => kernel.storage.inspect(frame).pins };
}
