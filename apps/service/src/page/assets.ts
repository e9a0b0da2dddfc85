import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** One file that a page is made of. */
export interface PageFile {
  readonly body: Buffer;
  /** For the header content-type. */
  readonly type: string;
}

/**
 * What a page may do: load from its own origin, and nothing else. No inline script or style, no frame around it, no form.
 *
 * Invariant W1: a page makes no request to another origin, and runs no script but the files of `readPageFiles`.
 *   Kept by: this header, sent with every answer. Attacked by: live.integration.ts
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/** The package's folder, seen from the source as from what is compiled. */
const ROOT = new URL("../../", import.meta.url);

/** The kinds of file that a browser asks for; no other is served. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["html", "text/html; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["js", "text/javascript; charset=utf-8"],
  ["svg", "image/svg+xml"],
]);

/**
 * All files of the pages, by the path that they are served at: `/live.html` and `/overview.html`, of which a program serves
 * one as `/`, and `/assets/*`. They are read once, so no request names a file of the disk. Throws what node:fs throws if
 * the package was not built.
 */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  const add = (path: string, from: URL | string) => {
    const type = TYPES.get(path.slice(path.lastIndexOf(".") + 1));
    if (type !== undefined) files.set(path, { body: readFileSync(from), type });
  };
  const addAll = (prefix: string, folder: URL, only: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && only === ".js" && entry.name !== "testing") {
        addAll(`${prefix}${entry.name}/`, new URL(`${entry.name}/`, folder), only);
      } else if (entry.isFile() && entry.name.endsWith(only)) {
        add(`${prefix}${entry.name}`, new URL(entry.name, folder));
      }
    }
  };
  addAll("/", new URL("page/", ROOT), ".html");
  for (const kind of [".css", ".svg"]) addAll("/assets/", new URL("page/", ROOT), kind);
  addAll("/assets/", new URL("dist/browser/", ROOT), ".js");
  const find = createRequire(fileURLToPath(new URL("package.json", ROOT)));
  for (const name of ["uPlot.esm.js", "uPlot.min.css"]) add(`/assets/${name}`, find.resolve(`uplot/dist/${name}`));
  return files;
}
