import type { Extension } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Interface, Procedures, Waiting } from "@respin/linker";
import { Oracle, Strike, Tenant, Waiter } from "./interfaces.js";
import type { Attack } from "./attack.js";
import { givenTo } from "./given.js";
import type { World } from "./world.js";

/** What came of an attack. */
export interface Day {
  /** In order, each thing once: what the attack said, what its calls threw, and what it was ejected for. */
  readonly seen: readonly string[];
  /** What it got that it must not get. */
  readonly loot: readonly string[];
  /** Milliseconds of the processor that it took. */
  readonly tookMs: number;
}

/**
 * A day in the life of a hostile extension: it is loaded, moves in, is called in every way that a kernel calls extensions, its
 * application faults and runs out of memory, others do their own work meanwhile, and it is unloaded.
 */
export function spendDay(world: World, bytes: Uint8Array, attack: Setting = plain): Day {
  const seen = new Set<string>();
  const began = process.cpuUsage();
  const { kernel, attacker } = world;
  const { extensions, console, storage } = kernel;
  let lines = console.lines.length;
  let extension: Extension | undefined;

  const listen = (): void => {
    const { lines: written } = console;
    for (const line of written.slice(Math.min(lines, written.length)))
      if (line.startsWith("SAW ")) seen.add(line.slice(4));
    lines = written.length;
    for (const { ejection } of world.ejections.splice(0))
      seen.add(`ejected from ${ejection.where} for ${ejection.limit}`);
  };
  const step = (what: string, act: () => { readonly error: unknown } | undefined | void): void => {
    let failure: { readonly error: unknown } | undefined;
    try {
      failure = act() ?? undefined;
    } catch (error) {
      failure = { error };
    }
    listen();
    if (failure === undefined) return;
    const name = nameOf(failure.error);
    // What the kernel says where nobody handles the fault: most attacks do not.
    if (name !== "RSP_PAGE_NOT_PRESENT") seen.add(`${what}: ${name}`);
  };
  const exported = <P extends Procedures>(declared: Interface<P>, name: string): Extension | undefined =>
    extension?.state === "running" && extension.domain.exports.includes(name) && declared !== undefined
      ? extension
      : undefined;

  const { client, context, region } = attacker;
  const names = new Set(extensions.names.names);
  const given = givenTo(world, attack, () => extension, replace);
  const options = {
    grant: { clients: [client], contexts: [context], files: ["mine"] },
    imports: [...world.neighbours.map(({ domain }) => domain), ...given],
  };
  function replace(): void {
    if (extension === undefined) return;
    const by = attack.replacement === "replaced by keeper" ? world.keeper : bytes;
    const imports = given.filter((each) => typeof each !== "string");
    extension = extensions.replace(extension, by, { imports });
  }
  if (attack.replacement === "replaces keeper") {
    const keeper = extensions.load(world.keeper, options);
    extensions.clientOf(keeper, Tenant).Move(client, context, region);
    world.run(20);
    extension = keeper;
    const before = keeper.balance();
    step("replace", replace);
    // One that could not be replaced is as it was, and can go on.
    if (extension === keeper) {
      step("the old one", () => extensions.clientOf(keeper, Strike).Strike());
      for (const [what, count] of Object.entries(keeper.balance())) {
        if (what !== "operations" && Reflect.get(before, what) !== count) seen.add(`the old one has other ${what}`);
      }
    }
  } else {
    step("load", () => void (extension = extensions.load(bytes, options)));
  }
  const tenant = exported(Tenant, "Tenant");
  if (tenant !== undefined) step("move", () => void extensions.clientOf(tenant, Tenant).Move(client, context, region));
  const strike = exported(Strike, "Strike");
  if (strike !== undefined) step("strike", () => void extensions.clientOf(strike, Strike).Strike());
  const oracle = exported(Oracle, "Oracle");
  if (oracle !== undefined) {
    step("ask", () => void extensions.clientOf(oracle, Oracle).Ask(Object.freeze({ question: "alive" })));
  }
  step("run", () => world.run(200));
  // One that has its own say in it is replaced when it asks.
  if (attack.replacement?.startsWith("replaced by") === true && !attack.given.includes("operator")) {
    step("replace", replace);
    step("run", () => world.run(200));
  }
  step("names", () => {
    const stranger = kernel.modules.create("a stranger");
    for (const name of extensions.names.names) if (!names.has(name)) extensions.names.lookup(name, stranger);
  });
  step("fault", () => world.runFor(attacker, world.touch(attacker, []), 200));
  if (extension?.state === "running") {
    step("reclaim", () =>
      world.runFor(
        attacker,
        (function* (): Waiting {
          for (let n = 0; n < 30; n++) yield* storage.allocate(client);
        })(),
        200,
      ),
    );
  }
  const waiter = exported(Waiter, "Waiter");
  if (waiter !== undefined) step("wait", () => world.runFor(attacker, extensions.clientOf(waiter, Waiter).Wait(), 20));
  step("others", () => {
    for (const wrong of world.useVictim()) seen.add(`others: ${wrong}`);
  });
  const loaded = extension;
  if (loaded?.state === "running") step("unload", () => extensions.unload(loaded));
  step("afterwards", () => world.run());

  const { user, system } = process.cpuUsage(began);
  const loot = console.lines.filter((line) => line.startsWith("LOOT"));
  return { seen: [...seen], loot, tookMs: (user + system) / 1000 };
}

/** What an attack is to be given, and what becomes of it. */
type Setting = Pick<Attack, "given" | "replacement">;
const plain: Setting = { given: [], replacement: undefined };

const trap = "metered code may not use ";

/** What was thrown, without running any code of it. */
export function nameOf(error: unknown): string {
  if (error instanceof RespinError) return typeof error.code === "string" ? firstLine(error.code) : "an odd code";
  if (typeof error !== "object" || error === null) return typeof error;
  const code: unknown = Reflect.getOwnPropertyDescriptor(error, "code")?.value;
  if (error instanceof Error && typeof code === "string") return firstLine(code);
  const message: unknown = Reflect.getOwnPropertyDescriptor(error, "message")?.value;
  if (error instanceof TypeError) {
    return typeof message === "string" && message.startsWith(trap) ? `trap ${message.slice(trap.length)}` : "TypeError";
  }
  if (error instanceof RangeError) return "RangeError";
  return error instanceof Error ? "Error" : "object";
}

function firstLine(text: string): string {
  return text.split("\n")[0];
}
