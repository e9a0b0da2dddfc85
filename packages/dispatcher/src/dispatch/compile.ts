import { hasBytes, UNREADABLE } from "../declared/matches.js";
import { putValue, valueOf } from "./cells.js";
import { generate, readerText } from "./generate.js";
import { guardFailed, leftBound, noHandlerInvoked, startHandler, threw } from "./outcome.js";
import { bitsOf, CANCELLED, FIRED, segmentsOf, stepsOfGroupMax, type Placed, type Segment } from "./segments.js";
import { NONE, type MatchTest, type Plan, type PredicateTest, type Raise, type Step } from "./plan.js";

/**
 * The generator of dispatch code: one function for one plan, with a call in the text for each guard and handler
 * (OSDI'96, section 2.5). V8 then sees a call site for each of them, and can inline what is small.
 *
 * The text holds names of our own making, numbers, and strings that JSON has quoted: nothing of it comes from a user as is.
 * It has the same meaning as `interpret`, line by line.
 */

/** Up to so many steps, all is in one function: calls of others would cost more than they save. */
const inlineStepsMax = 3;

/** Beyond this, the raise's own text is too long for V8 to optimise, and all takes too long to make. */
const stepsMax = 5000;

/** Steps whose own text is long, bounded ones and filters: beyond this, generated code is slower than the interpreter. */
const longStepsMax = 300;

/** Whether generating code for a plan pays, and is possible. */
function isCompilable({ steps, services }: Plan): boolean {
  if (steps.length > (services.observer === undefined ? stepsMax : stepsOfGroupMax)) return false;
  let long = 0;
  for (const { bound, cells } of steps) if (bound !== undefined || cells !== undefined) long++;
  return long <= longStepsMax;
}

/** The generated raise; undefined where it has to be interpreted: for very long lists, and where no code may be generated. */
export function compile(plan: Plan): Raise | undefined {
  if (!isCompilable(plan)) return undefined;
  const { text, values } = new Writer(plan).write();
  return generate(plan.event, text, values);
}

