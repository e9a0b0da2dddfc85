import { dirname, resolve } from "node:path";
import { safeGlobals } from "@respin/linker";
import ts from "typescript";
import { Context } from "./context.js";
import { readModules, syntaxErrors, type Modules } from "./modules.js";
import { createProgram, thisPackage } from "./program.js";
import { rules } from "./rules/index.js";
import { extensionLibrary, type Library, type SafeNames } from "./settings.js";
import { usesOf, type Uses } from "./uses.js";
import { inOrder, violationAt, type Violation } from "./violation.js";
import { walk } from "./walk.js";

/** How an extension is checked. */
export interface CheckOptions {
  /** The folder that its modules have to be in; the entry's by default. */
  readonly root?: string;
  /** A folder that packages are found from, chosen by whoever compiles; this package's by default. */
  readonly packagesFrom?: string;
  /** What it may use of the extension library. */
  readonly library?: Library;
  /** What it may use of the language's own names. */
  readonly globals?: SafeNames;
  /** Files in memory, by absolute path; they come before the disk's. */
  readonly files?: ReadonlyMap<string, string>;
}

/** What was found of an extension. It is of the safe subset if there are no violations. */
export interface Checked extends Uses {
  /** By file and place. */
  readonly violations: readonly Violation[];
  /** The text of each module that was checked, by absolute path, the entry first. */
  readonly modules: ReadonlyMap<string, string>;
}

/**
 * Check that an extension is of the safe subset (docs/safe-subset.md) and type-checks against the interfaces that it imports.
 * Nothing of it runs. What is wrong is returned, with a code for each rule: RSP_TYPE is TypeScript's own, RSP_SOURCE is about
 * what cannot be read, RSP_SAFE_SIZE about limits.
 *
 * Invariant Y2: what is reported to be of the safe subset is the text in `modules`, and no other.
 *   Kept by: every module is read once, and TypeScript sees nothing else of the extension's. Attacked by: check.test.ts
 */
export function check(entry: string, options: CheckOptions = {}): Checked {
  const path = resolve(entry);
  const root = resolve(options.root ?? dirname(path));
  const inMemory = options.files ?? new Map<string, string>();
  const modules = readModules({ entry: path, root, inMemory });
  const texts = new Map([...modules.files].map(([name, { text }]) => [name, text]));
  const unread = { violations: modules.violations, modules: texts, imports: [], exports: [], globals: [] };
  if (modules.files.get(path) === undefined) return unread;

  const syntax = [...modules.files.values()].flatMap((file) =>
    syntaxErrors(file).map((each) => typeViolation(each, path)),
  );
  if (syntax.length > 0) return { ...unread, violations: inOrder([...modules.violations, ...syntax]) };
  try {
    return { ...checkModules(modules, options, inMemory), modules: texts };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "its types or its syntax are nested so deep that they cannot be checked; make them simpler";
    const tooDeep: Violation = { code: "RSP_SAFE_SIZE", file: path, line: 1, column: 1, message };
    return { ...unread, violations: inOrder([...modules.violations, tooDeep]) };
  }
}

function checkModules(
  modules: Modules,
  options: CheckOptions,
  inMemory: ReadonlyMap<string, string>,
): Omit<Checked, "modules"> {
  const { entry, files } = modules;
  const program = createProgram(modules, resolve(options.packagesFrom ?? thisPackage), inMemory);
  const types = [
    ...program.getGlobalDiagnostics(),
    ...[...files.values()].flatMap((file) => diagnosticsOf(program, file)),
  ];
  const violations: Violation[] = [...modules.violations, ...types.map((each) => typeViolation(each, entry))];
  const context = new Context(
    program,
    entry,
    files,
    options.library ?? extensionLibrary,
    options.globals ?? safeGlobals,
    types.length > 0,
  );
  const visitors = rules.map((rule) =>
    rule.begin(context, (node, message, offset) => {
      const file = node.getSourceFile();
      violations.push(violationAt(rule.code, file, offset ?? node.getStart(file), message));
    }),
  );
  for (const file of files.values()) walk(file, visitors);
  return { violations: inOrder(violations), ...usesOf(context) };
}

function diagnosticsOf(program: ts.Program, file: ts.SourceFile): readonly ts.Diagnostic[] {
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
}

/** What TypeScript says, in one line. */
function typeViolation({ file, start, messageText }: ts.Diagnostic, entry: string): Violation {
  const message = ts.flattenDiagnosticMessageText(messageText, " ").replaceAll(/\s+/g, " ");
  if (file === undefined) return { code: "RSP_TYPE", file: entry, line: 1, column: 1, message };
  return violationAt("RSP_TYPE", file, start ?? 0, message);
}
