import { join } from "node:path";
import { check, type Checked, type CheckOptions } from "../check.js";
import type { Example } from "../rule.js";

/** Where the extensions of tests seem to be; nothing is there on the disk. */
export const folder = "/extensions/example";
const packages = "/packages";

const linker = `
declare const declaring: unique symbol;
type Called<P> = { readonly [K in keyof P]: P[K] };
export type Interface<P> = Called<P> & { readonly [declaring]?: P };
export type Functional<F> = F & { readonly functional: true };
export type Ephemeral<F> = F & { readonly ephemeral: true };
export type Waiting<Result = void> = Generator<void, Result, void>;
export type Client<I> = I extends { readonly [declaring]?: infer P } ? Called<P> : never;
export interface Implementation<I> { readonly of: I }
export declare function implement<I>(of: I, procedures: Client<I>): Implementation<I>;
export declare function functional<F extends (...args: never[]) => unknown>(guard: F): F;
export declare function ephemeral<F extends (...args: never[]) => unknown>(handler: F): F;
`;

const hardware = `
export declare class RespinError extends Error {
  readonly code: \`RSP_\${string}\`;
  constructor(code: \`RSP_\${string}\`, message: string);
}
export declare function invariant(holds: boolean, says: string): asserts holds;
export declare const Protection: { readonly none: 0; readonly read: 2; readonly readWrite: 6 };
export declare class Machine { readonly cycles: number }
`;

const core = `
import type { Ephemeral, Functional, Interface, Waiting } from "@respin/linker";
export interface Page { readonly physAddr: "PhysAddr.T" }
type Handler = (...args: never[]) => unknown;
export declare const PhysAddr: Interface<{
  Deallocate: (page: Page) => void;
  Reclaim: (page: Page) => Page;
  Repossess: (page: Page) => void;
  Pin: (page: Page) => void;
  Modified: Functional<(page: Page) => boolean>;
  Clean: Ephemeral<(page: Page) => void>;
  View: (page: Page) => Uint8Array;
}>;
export declare const Volume: Interface<{ Read: (block: number, page: Page) => Waiting }>;
export declare const Console: Interface<{ Write: (text: string) => void }>;
export declare const Dispatcher: Interface<{ Install: (event: Handler, handler: Handler, guard?: Handler) => void }>;
`;

/** A few packages like those of a kernel, in memory. */
const world: ReadonlyMap<string, string> = new Map(
  Object.entries({ linker, hardware, core }).flatMap(([name, declarations]) => {
    const at = `${packages}/node_modules/@respin/${name}`;
    const about = { name: `@respin/${name}`, type: "module", exports: { ".": { types: "./index.d.ts" } } };
    return [
      [`${at}/package.json`, JSON.stringify(about)],
      [`${at}/index.d.ts`, declarations],
    ];
  }),
);

/** Check modules in memory, by their path from the entry's folder; `index.ts` is the entry. */
export function checkText(modules: Readonly<Record<string, string>>, options: CheckOptions = {}): Checked {
  const files = new Map(world);
  for (const [name, text] of Object.entries(modules)) files.set(join(folder, name), text);
  return check(join(folder, "index.ts"), { packagesFrom: packages, files, ...options });
}

/** Check an example, its marks taken out. */
export function checkExample({ source, modules = {} }: Example): Checked {
  return checkText({ "index.ts": source.replaceAll("»", ""), ...modules });
}

/** What was found, as `code line:column`, and the file where it is not the entry's. */
export function found({ violations }: Checked): readonly string[] {
  return violations.map(({ code, file, line, column }) => {
    const name = file.slice(folder.length + 1);
    return `${code} ${name === "index.ts" ? "" : `${name}:`}${line}:${column}`;
  });
}

/** Where the marks of a text stand once they are taken out, as `line:column`. */
export function marks(source: string): readonly string[] {
  return source.split("\n").flatMap((text, line) => {
    const parts = text.split("»");
    let column = 1;
    return parts.slice(0, -1).map((part) => {
      column += part.length;
      return `${line + 1}:${column}`;
    });
  });
}
