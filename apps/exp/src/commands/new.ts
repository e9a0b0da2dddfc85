import { suggestion } from "@respin/experiment";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { checkName, interfaceNameFor } from "../new-name.js";
import { writePackage } from "../new-package.js";
import { print } from "../output.js";
import { experimentFiles } from "../templates/experiment.js";
import { extensionFiles } from "../templates/extension.js";
import { UsageError } from "../usage.js";

/** Something that can be made. */
interface Kind {
  /** The folder that the package's own is made in. */
  readonly base: string;
  /** A good name, for who gives none. */
  readonly example: string;
  /** The files by path. Throws RSP_NEW_NAME where the name is none for this kind. */
  readonly files: (root: string, name: string) => ReadonlyMap<string, string>;
  /** What was made, and what to do next. */
  readonly said: (name: string) => string;
}

const kinds: Readonly<Record<"experiment" | "extension", Kind>> = {
  experiment: {
    base: "experiments",
    example: "null-calls",
    files: (_root, name) => experimentFiles(name),
    said: (name) => `an experiment of two calls on three systems, and its test.

    corepack pnpm exp run ${name}
    corepack pnpm --filter @respin/${name} test

docs/writing-an-experiment.md goes on from here.`,
  },
  extension: {
    base: "packages/extensions",
    example: "page-watch",
    files: (root, name) => extensionFiles({ name, interfaceName: interfaceNameFor(root, name) }),
    said: (name) => `an interface, an extension that implements it, and its test.

    corepack pnpm build
    corepack pnpm --filter @respin/${name} test

docs/writing-an-extension.md goes on from here.`,
  },
};

/**
 * `exp new KIND NAME`: makes a package that is built and found with the others, and passes its test and every check, without
 * being registered anywhere but in the root's tsconfig.json. Throws RSP_NEW_NAME, RSP_NEW_PLACE.
 */
export function makeNew(root: string, kind: string | undefined, name: string | undefined): ExitCode {
  const made = kindOf(kind);
  if (name === undefined) {
    throw new UsageError(`give the new ${kind} a name: exp new ${kind} ${made.example}, for one`);
  }
  const folder = `${made.base}/${name}`;
  checkName(root, name, folder, made.example);
  writePackage(root, folder, made.files(root, name));
  print(`${folder} is made: ${made.said(name)}`);
  return EXIT.ok;
}

function kindOf(kind: string | undefined): Kind {
  const names = Object.keys(kinds);
  if (kind === undefined) {
    throw new UsageError(`say what to make: ${names.map((each) => `exp new ${each} NAME`).join(", or ")}`);
  }
  if (kind === "experiment" || kind === "extension") return kinds[kind];
  throw new UsageError(`exp new makes no ${JSON.stringify(kind)}; ${suggestion(kind, names)}`);
}
