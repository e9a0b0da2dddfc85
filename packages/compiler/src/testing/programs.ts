/**
 * Random programs of ordinary code, for tests only: functions, closures, loops, labels, switches, exceptions,
 * generators, classes with private fields, patterns, spreads, collections, typed arrays and texts.
 *
 * Each ends by itself, may call `log`, and leaves its value in `result`. A program is written from a list of choices,
 * so that a failing one is made smaller by making the list smaller.
 */
import fc from "fast-check";
import { ExpressionWriter, type Kind, depthMax, kinds } from "./program-expressions.js";

/** Programs of up to so many choices. */
export function programs(choices = 400): fc.Arbitrary<string> {
  return fc
    .array(fc.nat(0xffff), { minLength: 20, maxLength: choices, size: "max" })
    .map((list) => new Writer(list).program());
}

class Writer extends ExpressionWriter {
  program(): string {
    const lines: string[] = [];
    do lines.push(this.#statement());
    while (this.at < this.choices.length && lines.length < 40);
    const names = [...this.scope].map(([name, kind]) => (kind === "map" ? `[...${name}]` : name));
    return `${lines.join("\n")}\nconst result = [${names.join(", ")}];`;
  }

  #statement(): string {
    if (this.depth > depthMax || this.at >= this.choices.length) return this.#simple();
    this.depth++;
    const text = this.#statementForms();
    this.depth--;
    return text;
  }

