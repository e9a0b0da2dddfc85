import { existsSync } from "node:fs";
import { join } from "node:path";
import { RespinError, suggestion } from "@respin/experiment";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { interfacesOf, packagesOf, writePackage } from "../new-package.js";
import { print } from "../output.js";
import { extensionFiles } from "../templates/extension.js";
import { UsageError } from "../usage.js";

/** What can be made. */
const kinds = ["extension"];

/** Names longer than this make lines of the new files too long. */
const lettersMax = 32;

/**
 * `exp new extension NAME`: makes a package that builds, is compiled with the others, and passes its test, all without being
 * registered anywhere but in the root's tsconfig.json. Throws RSP_NEW_NAME, RSP_NEW_PLACE.
 */
export function makeNew(root: string, kind: string, name: string): ExitCode {
  if (!kinds.includes(kind)) {
    throw new UsageError(`exp new makes no ${JSON.stringify(kind)}; ${suggestion(kind, kinds)}`);
  }
  const folder = `packages/extensions/${name}`;
  writePackage(root, folder, extensionFiles({ name, interfaceName: checkedNames(root, name, folder) }));
  print(`${folder} is made: an interface, an extension that implements it, and its test.

    corepack pnpm build
    corepack pnpm --filter @respin/${name} test

docs/writing-an-extension.md goes on from here.`);
  return EXIT.ok;
}

/** The name of the new extension's interface. Throws RSP_NEW_NAME where its own or the interface's cannot be had. */
function checkedNames(root: string, name: string, folder: string): string {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > lettersMax) {
    throw wrongName(
      name,
      `is no name: small letters and digits, hyphens between, ${lettersMax} at most; ${hint(name)}`,
    );
  }
  const taken = packagesOf(root).get(`@respin/${name}`) ?? (existsSync(join(root, folder)) ? folder : undefined);
  if (taken !== undefined) throw wrongName(name, `is taken by ${taken}; choose another`);
  const interfaceName = name
    .split("-")
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("");
  const file = interfacesOf(root).get(interfaceName);
  if (file !== undefined) {
    throw wrongName(name, `would call its interface ${interfaceName}, as ${file} does; choose another`);
  }
  if (Object.hasOwn(globalThis, interfaceName) || importedNames().has(interfaceName)) {
    throw wrongName(name, `would call its interface ${interfaceName}, which the new files use already; choose another`);
  }
  return interfaceName;
}

/** The capitalised names that the files import. */
function importedNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of extensionFiles({ name: "x", interfaceName: "" }).values()) {
    for (const [, imported] of text.matchAll(/^import \{([^}]*)\}/gm)) {
      for (const [word] of imported.matchAll(/\b[A-Z]\w*/g)) names.add(word);
    }
  }
  return names;
}

/** What the name could be. */
function hint(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const near = (words ?? [])
    .join("-")
    .replace(/^[0-9-]+/, "")
    .slice(0, lettersMax)
    .replace(/-$/, "");
  return near === "" ? "page-watch is one" : `${near} would be one`;
}

function wrongName(name: string, what: string): RespinError {
  return new RespinError("RSP_NEW_NAME", `${JSON.stringify(name)} ${what}`, { usage: true });
}
