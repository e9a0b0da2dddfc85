/** Words after which a slash begins a regular expression, as it does after most signs. */
const beforeExpression = new Set(
  "await case delete do else extends in instanceof new of return throw typeof void yield".split(" "),
);

/**
 * A text in TypeScript or JavaScript with its comments taken out and its line ends kept.
 *
 * Whether a slash divides or begins a regular expression is told by what stands before it; after a closing parenthesis or
 * brace it divides. That is wrong for an expression behind `if (...)`, which nobody writes.
 */
export function withoutComments(text: string): string {
  return new Scanner(text).scan();
}

/** Lines of a text that hold more than blanks and comments. */
export function sourceLines(text: string): number {
  return withoutComments(text)
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}

/** Bytes of a text without comments, blank lines and what ends or begins a line in blanks. */
export function sourceBytes(text: string): number {
  const lines = withoutComments(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #out = "";
  /** The braces that are open, and of which kind: of a block, or of a template's `${`. */
  readonly #braces: ("block" | "template")[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  scan(): string {
    if (this.#text.startsWith("#!")) this.#skipTo(this.#find("\n", 0));
    while (this.#at < this.#text.length) this.#next();
    return this.#out;
  }

  #next(): void {
    const sign = this.#text[this.#at];
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (two === "//") this.#skipTo(this.#find("\n", this.#at));
    else if (two === "/*") this.#skipTo(this.#find("*/", this.#at + 2) + 2);
    else if (sign === '"' || sign === "'") this.#keepTo(this.#endOf(sign));
    else if (sign === "`") this.#template(1);
    else if (sign === "/" && this.#mayBeginExpression()) this.#keepTo(this.#endOfExpression());
    else if (sign === "}" && this.#braces.pop() === "template") this.#template(1);
    else {
      if (sign === "{") this.#braces.push("block");
      this.#keepTo(this.#at + 1);
    }
  }

  /** A template from behind its beginning, or from behind a `}` in it, to its end or the next `${`. */
  #template(begin: number): void {
    for (let at = this.#at + begin; at < this.#text.length; at++) {
      if (this.#text[at] === "\\") at++;
      else if (this.#text[at] === "`") return this.#keepTo(at + 1);
      else if (this.#text.startsWith("${", at)) {
        this.#braces.push("template");
        return this.#keepTo(at + 2);
      }
    }
    this.#keepTo(this.#text.length);
  }

  #endOf(quote: string): number {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      if (this.#text[at] === "\\") at++;
      else if (this.#text[at] === quote || this.#text[at] === "\n") return at + 1;
    }
    return this.#text.length;
  }

  #endOfExpression(): number {
    let inClass = false;
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const sign = this.#text[at];
      if (sign === "\\") at++;
      else if (sign === "\n" || (sign === "/" && !inClass)) return at + 1;
      else if (sign === "[" || sign === "]") inClass = sign === "[";
    }
    return this.#text.length;
  }

  #mayBeginExpression(): boolean {
    const before = this.#out.slice(-200).trimEnd();
    const word = /[\w$]+$/.exec(before)?.[0];
    if (word !== undefined) return beforeExpression.has(word);
    return !/(?:[)\]}"'`]|\+\+|--)$/.test(before);
  }

  #find(what: string, from: number): number {
    const found = this.#text.indexOf(what, from);
    return found < 0 ? this.#text.length : found;
  }

  #keepTo(end: number): void {
    this.#out += this.#text.slice(this.#at, end);
    this.#at = end;
  }

  #skipTo(end: number): void {
    this.#out += this.#text.slice(this.#at, end).replaceAll(/[^\n]/g, "");
    this.#at = end;
  }
}
