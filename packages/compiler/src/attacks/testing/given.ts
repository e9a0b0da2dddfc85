import type { Extension } from "@respin/core";
import { exportForEach, type Domain, type Importer } from "@respin/linker";
import type { Attack } from "./attack.js";
import { Names, Operator } from "./interfaces.js";
import { foreignFile, type World } from "./world.js";

/**
 * What an attack is given beside what all are: domains, and names under which the name server has them. `current` is the extension
 * that it is, once it is loaded; `replace` puts another in its place.
 */
export function givenTo(
  world: World,
  { given }: Pick<Attack, "given">,
  current: () => Extension | undefined,
  replace: () => void,
): readonly (Domain | string)[] {
  const { extensions, store, storage } = world.kernel;
  const domains: Readonly<Record<string, () => Domain>> = {
    volume: () => extensions.volumeDomain(store.service(storage)),
    operator: () =>
      extensions.linker.createFromModule(
        "Operator",
        exportForEach(Operator, () => ({ Replace: replace, ForeignFile: foreignFile })),
      ),
    names: () =>
      extensions.linker.createFromModule(
        "Names",
        exportForEach(Names, (importer) => namesFor(world, importer, current)),
      ),
  };
  return given.map((each) => (Object.hasOwn(domains, each) ? domains[each]() : each));
}

/** The name server for one extension, which asks as itself. */
function namesFor(world: World, importer: Importer, current: () => Extension | undefined) {
  const { extensions } = world.kernel;
  const { names, linker } = extensions;
  const self = (): Extension => {
    const extension = current();
    if (extension === undefined) throw new Error("it has not been loaded yet");
    return extension;
  };
  return {
    Register: (name: string, authorizer: (request: unknown) => unknown): void => {
      const extension = self();
      // What it answers is looked at by the name server, whatever it is.
      const ask = (request: unknown): never => extensions.within(extension, () => authorizer(request)) as never;
      names.register(name, extension.domain, importer, ask);
    },
    Withdraw: (name: string): void => names.withdraw(name, importer),
    Import: (name: string): string => {
      const found = names.lookup(name, importer);
      linker.resolve(found, self().domain);
      return found.exports.join();
    },
    Again: (interfaceName: string, name: string): void =>
      names.register(name, linker.reexport(self().domain, interfaceName), importer),
  };
}
