import { defineInterface, procedure } from "../../interface/interface.js";
import { integer, text } from "../../interface/types.js";
import { kernel, type Kernel } from "../../testing/kernel.js";
import { objectFile, type Written } from "../../testing/object-files.js";
import type { Domain } from "../domain.js";
import type { Importer } from "../links.js";

/** Domains that tests are about: one adds, another doubles by way of that, and the kernel greets. */

export const Adder = defineInterface("Adder", { Add: procedure([integer, integer], integer) });
export const Doubler = defineInterface("Doubler", { Double: procedure([integer], integer) });
export const Greeter = defineInterface("Greeter", { Greet: procedure([], text) });

export const adder: Written = { name: "adder", exports: [[Adder, "{ Add: (a, b) => a + b }"]] };
export const doubler: Written = {
  name: "doubler",
  imports: [Adder],
  exports: [[Doubler, "{ Double: (n) => Adder_Add.raise(n, n) }"]],
};

export function create({ linker }: Kernel, written: Written): Domain {
  return linker.create(objectFile(written));
}

/** Call a procedure of a domain as the kernel does. */
export function double(with_: Kernel, domain: Domain, n: number): unknown {
  return with_.linker.linksOf(domain, Doubler).Double.raise(n as never);
}

/** An adder and a doubler, linked and run. */
export function running(): { readonly world: Kernel; readonly source: Domain; readonly target: Domain } {
  const world = kernel();
  const source = create(world, adder);
  const target = create(world, doubler);
  world.linker.resolve(source, target);
  world.linker.run(source);
  world.linker.run(target);
  return { world, source, target };
}

export function greeting({ name }: Importer): { readonly Greet: () => string } {
  return { Greet: () => `hello ${name}` };
}
