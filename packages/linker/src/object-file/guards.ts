import { RespinError } from "@respin/hardware";

/**
 * Guards for values of unknown origin, for the manifest. Each takes the value and its path for messages, gives a frozen copy
 * that holds nothing else, or throws RSP_OBJECT_MANIFEST with the path, what is there, and what should be.
 */

const remedy = "build it again with `respinc build`";

/** Characters that a message shows as they are: no controls, no direction marks, no line ends, no halves of pairs. */
const shown = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*$/u;

const SHOWN_LENGTH_MAX = 40;

/** What a string has to be. */
export interface TextRule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly lengthMax: number;
}

/** A line of text that can be shown as it is. */
export function line(what: string, lengthMax: number): TextRule {
  return { what, pattern: shown, lengthMax };
}

/** The error for what is wrong at a path. */
export function refusal(path: string, wrong: string): RespinError {
  return new RespinError("RSP_OBJECT_MANIFEST", `${path}: ${wrong}; ${remedy}`);
}

function malformed(path: string, value: unknown, expected: string): RespinError {
  return refusal(path, `is ${describe(value)}, not ${expected}`);
}

export function text(value: unknown, path: string, { what, pattern, lengthMax }: TextRule): string {
  if (typeof value !== "string" || value.length > lengthMax || !pattern.test(value)) {
    throw malformed(path, value, `${what} (at most ${lengthMax} characters)`);
  }
  return value;
}

export function count(value: unknown, path: string, max: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > max) {
    throw malformed(path, value, `a whole number from 0 to ${max}`);
  }
  return value;
}

export function truth(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw malformed(path, value, "true or false");
  return value;
}

/** A list, no two of whose items have the same key. */
export function list<T>(
  value: unknown,
  path: string,
  { lengthMax, item, key }: { lengthMax: number; item: (value: unknown, path: string) => T; key: (item: T) => string },
): readonly T[] {
  if (!Array.isArray(value) || value.length > lengthMax) {
    throw malformed(path, value, `a list (of at most ${lengthMax})`);
  }
  const items: readonly unknown[] = value;
  const keys = new Set<string>();
  const copy = items.map((each, n) => {
    const checked = item(each, `${path}[${n}]`);
    if (keys.has(key(checked)))
      throw refusal(`${path}[${n}]`, `is ${quote(key(checked))}, which is in the list already`);
    keys.add(key(checked));
    return checked;
  });
  return Object.freeze(copy);
}

/** An object with exactly the named fields: gives a function that looks one up. */
export function fields<const Name extends string>(
  value: unknown,
  path: string,
  names: readonly Name[],
): (name: Name) => unknown {
  const entries = new Map(entriesOf(value, path));
  const known: readonly string[] = names;
  for (const name of entries.keys()) {
    if (!known.includes(name)) throw refusal(path, `has a field ${quote(name)}, which is not known`);
  }
  for (const name of names) {
    if (!entries.has(name)) throw refusal(`${path}.${name}`, "is missing");
  }
  return (name) => entries.get(name);
}

/** An object from names to text. The copy inherits nothing, so that only what was in it is found in it. */
export function dictionary(
  value: unknown,
  path: string,
  { sizeMax, name, item }: { sizeMax: number; name: TextRule; item: TextRule },
): Readonly<Record<string, string>> {
  const entries = entriesOf(value, path);
  if (entries.length > sizeMax) throw refusal(path, `has ${entries.length} entries, where ${sizeMax} are allowed`);
  const copy: Record<string, string> = Object.create(null);
  for (const [key, each] of entries) {
    copy[text(key, `${path}: the name ${quote(key)}`, name)] = text(each, `${path}.${key}`, item);
  }
  return Object.freeze(copy);
}

function entriesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(path, value, "an object");
  return Object.entries(value);
}

/** A value in a few characters that are safe to show. */
function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function quote(string: string): string {
  const cut = string.slice(0, SHOWN_LENGTH_MAX);
  const dots = cut.length < string.length ? "..." : "";
  return shown.test(cut) ? `"${cut}${dots}"` : `a string of ${string.length} characters that cannot be shown`;
}
