import { declarationOf } from "../interface/interface.js";
import { SigningKey, TrustedKeys } from "../object-file/keys.js";
import type { LinkedInterface } from "../object-file/manifest.js";
import { readObjectFile, writeObjectFile, type ObjectFile } from "../object-file/object-file.js";

/** Object files as the compiler makes them, without it: the frame is written by hand, the text in it is not metered. */

/** Any interface: `declarationOf` refuses what is none. */
export type AnyInterface = object;

/** What an object file is made of. */
export interface Written {
  readonly name?: string;
  /** Interfaces that the text calls, as `Name_Procedure.raise(...)`. */
  readonly imports?: readonly AnyInterface[];
  /** Each with the text of an object of its procedures. */
  readonly exports?: readonly (readonly [declared: AnyInterface, procedures: string])[];
  /** Runs before the exports are made. */
  readonly body?: string;
  /** Runs before the module does, as what the compiler adds for itself may. */
  readonly prelude?: string;
  readonly library?: readonly string[];
  readonly globals?: readonly string[];
  /** In the place of the array of exports. */
  readonly returns?: string;
  /** In the place of all the code. */
  readonly code?: string;
  /** In the place of what the manifest says of the imports. */
  readonly claims?: readonly LinkedInterface[];
}

const key = SigningKey.create();
const trusted = new TrustedKeys([key.publicKey]);

/** Write an object file, sign it, and read it. */
export function objectFile(written: Written): ObjectFile {
  const { name = "sample", imports = [], exports = [], library = [], globals = [] } = written;
  const manifest = {
    name,
    compiler: "respinc 0.1.0",
    imports: written.claims ?? imports.map(linked),
    exports: exports.map(([declared]) => linked(declared)),
    library: ["implement", ...library],
    globals,
    metering: { functions: 0, loops: 0, guarded: 0 },
    checked: true,
    sourceLines: 1,
  };
  const code = written.code ?? frame(written);
  return readObjectFile(writeObjectFile({ manifest, code, sourceMap: "{}" }, key), trusted, name);
}

function linked(declared: AnyInterface): LinkedInterface {
  const { name, fingerprint, shapes } = declarationOf(declared);
  return { name, fingerprint, procedures: shapes };
}

function frame({ imports = [], exports = [], library = [], body = "", prelude = "", returns }: Written): string {
  const links = imports.flatMap((declared) => {
    const { name, shapes } = declarationOf(declared);
    return Object.keys(shapes).map((procedure) => `${name}_${procedure}`);
  });
  const implemented = exports.map(
    ([declared, procedures]) => `implement(${JSON.stringify(declarationOf(declared).name)}, ${procedures})`,
  );
  const names = ["implement", ...library];
  return [
    `(function (fuel, out, library) {`,
    `"use strict";`,
    links.length === 0 ? "" : `let ${links.join(", ")};`,
    `const { ${names.join(", ")} } = library;`,
    prelude,
    `return {`,
    `link(n, to) { switch (n) { ${links.map((each, n) => `case ${n}: ${each} = to; break;`).join(" ")} } },`,
    `run() {`,
    body,
    `return ${returns ?? `[${implemented.join(", ")}]`};`,
    `},`,
    `};`,
    `})`,
  ].join("\n");
}