class Writer {
  readonly #plan: Plan;
  readonly #args: string;
  readonly #values: unknown[] = [];
  readonly #constants: string[] = [];
  readonly #tests: PredicateTest[] = [];
  readonly #readers = new Map<string, string>();
  readonly #names = new Map<unknown, string>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#args = plan.parameters.map((_, n) => `a${n}`).join(", ");
  }

  write(): { readonly text: string; readonly values: readonly unknown[] } {
    const { hasResult, defaultHandler } = this.#plan;
    const segments = segmentsOf(this.#plan.steps);
    const { steps, services } = this.#plan;
    const inline = steps.length <= (services.observer === undefined ? inlineStepsMax : stepsOfGroupMax);
    const functions: string[] = [];
    const body: string[] = [];
    const needsAny = !hasResult && defaultHandler !== undefined;
    if (hasResult) body.push(`let r = ${this.#constant(NONE, "N")};`);
    if (needsAny) body.push("let any = false;");
    body.push("raise: {");
    segments.forEach((segment, n) => {
      body.push(...this.#segment(segment, n, inline, functions, needsAny));
      if (segment.cancels && n < segments.length - 1) {
        const last = segment.groups.length - 1;
        body.push(`if ((m${n}_${last} & ${CANCELLED}) !== 0) break raise;`);
      }
    });
    body.push("}");
    body.push(...this.#ending(needsAny));
    const raise = `return function raise(${this.#args}) {\n${body.join("\n")}\n};`;
    const tests = this.#constant(this.#tests, "tests");
    const failed = this.#constant(
      (test: PredicateTest, error: unknown) => guardFailed(this.#plan, test, error),
      "failed",
    );
    const guardFailure = `function guardFailure(at, e) { return ${failed}(${tests}[at], e); }`;
    const text = [...this.#constants, ...this.#readers.values(), guardFailure, ...functions, raise].join("\n");
    return { text, values: this.#values };
  }

  /** A name for a value in the generated text; one and the same for one value. */
  #constant(value: unknown, prefix: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = `${prefix}_${this.#values.length}`;
    this.#constants.push(`const ${name} = k[${this.#values.length}];`);
    this.#values.push(value);
    this.#names.set(value, name);
    return name;
  }

  #segment(segment: Segment, n: number, inline: boolean, functions: string[], needsAny: boolean): string[] {
    const lines: string[] = [];
    const { observer } = this.#plan.services;
    if (observer !== undefined) lines.push("let gc = 0, gi = 0, hc = 0, hi = 0;".replaceAll(/(\w\w) = /g, `$1${n} = `));
    segment.groups.forEach((group, g) => {
      const mask = `m${n}_${g}`;
      const guards = this.#guards(group, n);
      if (guards === undefined) {
        lines.push(`const ${mask} = ${bitsOf(group)};`);
        return;
      }
      const skipped = g > 0 && segment.cancels ? `(m${n}_${g - 1} & ${CANCELLED}) !== 0 ? ${CANCELLED} : ` : "";
      if (inline) lines.push(`let ${mask};`, "{", ...guards, `${mask} = m;`, "}");
      else {
        functions.push(`function G${n}_${g}(${this.#args}) {\n${guards.join("\n")}\nreturn m;\n}`);
        lines.push(`const ${mask} = ${skipped}G${n}_${g}(${this.#args});`);
      }
    });
    if (observer !== undefined) {
      const name = this.#constant(observer, "observer");
      const event = `${JSON.stringify(this.#plan.event)}, ${this.#plan.parameters.length}`;
      lines.push(`${name}.dispatched(${event}, gc${n}, gi${n}, hc${n}, hi${n});`);
    }
    segment.groups.forEach((group, g) => {
      const mask = `m${n}_${g}`;
      const isConditional = group.every(({ conditional }) => conditional);
      if (isConditional) lines.push(`if ((${mask} & ${FIRED}) !== 0) {`);
      if (needsAny) lines.push("any = true;");
      // A filter changes the raise's own variables, so it stays in the raise's own text.
      const apart = inline ? [] : group.filter(({ step }) => step.cells === undefined);
      if (apart.length > 0) lines.push(...this.#handlersApart(apart, mask, `${n}_${g}`, functions));
      for (const placed of group) if (!apart.includes(placed)) lines.push(...this.#handler(placed, mask));
      if (isConditional) lines.push("}");
    });
    return lines;
  }

  /**
   * The handlers of a group in functions of their own: one for when all have fired, without a branch between them, which
   * V8 optimises as one piece, and one for when only some have.
   */
  #handlersApart(group: readonly Placed[], mask: string, name: string, functions: string[]): string[] {
    const { hasResult } = this.#plan;
    const passed = [...(hasResult ? ["r"] : []), ...(this.#args === "" ? [] : [this.#args])].join(", ");
    const make = (kind: string, parameters: string, lines: readonly string[]): void => {
      functions.push(
        `function ${kind}${name}(${parameters}) {\n${lines.join("\n")}${hasResult ? "\nreturn r;" : ""}\n}`,
      );
    };
    make(
      "A",
      passed,
      group.flatMap(({ step }) => this.#run(step)),
    );
    const all = `${hasResult ? "r = " : ""}A${name}(${passed});`;
    const bits = bitsOf(group.filter(({ conditional }) => conditional));
    if (bits === 0) return [all];
    const some = passed === "" ? "m" : `m, ${passed}`;
    make(
      "H",
      some,
      group.flatMap((placed) => this.#handler(placed, "m")),
    );
    return [
      `if ((${mask} & ${bits}) === ${bits}) ${all}`,
      `else ${hasResult ? "r = " : ""}H${name}(${some.replace("m", mask)});`,
    ];
  }

  /** The text that evaluates the guards of a group into `m`; undefined if the group has none. */
  #guards(group: readonly Placed[], segment: number): string[] | undefined {
    const observed = this.#plan.services.observer !== undefined;
    if (!observed && group.every(({ conditional }) => !conditional)) return undefined;
    const lines: string[] = [];
    const hoisted = this.#hoisted(group);
    for (const [, { name, text }] of hoisted) lines.push(`const ${name} = ${text};`);
    let predicates = 0;
    const first = this.#tests.length;
    for (const { step, bit, conditional } of group) {
      const fires = [`m |= ${bit};`];
      if (observed) fires.push(step.inline ? `hi${segment}++;` : `hc${segment}++;`);
      if (conditional && step.cancel) fires.push(`m |= ${CANCELLED}; break guards;`);
      const terms = step.matches.map((match) => {
        const term = this.#matchTerm(match, hoisted);
        return observed ? `(gi${segment}++, ${term})` : term;
      });
      for (const test of step.predicates) {
        this.#tests.push(test);
        const counted = observed ? `${test.inline ? "gi" : "gc"}${segment}++, ` : "";
        terms.push(`(${counted}at = ${first + predicates++}, ${this.#callOf(test.call, test.closure, "g")} === true)`);
      }
      lines.push(terms.length === 0 ? fires.join(" ") : `if (${terms.join(" && ")}) { ${fires.join(" ")} }`);
    }
    const block = ["guards: {", ...lines, "}"];
    if (predicates === 0) return ["let m = 0;", ...block];
    return ["let m = 0;", `let at = ${first};`, "try {", ...block, "} catch (e) { throw guardFailure(at, e); }"];
  }

  /** What several matches of a group read alike is read once. */
  #hoisted(group: readonly Placed[]): Map<string, { readonly name: string; readonly text: string }> {
    const uses = new Map<string, { count: number; match: MatchTest }>();
    for (const { step } of group) {
      for (const match of step.matches) {
        if (match.source.kind === "argument") continue;
        const key = `${match.parameter} ${match.key}`;
        const use = uses.get(key);
        if (use === undefined) uses.set(key, { count: 1, match });
        else use.count++;
      }
    }
    const hoisted = new Map<string, { readonly name: string; readonly text: string }>();
    for (const [key, { count, match }] of uses) {
      if (count > 1) hoisted.set(key, { name: `x${hoisted.size}`, text: this.#read(match) });
    }
    return hoisted;
  }

  #matchTerm(match: MatchTest, hoisted: ReadonlyMap<string, { readonly name: string }>): string {
    const read = hoisted.get(`${match.parameter} ${match.key}`)?.name ?? this.#read(match);
    return `${read} === ${this.#literal(match.value)}`;
  }

  #read({ parameter, key, source }: MatchTest): string {
    if (source.kind === "argument") return `a${parameter}`;
    if (!this.#readers.has(key)) {
      const name = `R${this.#readers.size}`;
      this.#readers.set(
        key,
        `function ${name}(a) { ${readerText(source, this.#constant(UNREADABLE, "U"), this.#constant(hasBytes, "hasBytes"))} }`,
      );
    }
    return `R${[...this.#readers.keys()].indexOf(key)}(a${parameter})`;
  }

  #literal(value: unknown): string {
    const isPlain =
      typeof value === "boolean" || typeof value === "string" || (typeof value === "number" && !Object.is(value, -0));
    return isPlain && (typeof value !== "number" || Number.isFinite(value))
      ? JSON.stringify(value)
      : this.#constant(value, "v");
  }

  #callOf(procedure: unknown, closure: object | undefined, prefix: string, args = this.#args): string {
    const name = this.#constant(procedure, prefix);
    if (closure === undefined) return `${name}(${args})`;
    return `${name}(${this.#constant(closure, "c")}${args === "" ? "" : `, ${args}`})`;
  }

  #handler({ step, bit, conditional }: Placed, mask: string): string[] {
    const lines = this.#run(step);
    return conditional ? [`if ((${mask} & ${bit}) !== 0) {`, ...lines, "}"] : lines;
  }

  #run(step: Step): string[] {
    const plan = this.#plan;
    if (step.asynchronous) {
      const start = this.#constant((args: readonly unknown[]) => startHandler(plan, step, args), "start");
      return [`${start}([${this.#args}]);`];
    }
    const catches = plan.contained && step.account !== plan.reaching;
    const hasPost = step.postMatches.length + step.postPredicates.length > 0;
    if (step.bound === undefined && step.cells === undefined && !catches && !hasPost) {
      const call = this.#callOf(step.handler, step.closure, "h");
      if (!plan.hasResult) return [`${call};`];
      return plan.resultHandler === undefined ? [`r = ${call};`] : [`{ const v = ${call};`, ...this.#fold(), "}"];
    }
    return ["{", ...this.#carefully(step), "}"];
  }

  /** A handler that may fail without the raise failing, or whose arguments or result are handled on the way. */
  #carefully(step: Step): string[] {
    const plan = this.#plan;
    const none = this.#constant(NONE, "N");
    const lines = [`let v = ${none};`, "let failed = false;"];
    const references = new Map<number, string>();
    const cells = step.cells === undefined ? "" : this.#constant(step.cells, "cells");
    if (step.cells !== undefined) {
      const put = this.#constant(putValue, "putValue");
      lines.push(`const b = ${cells}.take();`);
      step.cells.parameters.forEach((parameter, n) => {
        references.set(parameter, `q${n}`);
        lines.push(`const q${n} = b.references[${n}]; ${put}(q${n}, a${parameter});`);
      });
    }
    const args = plan.parameters.map((_, n) => references.get(n) ?? `a${n}`).join(", ");
    const onThrow = this.#constant((error: unknown) => threw(plan, step, error), "threw");
    const call = `v = ${this.#callOf(step.handler, step.closure, "h", args)};`;
    if (step.bound === undefined) {
      lines.push(`try { ${call} } catch (e) { ${onThrow}(e); failed = true; }`);
    } else {
      const meter = this.#constant(plan.services.meter, "meter");
      const left = this.#constant((entered: number, error: unknown) => leftBound(plan, step, entered, error), "left");
      lines.push(
        `const entered = ${meter}.enter(${JSON.stringify(step.bound)});`,
        `try { ${call} } catch (e) { if (!${left}(entered, e)) ${onThrow}(e); failed = true; }`,
        `if (!failed && ${left}(entered, undefined)) failed = true;`,
      );
    }
    if (step.cells !== undefined) {
      for (const [parameter, name] of references)
        lines.push(`if (!failed) a${parameter} = ${this.#constant(valueOf, "valueOf")}(${name});`);
      lines.push(`${cells}.giveBack(b);`);
    }
    lines.push(...this.#postGuards(step));
    if (plan.hasResult) lines.push("if (!failed) {", ...this.#fold(), "}");
    return lines;
  }

  #postGuards(step: Step): string[] {
    const terms = step.postMatches.map((match) => this.#matchTerm(match, new Map()));
    const first = this.#tests.length;
    step.postPredicates.forEach((test, n) => {
      this.#tests.push(test);
      terms.push(`(at = ${first + n}, ${this.#callOf(test.call, test.closure, "g")} === true)`);
    });
    if (terms.length === 0) return [];
    const check = `if (!(${terms.join(" && ")})) failed = true;`;
    if (step.postPredicates.length === 0) return [`if (!failed) { ${check} }`];
    return [`if (!failed) { let at = ${first}; try { ${check} } catch (e) { throw guardFailure(at, e); } }`];
  }

  /** Make `v` part of the result `r`. */
  #fold(): string[] {
    const { resultHandler } = this.#plan;
    if (resultHandler === undefined) return ["r = v;"];
    return [`r = r === ${this.#constant(NONE, "N")} ? v : ${this.#constant(resultHandler, "fold")}(v, r);`];
  }

  #ending(needsAny: boolean): string[] {
    const { hasResult, defaultHandler } = this.#plan;
    const fallback = defaultHandler === undefined ? "" : this.#callOf(defaultHandler, undefined, "d");
    if (needsAny) return [`if (!any) ${fallback};`];
    if (!hasResult) return [];
    const none = this.#constant(NONE, "N");
    if (defaultHandler !== undefined) return [`return r === ${none} ? ${fallback} : r;`];
    const nobody = this.#constant(() => noHandlerInvoked(this.#plan), "nobody");
    return [`if (r === ${none}) throw ${nobody}();`, "return r;"];
  }
}
