import { RespinError } from "@respin/hardware";
import { describeEjection, type Ejection } from "./ejection.js";
import type { Loaded } from "./loaded.js";

/** Ejections that are remembered. */
const ejectionsMax = 1000;

/** Why and from where an extension is ejected. */
type Reason = Omit<Ejection, "extension" | "returned" | "operations">;

/** When an extension is ejected, and which were. */
export class Ejections {
  /** The newest last. */
  readonly all: Ejection[] = [];
  readonly #end: (loaded: Loaded, why: string) => void;
  readonly #onEjection: (ejection: Ejection, line: string) => void;

  constructor(end: (loaded: Loaded, why: string) => void, onEjection: (ejection: Ejection, line: string) => void) {
    this.#end = end;
    this.#onEjection = onEjection;
  }

  /** End an extension, and tell why. */
  eject(loaded: Loaded, why: Reason): Ejection {
    const returned = loaded.importer.account.balance();
    const { operations } = loaded.inside;
    const ejection: Ejection = Object.freeze({ extension: loaded.name, ...why, operations, returned });
    this.#end(loaded, `it was ejected from ${why.where}`);
    this.all.push(ejection);
    if (this.all.length > ejectionsMax) this.all.shift();
    this.#onEjection(ejection, describeEjection(ejection));
    return ejection;
  }

  /** A run of its code failed, and nobody waits for it. One too many is its end. */
  fault(loaded: Loaded | undefined, where: string, error: unknown): void {
    if (loaded === undefined) return;
    const { account } = loaded.importer;
    if (!account.fault()) return;
    const { faults, limits } = account;
    const reason = `the last one ${codeOf(error)}`;
    this.eject(loaded, { where, limit: "faults", used: faults, allowed: limits.faults, reason });
  }

  /** A run of its code, which may not be ended half-way, has spent more than it may: that is its end. */
  passed(loaded: Loaded | undefined, where: string, allowed: number): void {
    if (loaded === undefined) return;
    loaded.importer.account.fault();
    this.eject(loaded, { where, limit: "operations", used: allowed + 1, allowed, reason: "" });
  }
}

/** What an extension threw, in words. It may have made the kernel's own error with anything for a code. */
function codeOf(error: unknown): string {
  const code: unknown =
    error instanceof RespinError ? Object.getOwnPropertyDescriptor(error, "code")?.value : undefined;
  return typeof code === "string" && /^RSP_[A-Z_]{1,60}$/.test(code) ? `with ${code}` : "with an error of its own";
}
