import { accessSync, constants, statSync } from "node:fs";
import { reasonOf, RespinError } from "./errors.js";
import { suggestion } from "./nearest.js";

/** What a parameter's value may be; a list is a `choices` parameter's. */
export type ParameterValue = string | number | boolean | readonly string[] | undefined;

/** A parameter of an experiment: what it may be, what it is if not given, and how it is read from the command line. */
export interface Parameter<T extends ParameterValue = ParameterValue> {
  readonly default: T;
  readonly help: string;
  /** What stands for the value in the help: `N`, `FILE`, `a|b`. */
  readonly placeholder: string;
  /** Reads what the user typed; `name` is how the message calls the parameter. Throws RSP_PARAMETER, RSP_FILE_UNREADABLE. */
  parse(text: string, name?: string): T;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** The values of declared parameters, by name. */
export type ParameterValues<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** A whole number from `min` to `max`, both included. Digits may be grouped by `_`, and `1e6` is a whole number. */
export function integer(options: { default: number; min?: number; max?: number; help: string }): Parameter<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const parse = (text: string, name = "the parameter"): number => {
    const value = /^[+-]?\d[\d_]*(?:e\d{1,2})?$/i.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`;
    throw new RespinError("RSP_PARAMETER", `${name} takes a whole number ${range}, not ${quote(text)}`, {
      usage: true,
    });
  };
  return { default: options.default, help: options.help, placeholder: "N", parse };
}

/** One of the given words. */
export function choice<const W extends string>(
  words: readonly W[],
  options: { default: NoInfer<W>; help: string },
): Parameter<W> {
  const parse = (text: string, name = "the parameter"): W => oneOf(words, text, name);
  return { default: options.default, help: options.help, placeholder: words.join("|"), parse };
}

/** One or more of the given words, separated by commas; each at most once, in the order of the declaration. */
export function choices<const W extends string>(
  words: readonly W[],
  options: { default: readonly NoInfer<W>[]; help: string },
): Parameter<readonly W[]> {
  const parse = (text: string, name = "the parameter"): readonly W[] => {
    const wanted = new Set(text.split(",").map((word) => oneOf(words, word.trim(), name)));
    return words.filter((word) => wanted.has(word));
  };
  return { default: options.default, help: options.help, placeholder: words.join(","), parse };
}

/** The name of a file that can be read, or undefined if none is given. */
export function file(options: { help: string }): Parameter<string | undefined> {
  const parse = (text: string, name = "the parameter"): string => {
    try {
      if (!statSync(text).isFile()) throw new Error("not a regular file");
      accessSync(text, constants.R_OK);
    } catch (error) {
      const message = `${name} takes a file that can be read, not ${quote(text)} (${reasonOf(error)})`;
      throw new RespinError("RSP_FILE_UNREADABLE", message, { usage: true, cause: error });
    }
    return text;
  };
  return { default: undefined, help: options.help, placeholder: "FILE", parse };
}

/** Any text; undefined if it is neither given nor has a default. */
export function text(options: { default: string; help: string }): Parameter<string>;
export function text(options: { help: string }): Parameter<string | undefined>;
export function text(options: { default?: string; help: string }): Parameter<string | undefined> {
  return { default: options.default, help: options.help, placeholder: "TEXT", parse: (typed) => typed };
}

/** How a parameter is written on the command line: `kernelPolicy` is `--kernel-policy`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The values of declared parameters: those given, read from text, and the defaults of the rest. Throws as `parse` does. */
export function parseParameters<P extends Parameters>(
  declared: P,
  given: Readonly<Record<string, string>>,
): ParameterValues<P>;
export function parseParameters(
  declared: Parameters,
  given: Readonly<Record<string, string>>,
): Record<string, ParameterValue> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const hint = suggestion(name, Object.keys(declared));
    throw new RespinError("RSP_PARAMETER", `there is no parameter ${name}; ${hint}`, { usage: true });
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, parameter]) => [
      name,
      Object.hasOwn(given, name) ? parameter.parse(given[name], flagOf(name)) : parameter.default,
    ]),
  );
}

function oneOf<W extends string>(words: readonly W[], typed: string, name: string): W {
  const word = words.find((candidate) => candidate === typed);
  if (word !== undefined) return word;
  throw new RespinError("RSP_PARAMETER", `${name} knows no ${quote(typed)}; ${suggestion(typed, words)}`, {
    usage: true,
  });
}

/** What the user typed, safe to show on one line. */
function quote(typed: string): string {
  return JSON.stringify(typed.length > 60 ? `${typed.slice(0, 60)}…` : typed);
}