  #simple(): string {
    const name = this.known("number");
    const text = this.known("text");
    switch (this.pick(9)) {
      case 0:
        return `log(${this.one([this.number(), this.text(), `${this.list()}.length`])});`;
      case 1:
        return name ? `${name} ${this.one(["=", "+=", "-=", "^="])} ${this.number()};` : "log(0);";
      case 2:
        return text ? `if (${text}.length < 50) ${text} += ${this.one([this.text(), this.number()])};` : "log(1);";
      case 3:
        return this.#change();
      case 4:
        return this.#leave();
      default:
        return this.#declaration();
    }
  }

  #change(): string {
    const numbers = this.known("numbers");
    const typed = this.known("typed");
    const map = this.known("map");
    switch (this.pick(5)) {
      case 0:
        return numbers
          ? `if (${numbers}.length < 30) ${numbers}.push(${this.number()}, ...${this.list()}.slice(0, 3));`
          : ";";
      case 1:
        return numbers ? `${numbers}[${this.pick(5)}] = ${this.number()};` : ";";
      case 2:
        return typed ? `${typed}.set([${this.number()}].slice(0, ${typed}.length)); ${typed}[0] += 1;` : ";";
      case 3:
        return map ? `${map}.set(${this.number()}, ${this.number()}); ${map}.delete(${this.pick(4)});` : ";";
      default:
        return numbers ? `${numbers}.reverse(); ${numbers}.fill(${this.number()}, ${this.pick(3)}, log(1) ?? 2);` : ";";
    }
  }

  #leave(): string {
    const ways: string[] = [];
    if (this.within.includes("loop")) ways.push("break;", "continue;");
    for (const label of this.labels) ways.push(`break ${label};`, `continue ${label};`);
    if (this.within.includes("generator")) ways.push(`yield ${this.number()};`, `log(yield ${this.number()});`);
    if (this.within.includes("function")) ways.push(`return ${this.number()};`);
    return ways.length === 0 ? ";" : `if (${this.condition()}) { ${this.one(ways)} }`;
  }

  #declaration(): string {
    const kind = this.one(kinds);
    switch (this.pick(6)) {
      case 0: {
        const [a, b] = [this.fresh("n"), this.fresh("r")];
        const text = `let [${a} = ${this.number()}, ...${b}] = ${this.list()};`;
        this.scope.set(a, "number").set(b, "numbers");
        return text;
      }
      case 1: {
        const [a, b] = [this.fresh("n"), this.fresh("o")];
        const text = `let { a: ${a} = ${this.number()}, ...${b} } = ${this.object()};`;
        this.scope.set(a, "number").set(b, "object");
        return text;
      }
      default: {
        const name = this.fresh(kind.slice(0, 1));
        const text = `let ${name} = ${this.valueOf(kind)};`;
        this.scope.set(name, kind);
        return text;
      }
    }
  }

  #block(within: readonly ("loop" | "function" | "generator")[], parameters: readonly [string, Kind][] = []): string {
    const outer = [this.scope, this.functions, this.generators, this.classes, this.within] as const;
    this.scope = new Map([...this.scope, ...parameters]);
    [this.functions, this.generators, this.classes] = [[...this.functions], [...this.generators], [...this.classes]];
    this.within = within;
    const lines = Array.from({ length: 1 + this.pick(3) }, () => this.#statement());
    [this.scope, this.functions, this.generators, this.classes, this.within] = outer;
    return `{ ${lines.join(" ")} }`;
  }

  #statementForms(): string {
    switch (this.pick(15)) {
      case 0:
        return `if (${this.condition()}) ${this.#block(this.within)} else ${this.#block(this.within)}`;
      case 1:
      case 2:
        return this.#loop();
      case 3:
        return this.#labelled();
      case 4:
        return this.#switch();
      case 5:
        return this.#try();
      case 6:
      case 7:
        return this.#function();
      case 8:
        return this.#generator();
      case 9:
        return this.#class();
      case 10:
        return this.#closures();
      default:
        return this.#simple();
    }
  }

  #loop(): string {
    const inside = this.within.includes("loop") ? this.within : [...this.within, "loop" as const];
    const i = this.fresh("i");
    switch (this.pick(6)) {
      case 0:
        return `for (let ${i} = 0; ${i} < ${this.pick(6)}; ${i}++) ${this.#block(inside)}`;
      case 1:
        return `for (let ${i} = ${this.pick(9)}; ${i} >= 0; ${i} -= ${1 + this.pick(3)}) ${this.#tight(i)}`;
      case 2:
        return `for (let ${i} = 0; ${i} <= ${this.pick(400)}; ${i} += ${1 + this.pick(3)}) ${this.#tight(i)}`;
      case 3:
        return `for (const ${i} of ${this.list()}.slice(0, 5)) ${this.#block(inside, [[i, "number"]])}`;
      case 4:
        return `for (const [${i}, ...more] of ${this.map()}) { log(${i} + more.length); }`;
      default:
        return `{ let ${i} = ${this.pick(5)}; while (${i}-- > 0) ${this.#block(inside)} }`;
    }
  }

  /** A body that calls nothing: such a loop may be paid for ahead. */
  #tight(i: string): string {
    const name = this.known("number") ?? "u";
    const list = this.known("numbers") ?? this.known("typed");
    const lines = [
      `${name} = (${name} + ${i}) | 0;`,
      `${name} += ${i};`,
      `if (${i} === ${this.pick(300)}) break;`,
      `if ((${i} & 3) === ${this.pick(5)}) continue;`,
      list ? `${name} ^= ${list}[${i}];` : ";",
      ...(this.within.includes("function") ? [`if (${i} > ${this.pick(200)}) return ${i};`] : []),
      ...this.labels.map((label) => `if (${i} > ${this.pick(100)}) continue ${label};`),
    ];
    const body = Array.from({ length: 1 + this.pick(3) }, () => this.one(lines)).join(" ");
    return name === "u" ? `{ let u = 1; ${body} }` : `{ ${body} }`;
  }

  #labelled(): string {
    const label = this.fresh("label");
    const i = this.fresh("i");
    const inner = this.fresh("i");
    this.labels.push(label);
    const inside = [...this.within, "loop" as const];
    const body = this.#block(inside);
    const tight = this.#tight(inner);
    this.labels.pop();
    return `${label}: for (let ${i} = 0; ${i} < ${this.pick(4)}; ${i}++) { for (let ${inner} = 0; ${inner} < 3; ${inner}++) ${body} for (let ${inner} = 0; ${inner} < 90; ${inner}++) ${tight} }`;
  }

  #switch(): string {
    const cases = Array.from(
      { length: 1 + this.pick(3) },
      (_, index) => `case ${index}: ${this.#block(this.within)} ${this.one(["break;", ""])}`,
    );
    return `switch (${this.number()} & 3) { ${cases.join(" ")} default: ${this.#block(this.within)} }`;
  }

  #try(): string {
    const thrower = this.one(['throw new RangeError("thrown");', "null.x;", ";", "throw 5;"]);
    const body = `{ ${this.#block(this.within)} if (${this.condition()}) { ${thrower} } }`;
    const handler = "catch (e) { log(e?.message?.slice(0, 6)); }";
    const ways = [handler, `${handler} finally ${this.#block([])}`, 'finally { log("f"); }'];
    return `try ${body} ${this.one(ways)}`;
  }

  #function(): string {
    const name = this.fresh("f");
    const n = this.fresh("p");
    const form = this.pick(4);
    const labels = this.labels;
    this.labels = [];
    const body = this.#block(["function"], [[n, "number"]]);
    this.labels = labels;
    const first = `const of${n} = ${n};`;
    const recursion = `if (of${n} > 0 && of${n} < 9) return (${name}(of${n} - 1) + 1) | 0;`;
    const last = `return ${n} | 0;`;
    // Only a name that is in scope everywhere below may be called.
    this.functions.push(name);
    switch (form) {
      case 0:
        return `function ${name}(${n}) { ${first} ${body} ${recursion} ${last} }`;
      case 1:
        return `const ${name} = (${n}, k = ${this.pick(9)} + 1) => { ${body} return k | 0; };`;
      case 2:
        return `const ${name} = (${n}) => ${n} < 9 ? ${n} + 1 : ${this.pick(9)};`;
      default:
        return `function ${name}(${n}, { a = 2, ...rest } = {}, [b] = [3], ...more) { ${body} return a + b + more.length; }`;
    }
  }

  #generator(): string {
    const name = this.fresh("g");
    const n = this.fresh("p");
    const labels = this.labels;
    this.labels = [];
    const body = this.#block(["function", "generator"], [[n, "number"]]);
    this.labels = labels;
    const recursion = this.pick(2) === 0 ? `if (of${n} > 0) yield* ${name}(of${n} - 1);` : "";
    const text = `function* ${name}(${n}) { const of${n} = ${n}; try { yield ${n}; ${body} ${recursion} } finally { log("done"); } }`;
    this.generators.push(name);
    const it = this.fresh("it");
    return `${text} { const ${it} = ${name}(2); log(${it}.next().value); log(${it}.next(3).done); log(${it}.return(4).value); }`;
  }

  #class(): string {
    const name = this.fresh("C");
    const parent = this.classes.length > 0 && this.pick(2) === 0 ? this.one(this.classes) : undefined;
    const v = this.fresh("p");
    const labels = this.labels;
    this.labels = [];
    const body = this.#block(["function"], [[v, "number"]]);
    this.labels = labels;
    const text =
      `class ${name}${parent ? ` extends ${parent}` : ""} { static made = 0; #value = ${this.number()}; other = this.#value + 1; ` +
      `constructor(x) { ${parent ? "super(x);" : ""} ${name}.made++; this.#value = (this.#value + x) | 0; } ` +
      `get value() { return this.#value; } set value(x) { this.#value = x | 0; } ` +
      `add(x) { this.value = this.#value + x; return this; } ` +
      `twice() { const ${v} = this.#value; ${body} return (${v} * 2) | 0; } ` +
      `static of(x) { return new ${name}(x); } fill(x) { return x; } set(a, b) { return a - b; } }`;
    this.classes.push(name);
    return `${text} log(${name}.of(${this.pick(9)}).set(${this.number()}, log(1) ?? 2));`;
  }

  #closures(): string {
    const fs = this.fresh("fs");
    const i = this.fresh("i");
    return `const ${fs} = []; for (let ${i} = 0; ${i} < ${1 + this.pick(4)}; ${i}++) ${fs}.push((x) => x + ${i} + ${this.number()}); log(${fs}.map((f) => f(${this.number()})).join());`;
  }
}
