import type { Extension } from "@respin/core";
import type { System } from "@respin/systems";
import { Refused } from "../refused.js";
import { told } from "../told.js";

/** What is told of an extension. */
export interface ExtensionStatus {
  readonly name: string;
  readonly state: string;
  readonly operations: number;
  readonly handlers: number;
  readonly strands: number;
  readonly frames: number;
  readonly faults: number;
}

/** Extensions of others that run at a time. */
const loadedMax = 32;
/** Of those that have ended, so many are still told of. */
const endedMax = 20;
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$/;

/** One run of a loaded extension's code may do so much that it takes milliseconds of the host, not tens of them. */
const limits = { operations: 1_000_000, handlers: 100, strands: 100 };

/**
 * The extensions that were loaded into a running system from outside, by name. They work for nobody's memory but their own; the
 * system's own extensions are told of, and cannot be touched.
 */
export class LoadedExtensions {
  readonly #system: System;
  readonly #loaded = new Map<string, Extension>();
  readonly #ended: Extension[] = [];

  constructor(system: System) {
    this.#system = system;
  }

  /**
   * Load a signed object file. Throws Refused: 400 RSP_EXTENSION_NAME, 409 RSP_EXTENSION_LOADED or RSP_EXTENSIONS_FULL, 501 RSP_FIXED_KERNEL,
   * and 422 with what the linker says of the file.
   */
  load(name: string, bytes: Uint8Array): void {
    const { extensions } = this.#linking();
    if (!namePattern.test(name)) {
      throw new Refused(
        400,
        "RSP_EXTENSION_NAME",
        `${JSON.stringify(name)} is no name for an extension: use 1 to 64 letters, digits, spaces, dots, hyphens`,
      );
    }
    this.#forget();
    if (extensions.running.some((each) => each.name === name)) {
      throw new Refused(
        409,
        "RSP_EXTENSION_LOADED",
        `${name} is loaded already: replace it with PUT, or unload it first`,
      );
    }
    if (this.#loaded.size >= loadedMax) {
      throw new Refused(409, "RSP_EXTENSIONS_FULL", `${loadedMax} extensions are loaded: unload one first`);
    }
    this.#loaded.set(
      name,
      linking(() => extensions.load(bytes, { name, limits })),
    );
  }

  /** Put another object file in the place of one that was loaded. Throws Refused: 404, 409, 422, 501 as the others do. */
  replace(name: string, bytes: Uint8Array): void {
    const { extensions } = this.#linking();
    const old = this.#named(name);
    this.#loaded.set(
      name,
      linking(() => extensions.replace(old, bytes)),
    );
    this.#end(old);
  }

  /** Unload one that was loaded. Throws Refused: 404 RSP_EXTENSION_UNKNOWN, 409 RSP_EXTENSION_OWNED, 501 RSP_FIXED_KERNEL. */
  unload(name: string): void {
    const { extensions } = this.#linking();
    const extension = this.#named(name);
    linking(() => extensions.unload(extension));
    this.#forget();
  }

  /** Those that run, the system's own first; then those that were loaded and have ended, the newest last. */
  status(): readonly ExtensionStatus[] {
    if (this.#system.name !== "spin") return [];
    this.#forget();
    return [...this.#system.kernel.extensions.running, ...this.#ended].map((each) => {
      const { operations, handlers, strands, frames, faults } = each.balance();
      return { name: each.name, state: each.state, operations, handlers, strands, frames, faults };
    });
  }

  /** The kernel that links. Throws Refused: 501. */
  #linking(): System["kernel"] {
    if (this.#system.name === "spin") return this.#system.kernel;
    throw new Refused(
      501,
      "RSP_FIXED_KERNEL",
      `the kernel of ${this.#system.name} is fixed and links no extensions: ask the service of spin`,
    );
  }

  #named(name: string): Extension {
    this.#forget();
    const found = this.#loaded.get(name);
    if (found !== undefined) return found;
    if (this.#system.kernel.extensions.running.some((each) => each.name === name)) {
      throw new Refused(409, "RSP_EXTENSION_OWNED", `${name} is the system's own: it stays as long as the system runs`);
    }
    throw new Refused(
      404,
      "RSP_EXTENSION_UNKNOWN",
      `no extension ${JSON.stringify(name)} is loaded: load it with POST`,
    );
  }

  /** What was ejected meanwhile is no longer loaded. */
  #forget(): void {
    for (const [name, extension] of this.#loaded) {
      if (extension.state === "running") continue;
      this.#loaded.delete(name);
      this.#end(extension);
    }
  }

  #end(extension: Extension): void {
    this.#ended.push(extension);
    if (this.#ended.length > endedMax) this.#ended.shift();
  }
}

/** What the linker refuses is the object file's fault. Throws Refused: 422, with the linker's own code. */
function linking<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message } = told(error);
    if (code === "RSP_INVARIANT") throw error;
    if (code === "RSP_UNFORESEEN") {
      throw new Refused(422, "RSP_EXTENSION_FAILED", `its initialization threw an error of its own: ${message}`);
    }
    throw new Refused(422, code, message);
  }
}
