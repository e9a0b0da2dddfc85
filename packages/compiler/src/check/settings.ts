import ts from "typescript";

/**
 * The options that every extension is checked with, whatever its author has: what the repository itself is compiled
 * with, but for what is a matter of taste (unused names), and without any type that the language does not have.
 */
export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Bytes of one file. */
export const fileBytesMax = 1 << 20;
/** Bytes of all modules of an extension. */
export const allBytesMax = 16 << 20;
/** Modules of an extension. */
export const modulesMax = 1000;
/**
 * Syntax that stands inside other syntax, so that neither the checks nor TypeScript's own run out of stack: a call
 * in a statement of a function is about 8 deep.
 */
export const nestingMax = 400;

/** What an extension may import as a value besides interfaces: the extension library, by the package that has it. */
export type Library = Readonly<Record<string, readonly string[]>>;

export const extensionLibrary: Library = {
  "@respin/linker": ["ExternalReferences", "implement", "functional", "ephemeral"],
  "@respin/hardware": ["RespinError", "invariant", "Protection"],
};

/** A name of the language's own that extensions may use, and how. */
export interface SafeName {
  readonly members: readonly string[];
  readonly use: "call" | "construct" | "call or construct" | "members only";
}

export type SafeNames = Readonly<Record<string, SafeName>>;
