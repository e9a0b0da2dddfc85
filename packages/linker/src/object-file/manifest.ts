import * as guard from "./guards.js";

/**
 * What an object file says of itself, in JSON.
 *
 * Invariant L3: a manifest has one spelling: exactly the known fields, each once, in one order, without spaces.
 *   So nobody who reads the signed bytes can read something else in them than the linker did.
 *   Kept by: `parseManifest` spells what it read and compares. Attacked by: manifest.test.ts
 */
export interface Manifest {
  /** The extension's name: small letters, digits and hyphens. */
  readonly name: string;
  /** Who compiled it, `respinc 0.1.0` for instance. */
  readonly compiler: string;
  readonly imports: readonly LinkedInterface[];
  readonly exports: readonly LinkedInterface[];
  /** What it uses of the extension library, `RespinError` for instance. */
  readonly library: readonly string[];
  /** What it uses of the language's own, `Map` for instance. */
  readonly globals: readonly string[];
  /** What the compiler metered: functions and loops that pay, and functions whose depth is counted. */
  readonly metering: Metering;
  /** False if the author asserted that it is safe and the compiler did not check; for the kernel's own drivers. */
  readonly checked: boolean;
  /** Lines of source that are neither blank nor only comment. */
  readonly sourceLines: number;
}

export interface Metering {
  readonly functions: number;
  readonly loops: number;
  readonly guarded: number;
}

/** An interface that is imported or exported, as the compiler saw it. */
export interface LinkedInterface {
  readonly name: string;
  /** Of its whole shape: 16 hex digits. Interfaces of one name link only if these are equal. */
  readonly fingerprint: string;
  /** Its procedures, each with its shape as text, for errors. Of an import: those that are used. Of an export: all. */
  readonly procedures: Readonly<Record<string, string>>;
}

const NAME_LENGTH_MAX = 64;
const COMPILER_LENGTH_MAX = 64;
const SHAPE_LENGTH_MAX = 1024;
const INTERFACES_MAX = 256;
const PROCEDURES_MAX = 256;
const NAMES_MAX = 256;
const COUNT_MAX = 2 ** 31;

const extensionName: guard.TextRule = {
  what: "a name of small letters, digits and hyphens",
  pattern: /^[a-z][a-z0-9-]*$/,
  lengthMax: NAME_LENGTH_MAX,
};
/** Begins with a letter, so that it is never `__proto__` or one of its kind. */
const identifier: guard.TextRule = {
  what: "an identifier that begins with a letter",
  pattern: /^[A-Za-z][A-Za-z0-9_]*$/,
  lengthMax: NAME_LENGTH_MAX,
};
const compilerName: guard.TextRule = {
  what: "a name and a version",
  pattern: /^[a-z][a-z0-9-]* [0-9][0-9A-Za-z.+-]*$/,
  lengthMax: COMPILER_LENGTH_MAX,
};
const fingerprintDigits: guard.TextRule = { what: "16 hex digits", pattern: /^[0-9a-f]{16}$/, lengthMax: 16 };
const shape = guard.line("a line of text", SHAPE_LENGTH_MAX);

/** The manifest in its one spelling. Throws RSP_OBJECT_MANIFEST with the field that is not as it should be. */
export function manifestText(manifest: Manifest, label: string): string {
  return JSON.stringify(manifestOf(manifest, pathIn(label)));
}

/** Read a manifest: a frozen copy that holds only known fields. Throws RSP_OBJECT_MANIFEST with the field. */
export function parseManifest(text: string, label: string): Manifest {
  const path = pathIn(label);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw guard.refusal(path, "is not JSON");
  }
  const manifest = manifestOf(value, path);
  if (JSON.stringify(manifest) !== text) {
    throw guard.refusal(path, "is not spelled as a compiler spells it: a field stands twice, or in another place");
  }
  return manifest;
}

function pathIn(label: string): string {
  return `${label}: manifest`;
}

function manifestOf(value: unknown, path: string): Manifest {
  const field = guard.fields(value, path, [
    "name",
    "compiler",
    "imports",
    "exports",
    "library",
    "globals",
    "metering",
    "checked",
    "sourceLines",
  ]);
  return Object.freeze({
    name: guard.text(field("name"), `${path}.name`, extensionName),
    compiler: guard.text(field("compiler"), `${path}.compiler`, compilerName),
    imports: interfaces(field("imports"), `${path}.imports`),
    exports: interfaces(field("exports"), `${path}.exports`),
    library: names(field("library"), `${path}.library`),
    globals: names(field("globals"), `${path}.globals`),
    metering: metering(field("metering"), `${path}.metering`),
    checked: guard.truth(field("checked"), `${path}.checked`),
    sourceLines: guard.count(field("sourceLines"), `${path}.sourceLines`, COUNT_MAX),
  });
}

function interfaces(value: unknown, path: string): readonly LinkedInterface[] {
  return guard.list(value, path, { lengthMax: INTERFACES_MAX, item: linkedInterface, key: ({ name }) => name });
}

function linkedInterface(value: unknown, path: string): LinkedInterface {
  const field = guard.fields(value, path, ["name", "fingerprint", "procedures"]);
  return Object.freeze({
    name: guard.text(field("name"), `${path}.name`, identifier),
    fingerprint: guard.text(field("fingerprint"), `${path}.fingerprint`, fingerprintDigits),
    procedures: guard.dictionary(field("procedures"), `${path}.procedures`, {
      sizeMax: PROCEDURES_MAX,
      name: identifier,
      item: shape,
    }),
  });
}

function names(value: unknown, path: string): readonly string[] {
  return guard.list(value, path, {
    lengthMax: NAMES_MAX,
    item: (each, at) => guard.text(each, at, identifier),
    key: (name) => name,
  });
}

function metering(value: unknown, path: string): Metering {
  const field = guard.fields(value, path, ["functions", "loops", "guarded"]);
  return Object.freeze({
    functions: guard.count(field("functions"), `${path}.functions`, COUNT_MAX),
    loops: guard.count(field("loops"), `${path}.loops`, COUNT_MAX),
    guarded: guard.count(field("guarded"), `${path}.guarded`, COUNT_MAX),
  });
}
