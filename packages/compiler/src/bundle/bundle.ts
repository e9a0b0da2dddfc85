import { relative, sep } from "node:path";
import { invariant, RespinError } from "@respin/hardware";
import { MagicString } from "magic-string";
import { rollup, type Plugin, type SourceMap } from "rollup";
import type { Modules } from "../check/modules.js";
import { ownModule } from "../check/modules.js";
import { meter, type Metered } from "../meter/meter.js";
import type { Packages } from "./imports.js";
import { emit } from "./module.js";
import { linkName } from "./names.js";
import { frame } from "./frame.js";

/** One module's text, in the frame that the linker evaluates. */
export interface Bundle {
  readonly code: string;
  readonly sourceMap: string;
  readonly metered: Metered;
  /** The links that it uses, in the order in which the frame numbers them. */
  readonly links: readonly { readonly interfaceName: string; readonly procedure: string }[];
  /** Names of the extension library, and of the language's own, that it uses. */
  readonly library: readonly string[];
  readonly globals: readonly string[];
}

/** Names that are the language's, and nothing that it gives. */
const constants = new Set(["undefined", "NaN", "Infinity"]);

/** Make one metered module of an extension's, with links in place of what it imports. Throws RSP_IMPORT, RSP_BUNDLE. */
export async function bundle(modules: Modules, packages: Packages): Promise<Bundle> {
  const links = [...packages.values()]
    .flatMap((names) => [...names.values()])
    .flatMap((imported) =>
      imported.kind === "interface"
        ? Object.keys(imported.declaration.procedures).map((procedure) => ({
            interfaceName: imported.declaration.name,
            procedure,
          }))
        : [],
    );
  // In the order in which the manifest has them, which numbers them for the linker.
  const named = [...new Map(links.map((each) => [linkName(each.interfaceName, each.procedure), each]))].toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  const libraryNames = [...packages.values()].flatMap((names) =>
    [...names.values()].flatMap((imported) => (imported.kind === "library" ? [imported.name] : [])),
  );
  let metered: Metered | undefined;
  let used: readonly string[] = [];
  const declaring: Plugin = {
    name: "declare-links",
    // Declared here, they are nothing of the language's own to the meter.
    renderChunk: (code) => {
      used = [...named.map(([name]) => name), ...new Set(libraryNames)].filter((name) => mentions(code, name));
      const text = new MagicString(code);
      if (used.length > 0) text.prepend(`let ${used.join(", ")};\n`);
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
  const metering: Plugin = {
    name: "meter",
    renderChunk: (code) =>
      shielded(() => {
        metered = meter(code);
        return { code: metered.code, map: metered.map };
      }),
  };
  const { code, map } = await build(modules, [sources(modules, packages), declaring, metering]);
  invariant(metered !== undefined && map !== null, "a chunk was rendered, with its map");
  const isUsed = new Set(used);
  const usedLinks = named.filter(([name]) => isUsed.has(name)).map(([, link]) => link);
  const library = [...new Set(libraryNames)].filter((name) => isUsed.has(name));
  return {
    ...frame({ code, map, prelude: metered.prelude, names: metered.names, links: usedLinks, library, declared: used }),
    metered,
    links: usedLinks,
    library,
    globals: metered.freeNames.filter((name) => !constants.has(name)),
  };
}

async function build(
  modules: Modules,
  plugins: readonly Plugin[],
): Promise<{ readonly code: string; readonly map: SourceMap | null }> {
  try {
    const made = await rollup({
      input: modules.entry,
      plugins: [...plugins],
      // Everything stays as it was written: what looks useless may be an attack, and is to be met by what follows.
      treeshake: false,
      onLog: () => {},
    });
    const { output } = await made.generate({ format: "es", sourcemap: "hidden", compact: false });
    await made.close();
    return { code: output[0].code, map: output[0].map };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof RespinError ? error.cause : undefined;
    if (cause !== undefined) throw cause;
    throw new RespinError(
      "RSP_BUNDLE",
      `${modules.entry} cannot be bundled: ${error instanceof Error ? error.message.split("\n")[0] : "rollup failed"}; see that its modules fit each other`,
      { cause: error },
    );
  }
}

/** Rollup writes a code of its own over that of what a plugin throws: what we throw is handed through it as a cause. */
function shielded<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof RespinError ? new Error(error.message, { cause: error }) : error;
  }
}

/** The extension's own modules, as they were read, and nothing else. */
function sources(modules: Modules, packages: Packages): Plugin {
  return {
    name: "sources",
    resolveId: (specifier, importer) =>
      shielded(() => {
        if (importer === undefined) return specifier;
        const path = ownModule(importer, specifier);
        if (path !== undefined && modules.files.has(path)) return path;
        throw new RespinError(
          "RSP_IMPORT",
          `${importer} imports ${specifier}, which is no module of the extension; import its own modules and interfaces`,
        );
      }),
    // What looks up a module while it runs is left to the meter, which traps it.
    resolveDynamicImport: () => false,
    load: (path) =>
      shielded(() => {
        const file = modules.files.get(path);
        invariant(file !== undefined, "only modules that were read are loaded");
        const { code, map } = emit(file, packages);
        const parsed: unknown = JSON.parse(map);
        invariant(typeof parsed === "object" && parsed !== null, "TypeScript writes source maps");
        return { code, map: { ...(parsed as { mappings: string }), sources: [shown(modules.root, path)] } as never };
      }),
  };
}

/** A path as the source map shows it: below the extension's own folder, the same on every machine. */
function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}

/** Whether a text has a name as a whole word. The names have characters that mean nothing in an expression but `$`. */
function mentions(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(code);
}
