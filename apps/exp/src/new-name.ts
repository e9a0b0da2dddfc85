import { existsSync } from "node:fs";
import { join } from "node:path";
import { RespinError } from "@respin/experiment";
import { interfacesOf, packagesOf } from "./new-package.js";

/** Names longer than this make lines of the new files too long. */
const lettersMax = 32;

/** Whether a new package in this folder can have the name. Throws RSP_NEW_NAME. */
export function checkName(root: string, name: string, folder: string, example: string): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > lettersMax) {
    const what = `is no name: small letters and digits, hyphens between, ${lettersMax} at most`;
    throw wrongName(name, `${what}; ${hint(name, example)}`);
  }
  const taken = packagesOf(root).get(`@respin/${name}`) ?? (existsSync(join(root, folder)) ? folder : undefined);
  if (taken !== undefined) throw wrongName(name, `is taken by ${taken}; choose another`);
}

/** The name of a new extension's interface: `PageWatch` for `page-watch`. Throws RSP_NEW_NAME where it cannot be had. */
export function interfaceNameFor(root: string, name: string): string {
  const interfaceName = name
    .split("-")
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("");
  const file = interfacesOf(root).get(interfaceName);
  if (file !== undefined) {
    throw wrongName(name, `would call its interface ${interfaceName}, as ${file} does; choose another`);
  }
  if (Object.hasOwn(globalThis, interfaceName)) {
    throw wrongName(name, `would call its interface ${interfaceName}, which is the language's; choose another`);
  }
  return interfaceName;
}

/** What the name could be. */
function hint(name: string, example: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const near = (words ?? [])
    .join("-")
    .replace(/^[0-9-]+/, "")
    .slice(0, lettersMax)
    .replace(/-$/, "");
  return near === "" ? `${example} is one` : `${near} would be one`;
}

function wrongName(name: string, what: string): RespinError {
  return new RespinError("RSP_NEW_NAME", `${JSON.stringify(name)} ${what}`, { usage: true });
}
