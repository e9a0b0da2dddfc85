import type { Observer } from "@respin/dispatcher";
import { Platter } from "@respin/hardware";
import { declarationOf, SigningKey, TrustedKeys, writeObjectFile, type LinkedInterface } from "@respin/linker";
import { Kernel } from "../kernel.js";
import { Store, type FileDeclaration } from "../store.js";
import { bootMachine, smallMachine } from "./boot.js";

/** Extensions without the compiler: the frame that it makes is written by hand, and signed by a key of the tests' own. */

const key = SigningKey.create();

/** What an extension is made of. Its text pays for what it does with `pay(operations)`, as the meter would make it. */
export interface Written {
  readonly name?: string;
  /** Interfaces that the text calls, as `Name_Procedure.raise(...)`. */
  readonly imports?: readonly object[];
  /** Each with the text of an object of its procedures. */
  readonly exports?: readonly (readonly [declared: object, procedures: string])[];
  /** Its initialization; what it declares, the exports see. */
  readonly body?: string;
  readonly checked?: boolean;
  /** Signed by a key that nobody trusts. */
  readonly foreign?: boolean;
  /** In the place of what the manifest says of the exports. */
  readonly claims?: readonly LinkedInterface[];
}

const library = ["ExternalReferences", "RespinError", "ephemeral", "functional", "implement"];

/** The object file of an extension. */
export function extensionFile(written: Written): Uint8Array {
  const { name = "sample", imports = [], exports = [], checked = true, foreign = false } = written;
  const manifest = {
    name,
    compiler: "respinc 0.1.0",
    imports: imports.map(linked),
    exports: written.claims ?? exports.map(([declared]) => linked(declared)),
    library,
    globals: ["Object", "Int32Array", "Map", "Error"],
    metering: { functions: 0, loops: 0, guarded: 0 },
    checked,
    sourceLines: 1,
  };
  const signer = foreign ? SigningKey.create() : key;
  return writeObjectFile({ manifest, code: frame(written), sourceMap: "{}" }, signer);
}

/** A kernel that trusts the tests' compiler, with some files on its volume, and the lines that ejections wrote. */
export function bootKernel(
  options: { readonly frames?: number; readonly files?: readonly FileDeclaration[]; readonly observer?: Observer } = {},
): {
  readonly kernel: Kernel;
  readonly ejected: string[];
} {
  const platter = Platter.for(smallMachine.disk);
  Store.format(platter, smallMachine.frameBytes, options.files ?? []);
  const ejected: string[] = [];
  const kernel = new Kernel(bootMachine({ ...options, platter }), {
    observer: options.observer,
    trusted: new TrustedKeys([key.publicKey]),
    onEjection: (_ejection, line) => void ejected.push(line),
  });
  return { kernel, ejected };
}

/** The code and message of what an action throws. */
export function thrown(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    return { code: String(code), message: error instanceof Error ? error.message : "no error" };
  }
  return { code: "nothing", message: "" };
}

function linked(declared: object): LinkedInterface {
  const { name, fingerprint, shapes } = declarationOf(declared);
  return { name, fingerprint, procedures: shapes };
}

function frame({ imports = [], exports = [], body = "" }: Written): string {
  const links = imports.flatMap((declared) => {
    const { name, shapes } = declarationOf(declared);
    return Object.keys(shapes).map((procedure) => `${name}_${procedure}`);
  });
  const implemented = exports.map(
    ([declared, procedures]) => `implement(${JSON.stringify(declarationOf(declared).name)}, ${procedures})`,
  );
  return [
    `(function (fuel, out, library, language) {`,
    `"use strict";`,
    links.length === 0 ? "" : `let ${links.join(", ")};`,
    `const { ${library.join(", ")} } = library;`,
    `function pay(n) { if ((fuel.left -= n) < 0) out(); }`,
    `return {`,
    `link(n, to) { switch (n) { ${links.map((each, n) => `case ${n}: ${each} = to; break;`).join(" ")} } },`,
    `run() {`,
    body,
    `return [${implemented.join(", ")}];`,
    `},`,
    `};`,
    `})`,
  ].join("\n");
}
