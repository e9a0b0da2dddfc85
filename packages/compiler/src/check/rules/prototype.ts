import { example, type Rule } from "../rule.js";
import { memberNamed } from "./names.js";

/** What leads from a value to how values are made, or from a function to how it is called. */
export const namesThatLeadOut: ReadonlySet<string> = new Set([
  "__proto__",
  "prototype",
  "constructor",
  "caller",
  "callee",
  "arguments",
  "call",
  "apply",
  "bind",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

export const noPrototypes: Rule = {
  code: "RSP_SAFE_PROTOTYPE",
  title: "No way to prototypes and callers",
  says:
    "The names `__proto__`, `prototype`, `constructor`, `caller`, `callee`, `arguments`, `call`, `apply`, `bind`, " +
    "`__defineGetter__`, `__defineSetter__`, `__lookupGetter__` and `__lookupSetter__` are no members' names: not to read, " +
    "not to define, not to take out of something, however they are quoted or escaped. A class has its `constructor(...)`.",
  refused: [
    example(`const made = [].»constructor;\nif (made === undefined) throw new Error("odd");`, {
      also: ["RSP_SAFE_MEMBER"],
    }),
    example(`const { »constructor: made } = [];\nif (made === undefined) throw new Error("odd");`, {
      also: ["RSP_SAFE_MEMBER"],
    }),
    example(`const odd = { »__proto__: { held: true } };\nif (odd === undefined) throw new Error("odd");`),
    example(`const odd = { »"__proto__": { held: true } };\nif (odd === undefined) throw new Error("odd");`),
    example(`const odd = { »\\u005f_proto__: { held: true } };\nif (odd === undefined) throw new Error("odd");`),
    example(
      `const say = (text: string): string => text;\nif (say.»call(undefined, "a") === "b") throw new Error("odd");`,
      {
        also: [],
      },
    ),
    example(`class Timer {\n  »apply(): void {}\n}\nnew Timer().»apply();`),
    example(`const odd = [][»"constructor"];\nif (odd === undefined) throw new Error("odd");`, {
      also: ["RSP_SAFE_INDEX"],
    }),
  ],
  passes: [
    example(
      `class Timer {\n  readonly ticks: number;\n  constructor(ticks: number) {\n    this.ticks = ticks;\n  }\n}\nnew Timer(5);`,
    ),
  ],
  begin: (_context, report) => ({
    value(node) {
      const member = memberNamed(node);
      if (member === undefined || !namesThatLeadOut.has(member.name)) return;
      report(
        member.at,
        `${member.name} leads out of the extension, whatever has it; call it differently, or do without`,
      );
    },
  }),
};
