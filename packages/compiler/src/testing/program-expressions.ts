/** The expressions of random programs, and the state that writing one has. For tests only. */

/** What a name of the program holds. */
export type Kind = "number" | "text" | "numbers" | "typed" | "map" | "object";

export const kinds: readonly Kind[] = ["number", "text", "numbers", "typed", "map", "object"];
/** How deeply forms are nested. */
export const depthMax = 3;

/** Writes expressions from a list of choices. */
export class ExpressionWriter {
  protected readonly choices: readonly number[];
  protected at = 0;
  protected names = 0;
  protected depth = 0;
  /** Names in scope, by kind; functions of one number, generator functions, and classes. */
  protected scope: Map<string, Kind> = new Map();
  protected functions: string[] = [];
  protected generators: string[] = [];
  protected classes: string[] = [];
  /** What may stand in a statement here. */
  protected within: readonly ("loop" | "function" | "generator")[] = [];
  protected labels: string[] = [];

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  protected pick(count: number): number {
    const choice = this.choices[this.at++] ?? 0;
    return choice % count;
  }

  protected one<T>(items: readonly T[]): T {
    return items[this.pick(items.length)];
  }

  protected fresh(prefix: string): string {
    return `${prefix}${this.names++}`;
  }

  protected known(kind: Kind): string | undefined {
    const names = [...this.scope].filter(([, its]) => its === kind).map(([name]) => name);
    return names.length === 0 ? undefined : this.one(names);
  }

  protected number(): string {
    if (this.depth > depthMax || this.at >= this.choices.length) return String(this.pick(10));
    this.depth++;
    const text = this.numberForms();
    this.depth--;
    return text;
  }

  protected numberForms(): string {
    const name = this.known("number");
    switch (this.pick(18)) {
      case 0:
      case 1:
        return String(this.pick(100));
      case 2:
      case 3:
        return name ?? "7";
      case 4:
        return `(${this.number()} ${this.one(["+", "-", "*", "%", "&", "|", ">>>", "<<"])} ${this.number()})`;
      case 5:
        return `((${this.number()} + ${this.number()}) | 0)`;
      case 6:
        return `(${this.condition()} ? ${this.number()} : ${this.number()})`;
      case 7:
        return `${this.list()}.length`;
      case 8:
        return `(${this.list()}[${this.number()}] ?? ${this.number()})`;
      case 9:
        return `Math.${this.one(["max", "min"])}(${this.number()}, ...${this.list()}.slice(0, 4))`;
      case 10:
        return this.functions.length > 0 ? `${this.one(this.functions)}(${this.number()})` : "3";
      case 11:
        return this.classes.length > 0
          ? `new ${this.one(this.classes)}(${this.number()}).${this.one(["twice()", "value", "add(2).value"])}`
          : "4";
      case 12:
        return `${this.list()}.reduce((a, b) => (a + b) | 0, ${this.number()})`;
      case 13:
        return `(${this.map()}.get(${this.number()}) ?? ${this.map()}.size)`;
      case 14:
        return `(${this.object()}?.a ?? ${this.number()})`;
      case 15:
        return `${this.text()}.length`;
      case 16:
        return name ? `(${name}++, ${name})` : "5";
      default:
        return `(() => { ${this.one(["const", "let"])} q = ${this.number()}; return q; })()`;
    }
  }

  protected condition(): string {
    switch (this.pick(5)) {
      case 0:
        return `${this.number()} < ${this.number()}`;
      case 1:
        return `${this.text()} === ${this.text()}`;
      case 2:
        return `${this.list()}.includes(${this.number()})`;
      case 3:
        return `(${this.number()} > 3 && ${this.number()} !== 2)`;
      default:
        return `"a" in ${this.object()}`;
    }
  }

  protected text(): string {
    if (this.depth > depthMax || this.at >= this.choices.length) return '"t"';
    this.depth++;
    const text = this.textForms();
    this.depth--;
    return text;
  }

  protected textForms(): string {
    switch (this.pick(9)) {
      case 0:
        return this.known("text") ?? '"abc"';
      case 1:
        return `"${this.one(["", "x", "a-b-c", "long text"])}"`;
      case 2:
        return `(${this.text()} + ${this.one([this.number(), this.text()])})`;
      case 3:
        return `\`<\${${this.number()}}\${${this.text()}}>\``;
      case 4:
        return `${this.list()}.join(${this.one(['"-"', '""', this.text()])})`;
      case 5:
        return `${this.text()}.slice(${this.number()}, ${this.number()})`;
      case 6:
        return `${this.text()}.repeat(${this.pick(3)})`;
      case 7:
        return `${this.text()}.padStart(${this.pick(12)}, "*").toUpperCase()`;
      default:
        return `JSON.stringify(${this.one([this.list(), this.object()])})`;
    }
  }

  /** An array, or a typed one, of numbers. */
  protected list(): string {
    if (this.depth > depthMax || this.at >= this.choices.length) return "[1, 2]";
    this.depth++;
    const text = this.listForms();
    this.depth--;
    return text;
  }

  protected listForms(): string {
    switch (this.pick(12)) {
      case 0:
      case 1:
        return this.known("numbers") ?? "[3, 4]";
      case 2:
        return `[${this.number()}, ${this.number()}]`;
      case 3:
        return `[...${this.list()}, ${this.number()}].slice(0, 20)`;
      case 4:
        return `${this.list()}.map((x, i) => x + i * ${this.number()})`;
      case 5:
        return `${this.list()}.filter((x) => x ${this.one(["<", ">", "!=="])} ${this.number()})`;
      case 6:
        return `[...${this.list()}].sort((a, b) => a - b)`;
      case 7:
        return `Array.from({ length: ${this.pick(6)} }, (_, i) => i + ${this.number()})`;
      case 8:
        return this.known("typed") ?? "new Int32Array(3).fill(2)";
      case 9:
        return this.generators.length > 0 ? `[...${this.one(this.generators)}(${this.pick(6)})]` : "[5]";
      case 10:
        return `new Array(${this.pick(4)}).fill(${this.number()})`;
      default:
        return `[...${this.map()}.values()]`;
    }
  }

  protected map(): string {
    return this.known("map") ?? "new Map([[1, 2], [3, 4]])";
  }

  protected object(): string {
    return this.known("object") ?? `({ a: ${this.number()}, b: 2 })`;
  }

  protected valueOf(kind: Kind): string {
    switch (kind) {
      case "number":
        return this.number();
      case "text":
        return this.text();
      case "numbers":
        return `[...${this.list()}]`;
      case "typed":
        return `new ${this.one(["Int32Array", "Float64Array", "Uint8Array"])}(${this.one([String(this.pick(5)), this.list()])})`;
      case "map":
        return `new Map([[1, ${this.number()}], [${this.number()}, 6]])`;
      default:
        return `{ a: ${this.number()}, "b": ${this.number()}, ...${this.object()} }`;
    }
  }
}
