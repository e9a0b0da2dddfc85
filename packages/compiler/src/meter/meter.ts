/**
 * The meter: makes a text pay for what it does before it does it.
 *
 * A pure function of one bundled module's text. What the text may contain was checked by type before; the meter
 * relies on none of it, so that a text that came around the checks is held by its syntax alone: what cannot be
 * metered becomes a throw at the place where it would run.
 *
 * Invariant M5: the metered text does what the text does, until it has to end.
 *   Kept by: every rewriting evaluates what was evaluated, once and in order. Attacked by: meter.properties.test.ts
 */
import { RespinError } from "@respin/hardware";
import type { Program } from "acorn";
import { MagicString, type SourceMap } from "magic-string";
import { buildCallGraph } from "./calls.js";
import { collectDefinitions } from "./definitions.js";
import { markErrors } from "./error-weight.js";
import { inferNumbers } from "./numbers.js";
import { preludeGlobals, preludeText } from "./prelude.js";
import { resolvePrivateNames } from "./private-names.js";
import { findQuiet } from "./quiet.js";
import { findGuarded } from "./recursion.js";
import { rewriteNode } from "./rewrite.js";
import { type Binding, type Scopes, analyseScopes } from "./scopes.js";
import { parseText, refusal, spelledNames } from "./syntax.js";
import { weightOfEntry } from "./weights.js";
import { Work } from "./work.js";

/** A metered text, and what it needs around it. */
export interface Metered {
  /** The text, metered; the export statement at its end stays. */
  readonly code: string;
  /** From the text to `code`, character by character. */
  readonly map: SourceMap;
  /** Statements that `code` needs before it, in the same scope. They use the names below. */
  readonly prelude: string;
  /**
   * Names that the text does not contain: of an object whose field `left` is the fuel that is left, a whole number below 2 ** 30,
   * and of a function that is called when `left` has gone below zero. It throws, or gives more and returns.
   */
  readonly names: { readonly fuel: string; readonly out: string };
  /** The names the text uses and does not declare, sorted. */
  readonly freeNames: readonly string[];
  /** Functions, loops, and functions that count their frames. */
  readonly functions: number;
  readonly loops: number;
  readonly guarded: number;
}

/**
 * Meter one bundled ES module: no imports, at most one `export { ... }`, its last statement.
 * Throws RSP_METER_TEXT for a text that is none, or too deeply nested to be looked at.
 */
export function meter(source: string): Metered {
  try {
    return meterText(source);
  } catch (error) {
    if (error instanceof RespinError) throw error;
    if (error instanceof RangeError) throw refusal("it is nested too deeply");
    throw error;
  }
}

function meterText(source: string): Metered {
  const text = parseText(source);
  resolvePrivateNames(text.program);
  const scopes = analyseScopes(text.program);
  const prefix = freshPrefix(source, text.program);
  const definitions = collectDefinitions(text, scopes);
  markErrors(text, scopes, definitions);
  const numbers = inferNumbers(scopes, definitions);
  const graph = buildCallGraph(text, scopes, definitions, numbers);
  const guarded = findGuarded(graph);
  const quiet = findQuiet(graph, guarded);
  const renamed = renameHiding(scopes, prefix);
  const out = new MagicString(source);
  const work = new Work(
    { text, scopes, definitions, numbers, graph, guarded, quiet, renamed, prefix },
    out,
    rewriteNode,
  );
  work.rewriteAll(text.program.body);
  out.prepend(`${work.region.declaration} ${work.charge(weightOfEntry(text.program))} `);
  // A comment at the end must not reach what the linker writes next.
  out.append("\n");
  return {
    code: out.toString(),
    map: out.generateMap({ hires: true }),
    prelude: preludeText(prefix),
    names: { fuel: work.name("fuel"), out: work.name("out") },
    freeNames: scopes.freeNames,
    functions: work.functions,
    loops: work.loops,
    guarded: work.guards,
  };
}

/** Neither the text nor any name in it, unescaped, contains the prefix. */
function freshPrefix(source: string, program: Program): string {
  const names = [...spelledNames(program)];
  for (let count = 0; ; count++) {
    const prefix = `$${count === 0 ? "" : count}_`;
    if (!source.includes(prefix) && !names.some((name) => name.includes(prefix))) return prefix;
  }
}

/** Variables of the text that would hide from the prelude, in whose scope they are, a global that it needs. */
function renameHiding(scopes: Scopes, prefix: string): Map<Binding, string> {
  const renamed = new Map<Binding, string>();
  for (const binding of scopes.bindings) {
    if (binding.top && preludeGlobals.includes(binding.name)) renamed.set(binding, `${prefix}its${binding.name}`);
  }
  return renamed;
}
