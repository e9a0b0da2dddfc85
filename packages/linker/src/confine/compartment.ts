import { isNativeError } from "node:util/types";
import { RespinError } from "@respin/hardware";
import { hardenedRealm } from "./realm.js";

/**
 * Evaluate the text of one expression, a function that the compiler made, where nothing can be named but `globals`.
 *
 * `globals` are given as names to values; each becomes a constant. They and all that can be reached from them are frozen: what has
 * state goes to the function as an argument instead. `undefined`, `NaN` and `Infinity` are always there. A name that is not
 * there reads as undefined, and cannot be assigned. `sourceUrl` stands in errors and in the host's tools.
 *
 * Throws RSP_CONFINE for text that does not parse, or that looks as if it imported, called `eval`, or had a comment of HTML
 * (ses looks for these in the text, so also in strings and comments), for a name that cannot be given, and for whatever the text throws.
 * Throws RSP_CONFINE_REALM before `hardenRealm`.
 *
 * Invariant L11: evaluated code reaches the globals it was given, what literals of the language lead to, and what it is handed in
 * calls; nothing else of the process.
 *   Kept by: the compartment's global object has no other name, no prototype, and cannot be changed.
 *   Attacked by: escapes.test.ts, reachable.test.ts
 */
export function evaluate(code: string, globals: Readonly<Record<string, unknown>>, sourceUrl: string): unknown {
  const { Compartment, harden } = hardenedRealm();
  // Nothing but these characters ends up in the comment that names the source.
  const name = sourceUrl.replaceAll(/[^\w./:@-]/g, "_");
  if (/[#@]\s*source(?:Mapping)?URL\s*=/.test(code)) throw refused(name, "it names its own source or source map");

  const compartment = new Compartment({ __options__: true, name });
  const { globalThis: scope } = compartment;
  for (const key of Reflect.ownKeys(scope)) Reflect.deleteProperty(scope, key);
  for (const [key, value] of Object.entries(globals)) give(scope, key, value, name);
  // Else the names of Object.prototype would be global, as below.
  Object.setPrototypeOf(scope, null);
  // Before the first evaluation: names that cannot change are looked up once, others through a proxy at each access.
  harden(scope);

  try {
    // The parentheses make the text of a function an expression, and confine nothing. The last line may be a comment.
    return compartment.evaluate(`(${code}\n)\n//# sourceURL=${name}`, withoutInheritedNames);
  } catch (error) {
    throw refused(name, reasonOf(error));
  }
}

/**
 * ses looks names up in an ordinary object too, the lexical names of a module, of which there are none here. Unless it is given,
 * that object inherits from Object.prototype: `constructor` would be a global name, and mean Object.
 */
const withoutInheritedNames = { __moduleShimLexicals__: {} };

function give(scope: object, key: string, value: unknown, name: string): void {
  // ses gives undefined, NaN and Infinity to every compartment, unchangeable.
  if (Object.hasOwn(scope, key) && Object.is(Reflect.get(scope, key), value)) return;
  const isName = /^[A-Za-z_$][\w$]*$/.test(key) && key !== "eval" && key !== "arguments";
  if (!isName || !Reflect.defineProperty(scope, key, { value, enumerable: true }))
    throw refused(name, `${JSON.stringify(key)} cannot be the name of a global`);
}

function refused(name: string, reason: string): RespinError {
  return new RespinError(
    "RSP_CONFINE",
    `${name}: its code cannot be confined: ${reason}; compile it with \`respinc build\``,
  );
}

const reasonCharactersMax = 200;

/** What was thrown, without running any code of it: a getter, a toString, or a proxy's trap. */
function reasonOf(thrown: unknown): string {
  const message: unknown = isNativeError(thrown)
    ? Object.getOwnPropertyDescriptor(thrown, "message")?.value
    : undefined;
  if (typeof message !== "string") return "it threw something while it was evaluated";
  return message.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, reasonCharactersMax);
}
