import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** One file that a page is made of. */
export interface PageFile {
  readonly body: Buffer;
  /** For the header content-type. */
  readonly type: string;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** All files of the pages, by the path that they are served at. They are read once: no request names a file of the disk. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const folder = new URL("../../page/", import.meta.url);
  const files = new Map<string, PageFile>();
  const add = (path: string, from: URL | string): void => {
    const type = types[path.slice(path.lastIndexOf(".") + 1)];
    if (type !== undefined) files.set(path, { body: readFileSync(from), type });
  };
  for (const name of readdirSync(folder)) {
    add(name.endsWith(".html") ? `/${name}` : `/assets/${name}`, new URL(name, folder));
  }
  const find = createRequire(import.meta.url);
  for (const name of ["uPlot.esm.js", "uPlot.min.css"]) add(`/assets/${name}`, find.resolve(`uplot/dist/${name}`));
  return files;
}
