/** What rewriting a text needs at hand: the text, what is known about it, and where the rewriting stands. */
import type { AnyNode, Identifier } from "acorn";
import type { MagicString } from "magic-string";
import { type Global, constantGlobals, globals } from "./builtins.js";
import type { CallGraph } from "./calls.js";
import type { Definitions } from "./definitions.js";
import type { Numbers } from "./numbers.js";
import type { Binding, Scopes } from "./scopes.js";
import type { FunctionNode, Text } from "./syntax.js";

/** What the analyses found. */
export interface Knowledge {
  readonly text: Text;
  readonly scopes: Scopes;
  readonly definitions: Definitions;
  readonly numbers: Numbers;
  readonly graph: CallGraph;
  /** Functions and classes that count their frames, with the size they count. */
  readonly guarded: ReadonlyMap<AnyNode, number>;
  /** Functions that pay without looking whether anything is left. */
  readonly quiet: ReadonlySet<AnyNode>;
  /** New names of variables that hide a global the prelude needs. */
  readonly renamed: ReadonlyMap<Binding, string>;
  /** What every name of the meter begins with. */
  readonly prefix: string;
}

/** Local variables of the meter in one function, or in one expression that has none of its own. */
export class Region {
  #live = 0;
  #made = 0;

  readonly prefix: string;
  /** The function that the region is the body of. */
  readonly owner: FunctionNode | undefined;

  constructor(prefix: string, owner?: FunctionNode) {
    this.prefix = prefix;
    this.owner = owner;
  }

  acquire(): string {
    const name = `${this.prefix}${this.#live++}`;
    this.#made = Math.max(this.#made, this.#live);
    return name;
  }

  release(count = 1): void {
    this.#live -= count;
  }

  /** The declaration of every name that was acquired, or nothing. */
  get declaration(): string {
    if (this.#made === 0) return "";
    return `let ${Array.from({ length: this.#made }, (_, index) => `${this.prefix}${index}`).join(", ")};`;
  }
}

/** A counted loop whose turns are paid ahead: what has to be written where control leaves it. */
export interface PaidAhead {
  readonly node: AnyNode;
  /** Gives back the turns that were paid and will not run; this one has begun. */
  readonly settle: string;
  /** The same, after which the loop pays again before its next turn. */
  readonly settleAndGoOn: string;
  readonly label: string;
  leftByBreak: boolean;
}

export class Work {
  region: Region;
  loop: PaidAhead | undefined;
  functions = 0;
  loops = 0;
  guards = 0;
  #fresh = 0;

  readonly known: Knowledge;
  readonly out: MagicString;
  readonly #dispatch: (work: Work, node: AnyNode) => void;

  /** `dispatch` rewrites a node and everything below it. */
  constructor(known: Knowledge, out: MagicString, dispatch: (work: Work, node: AnyNode) => void) {
    this.known = known;
    this.out = out;
    this.#dispatch = dispatch;
    this.region = new Region(known.prefix);
  }

  /** A name of the meter: `fuel` becomes the prefix and `fuel`. */
  name(word: string): string {
    return `${this.known.prefix}${word}`;
  }

  fresh(word: string): string {
    return this.name(`${word}${this.#fresh++}`);
  }

  rewrite(node: AnyNode | null | undefined): void {
    if (node) this.#dispatch(this, node);
  }

  rewriteAll(nodes: readonly (AnyNode | null)[]): void {
    for (const node of nodes) this.rewrite(node);
  }

  /** Write before a node, outside of what is written there already. */
  before(node: AnyNode, text: string): void {
    this.out.prependRight(node.start, text);
  }

  /** Write after a node, outside of what is written there already. */
  after(node: AnyNode, text: string): void {
    this.out.appendLeft(node.end, text);
  }

  /** Put an expression between two texts, as one operand. */
  wrap(node: AnyNode, before: string, after: string): void {
    const sequence = node.type === "SequenceExpression";
    this.before(node, sequence ? `${before}(` : before);
    this.after(node, sequence ? `)${after}` : after);
  }

  /** The text of a trap: an expression that may also stand where something is assigned. */
  trapText(what: string): string {
    return `(${this.name("trap")}(${JSON.stringify(what)})).x`;
  }

  /** Put a trap in a node's place. Nothing may have been written inside. */
  trap(node: AnyNode, what: string): void {
    this.out.update(node.start, node.end, this.trapText(what));
  }

  /** What pays `weight` at the head of a block. */
  charge(weight: number): string {
    return `if ((${this.name("fuel")}.left -= ${weight}) < 0) ${this.name("out")}();`;
  }

  /** What pays `weight` at the entry of a function. */
  chargeEntry(node: FunctionNode, weight: number): string {
    return this.known.quiet.has(node) ? `${this.name("fuel")}.left -= ${weight};` : this.charge(weight);
  }

  get parents(): ReadonlyMap<AnyNode, AnyNode> {
    return this.known.text.parents;
  }

  isFree(node: Identifier): boolean {
    return this.known.scopes.bindingOf(node) === undefined;
  }

  /** What may be done with the global that an expression names; undefined if it names none of the language's. */
  global(node: AnyNode): Global | undefined {
    return node.type === "Identifier" && this.isFree(node) ? globals.get(node.name) : undefined;
  }

  /** What to write for an identifier, if it cannot stay. */
  identifierText(node: Identifier): string | undefined {
    const binding = this.known.scopes.bindingOf(node);
    if (binding) return this.known.renamed.get(binding);
    if (node.name === "arguments") return this.trapText("arguments");
    if (globals.has(node.name) && !constantGlobals.has(node.name)) return this.trapText(`${node.name} as a value`);
    return undefined;
  }
}
