/** Proof of being a module: an opaque object that only the module itself holds. `THIS_MODULE()` of the papers. */
export interface Module {
  /** Static only. */
  readonly module?: "descriptor";
}

/** Who knows modules by their descriptors. In a kernel, the linker. */
export interface ModuleIdentity {
  /** The name of the module whose descriptor this is; undefined for anything else. */
  nameOf(descriptor: object): string | undefined;
}

/** Descriptors for stand-alone use: whoever creates a module is given its only descriptor. */
export class Modules implements ModuleIdentity {
  readonly #names = new WeakMap<object, string>();

  create(name: string): Module {
    const descriptor = Object.freeze({});
    this.#names.set(descriptor, name);
    return descriptor;
  }

  nameOf(descriptor: object): string | undefined {
    return this.#names.get(descriptor);
  }
}
