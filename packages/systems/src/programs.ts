import { extensionLibrary, type Kernel } from "@respin/core";
import { operationsMax } from "@respin/hardware";
import { hardenRealm, Linker, type Client, type Exported, type Interface, type Procedures } from "@respin/linker";
import { programFile } from "./object-files.js";

/** A program that was loaded, as whoever loaded it calls it. */
export interface Program {
  /** An interface that it exports. Throws RSP_UNRESOLVED where it exports no such interface. */
  readonly clientOf: <P extends Procedures>(declared: Interface<P>) => Client<Interface<P>>;
}

/**
 * Object files where they are no extensions: in tasks and libraries outside of the kernel, and in a kernel that was built with
 * them. It is the object file that SPIN links into its kernel, linked to the calls of another system (design section 4: a
 * system is a placement). It is metered alike, so what it does takes as long in every system. Nothing bounds it: a program
 * in a space of its own harms only itself, and runs until it is done.
 */
export class Programs {
  readonly #linker: Linker;

  constructor({ machine, dispatcher, modules, declarations }: Kernel) {
    // Object files are evaluated in a hardened realm only.
    hardenRealm();
    this.#linker = new Linker({
      dispatcher,
      modules,
      counter: machine.counter,
      out: () => machine.allow(operationsMax),
      library: extensionLibrary(declarations),
      within: (_program, work) => work(),
      entered: (_program, procedure) => procedure,
    });
  }

  /** Load the object file of a package, linked to what it calls, and run its initialization. Throws RSP_SYSTEM_UNBUILT, RSP_UNRESOLVED. */
  load(packageName: string, name: string, calls: readonly Exported[]): Program {
    const linker = this.#linker;
    const domain = linker.create(programFile(packageName), { name });
    linker.resolve(linker.createFromModule(`the calls of ${name}`, ...calls), domain);
    linker.run(domain);
    return {
      clientOf: <P extends Procedures>(declared: Interface<P>): Client<Interface<P>> => {
        const procedures = Object.entries(linker.linksOf(domain, declared)).map(
          ([procedure, link]) => [procedure, (...args: never[]) => link.raise(...args)] as const,
        );
        return Object.fromEntries(procedures) as Client<Interface<P>>;
      },
    };
  }
}
