import { invariant, RespinError } from "@respin/hardware";
import type { SourceMap } from "rollup";
import { preludeGlobals } from "../meter/prelude.js";

/** What goes into the frame. */
export interface Framed {
  /** The metered text: first the declaration of `declared`, last the export statement. */
  readonly code: string;
  readonly map: SourceMap;
  readonly prelude: string;
  readonly names: { readonly fuel: string; readonly out: string };
  readonly links: readonly { readonly interfaceName: string; readonly procedure: string }[];
  readonly library: readonly string[];
  readonly declared: readonly string[];
}

/**
 * Put a metered text into the frame that the linker evaluates: one function expression, which is given the counter, what to
 * call when it is used up, the library, and the language's own objects for the meter's helpers, and returns how to put a link
 * behind an import, and how to run the text.
 */
export function frame({ code, map, prelude, names, links, library, declared }: Framed): {
  readonly code: string;
  readonly sourceMap: string;
} {
  const { body, exported } = splitExports(withoutDeclaration(code, declared));
  const cases = links.map((_, n) => `case ${n}: ${declared[n]} = to; break;`);
  const helpers = helpersOf(prelude, body, `${names.fuel}Language`);
  // The parameters are shadowed by nothing in the text: the meter chose names that do not occur in it.
  const head = [
    `(function (${names.fuel}, ${names.out}, ${names.fuel}Library, ${names.fuel}Language) {`,
    `"use strict";`,
    links.length === 0 ? "" : `let ${declared.slice(0, links.length).join(", ")};`,
    library.length === 0 ? "" : `const { ${library.join(", ")} } = ${names.fuel}Library;`,
    ...helpers,
    `return {`,
    `link(n, to) { switch (n) { ${cases.join(" ")} } },`,
    `run() {`,
  ].join("\n");
  const text = `${head}\n${body}\nreturn [${exported.join(", ")}];\n},\n};\n})`;
  const shifted = {
    version: 3,
    sources: map.sources,
    sourcesContent: map.sourcesContent,
    names: map.names,
    mappings: ";".repeat(head.split("\n").length) + map.mappings,
  };
  return { code: text, sourceMap: JSON.stringify(shifted) };
}

/** The helpers, in a scope of their own: what they see of the language is not to be seen by the text. */
function helpersOf(prelude: string, body: string, language: string): readonly string[] {
  const inner = prelude.trim();
  const used = [...inner.matchAll(/^(?:function|const) ([\w$]+)/gm)]
    .map(([, name]) => name)
    .filter((name) => body.includes(name));
  if (inner === "") return [];
  return [
    `const { ${used.join(", ")} } = (({ ${preludeGlobals.join(", ")} }) => {`,
    inner,
    `return { ${used.join(", ")} };`,
    `})(${language});`,
  ];
}

/**
 * The text without the declaration of the links, which has to stand outside of what runs. The line stays, for the source map;
 * the meter may have put something before it.
 */
function withoutDeclaration(code: string, declared: readonly string[]): string {
  if (declared.length === 0) return code;
  const declaration = `let ${declared.join(", ")};`;
  const at = code.indexOf(declaration);
  invariant(at >= 0 && !code.slice(0, at).includes("\n"), "the meter leaves a declaration as it is");
  return code.slice(0, at) + code.slice(at + declaration.length);
}

/** The names that a text exports, and the text before that. Rollup writes one statement, the last. */
function splitExports(code: string): { readonly body: string; readonly exported: readonly string[] } {
  const found = /\nexport \{([^{}]*)\};\s*$/.exec(`\n${code}`);
  if (found === null) {
    if (/(^|\n)export /.test(code)) {
      throw new RespinError(
        "RSP_EXPORT",
        "the entry exports something in a way that cannot be linked; use `export const`",
      );
    }
    return { body: code, exported: [] };
  }
  const exported = found[1]
    .split(",")
    .map((each) => each.trim().split(/\s+as\s+/)[0])
    .filter((each) => each !== "");
  return { body: code.slice(0, Math.max(0, found.index - 1)), exported };
}
