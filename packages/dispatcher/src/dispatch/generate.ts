import type { Source } from "../declared/matches.js";
import type { Raise } from "./plan.js";

/** As it was before anyone could harden the realm, which may slow it down or take it away. */
const GeneratedFunction = Function;

let serial = 0;

/**
 * A raise out of its text, in which `k` are the values. Undefined where the host lets no code be generated
 * (`--disallow-code-generation-from-strings`, a content security policy).
 */
export function generate(event: string, text: string, values: readonly unknown[]): Raise | undefined {
  // A name of its own for each: V8 would otherwise share one text's call-site feedback among all events that have it.
  const name = `respin-dispatcher/${event.replaceAll(/[^\w.-]/g, "_")}/${++serial}`;
  try {
    const make: unknown = new GeneratedFunction("k", `"use strict";\n${text}\n//# sourceURL=${name}`);
    const raise: unknown = isCallable(make) ? make(values) : undefined;
    return isCallable(raise) ? raise : undefined;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function isCallable(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}

/** The body of a function of `a` that reads what a match compares, as `readerOf` does, with the names of what it needs. */
export function readerText(source: Source, unreadable: string, hasBytes: string): string {
  switch (source.kind) {
    case "argument":
      return "return a;";
    case "property":
      return `if (a === undefined || a === null) return ${unreadable}; try { return a[${JSON.stringify(source.property)}]; } catch { return ${unreadable}; }`;
    case "field": {
      const { offset, width, mask } = source;
      const bytes = Array.from({ length: width }, (_, n) => `a[${offset + n}] << ${8 * (width - 1 - n)}`).join(" | ");
      return `return ${hasBytes}(a, ${offset + width}) ? ((${bytes}) & ${mask}) >>> 0 : ${unreadable};`;
    }
  }
}
