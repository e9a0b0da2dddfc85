import { RespinError } from "@respin/hardware";
import { evaluate } from "../compartment.js";
import { safeGlobals, safeGlobalValues } from "../globals.js";
import { harden, hardenRealm } from "../realm.js";

hardenRealm();

/** All that an extension may name. */
export const everyGlobal = safeGlobalValues(Object.keys(safeGlobals), "hostile");

class Capability {
  readonly #secret = 1;

  static reveal(capability: Capability): number {
    return capability.#secret;
  }
}

/** What a kernel hands to an extension: of each kind one. */
export const host = harden({
  call: (value: unknown) => value,
  method(this: void, value: unknown): unknown {
    return value;
  },
  record: { value: 1, inner: { list: [1, 2, 3] } },
  throwing: () => {
    throw new RespinError("RSP_HOST", "the host: refused; do without");
  },
  throwingPlain: () => {
    throw new TypeError("refused");
  },
  waiting: function* () {
    yield 1;
  },
  capability: new Capability(),
});

/** How an attack ended: "refused" before it ran, "throws <name>", or what it returned. */
export function outcome(code: string): unknown {
  let attack: unknown;
  try {
    attack = evaluate(code, everyGlobal, "hostile.js");
  } catch (error) {
    if (error instanceof RespinError && error.code === "RSP_CONFINE") return "refused";
    throw error;
  }
  try {
    return typeof attack === "function" ? Reflect.apply(attack, undefined, [host]) : attack;
  } catch (error) {
    return error instanceof Error ? `throws ${error.name}` : "throws something else";
  }
}
