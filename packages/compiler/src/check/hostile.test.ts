import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rules } from "./rules/index.js";
import { checkText } from "./testing/world.js";

/** What is tried, the rule that has to say something of it, and the entry's text. */
type Attempt = readonly [what: string, code: string, source: string, modules?: Readonly<Record<string, string>>];

const core = `import { Dispatcher, PhysAddr, Volume, type Page } from "@respin/core";
import { ephemeral, functional } from "@respin/linker";
export type Used = [typeof Dispatcher, typeof PhysAddr, typeof Volume, Page, typeof functional, typeof ephemeral];
`;

const globals: readonly Attempt[] = [
  ["eval behind a comma", "RSP_SAFE_EVAL", `(0, eval)("5");`],
  ["eval with an escape in braces", "RSP_SAFE_EVAL", `const run: unknown = \\u{65}val;`],
  ["eval in a default of a parameter", "RSP_SAFE_EVAL", `const run = (make: unknown = eval): unknown => make;`],
  ["Function as a tag", "RSP_SAFE_TEMPLATE", "const five: unknown = Function`return 5`;"],
  ["Function by typeof", "RSP_SAFE_EVAL", `const kind: string = typeof Function;`],
  ["the constructor of an arrow, in a chain", "RSP_SAFE_PROTOTYPE", `const make: unknown = (() => 5)?.constructor;`],
  ["the constructor, by a template", "RSP_SAFE_PROTOTYPE", "const make: unknown = (() => 5)[`constructor`];"],
  ["the constructor, by an escape", "RSP_SAFE_PROTOTYPE", `const make: unknown = (() => 5)["\\x63onstructor"];`],
  ["the constructor, put together", "RSP_SAFE_INDEX", `const make: unknown = (() => 5)["con" + "structor"];`],
  [
    "the constructor, in a pattern of an assignment",
    "RSP_SAFE_PROTOTYPE",
    `let make: unknown;\n({ constructor: make } = []);`,
  ],
  [
    "the constructor, in a pattern of a loop",
    "RSP_SAFE_PROTOTYPE",
    `for (const { constructor: make } of [[5]]) void make;`,
  ],
  [
    "the constructor, in a pattern of a parameter",
    "RSP_SAFE_PROTOTYPE",
    `const f = ({ constructor: make }: object): unknown => make;`,
  ],
  ["the constructor, deep in a pattern", "RSP_SAFE_PROTOTYPE", `const [{ constructor: { name } }] = [[5]];`],
  ["the constructor, computed in a pattern", "RSP_SAFE_KEY", `const { ["constructor"]: make } = [];`],
  [
    "the constructor, by super",
    "RSP_SAFE_PROTOTYPE",
    `class Plain {}\nclass Odd extends Plain {\n  get made(): unknown {\n    return super.constructor;\n  }\n}`,
  ],
  ["a getter found by its old name", "RSP_SAFE_PROTOTYPE", `const find: unknown = Object.is.__lookupGetter__;`],
  ["callee of arguments", "RSP_SAFE_SYNTAX", `function f(): unknown {\n  return arguments.callee;\n}`],
  ["this in a plain function", "RSP_SAFE_THIS", `function f(): unknown {\n  return this;\n}`],
  ["this in an arrow at the top", "RSP_SAFE_THIS", `const f = (): unknown => this;`],
  ["this in a key of a class", "RSP_SAFE_THIS", `class Plain {\n  [this](): void {}\n}`],
  [
    "this in what a class extends",
    "RSP_SAFE_THIS",
    `class Plain {\n  f(): void {\n    class Odd extends (this, Plain) {}\n  }\n  static g(): unknown {\n    class Odd extends this {}\n    return Odd;\n  }\n}`,
  ],
  ["this of a static field", "RSP_SAFE_THIS", `class Plain {\n  static made: unknown = this;\n}`],
  [
    "this of a function in a method",
    "RSP_SAFE_THIS",
    `class Plain {\n  f(): unknown {\n    return function (): unknown {\n      return this;\n    };\n  }\n}`,
  ],
  ["the world, by its names", "RSP_SAFE_GLOBAL", `const all: unknown = globalThis;`],
  ["the world, as a property", "RSP_SAFE_GLOBAL", `const all = { globalThis };`],
  ["the process", "RSP_SAFE_EVAL", `const process: unknown = require("process");`],
  ["a name that TypeScript does not know", "RSP_TYPE", `process.exit(5);`],
  ["a proxy", "RSP_SAFE_GLOBAL", `const odd = new Proxy({}, {});`],
  ["reflection", "RSP_SAFE_GLOBAL", `const make: unknown = Reflect.construct(Array, []);`],
  ["a weak reference", "RSP_SAFE_GLOBAL", `const weak = new WeakRef({});`],
  ["a date", "RSP_SAFE_GLOBAL", `const now: number = new Date().getTime();`],
  ["randomness, by a pattern", "RSP_SAFE_GLOBAL", `const { random } = Math;`],
  ["randomness, by an index", "RSP_SAFE_GLOBAL", `const luck: unknown = Math["random"]();`],
  [
    "randomness, through a parameter",
    "RSP_SAFE_GLOBAL",
    `const f = (math: { random(): number }): number => math.random();\nf(Math);`,
  ],
  ["a global, renamed by a conditional", "RSP_SAFE_GLOBAL", `const Make = 5 > 4 ? Map : Set;`],
  ["a global, in an array", "RSP_SAFE_GLOBAL", `const all = [Object];`],
  ["a global, returned", "RSP_SAFE_GLOBAL", `const f = (): unknown => Array;`],
  ["a global, exported", "RSP_SAFE_GLOBAL", `export { Math as five };`],
  ["a static of a global, passed on", "RSP_SAFE_GLOBAL", `const all = ["5"].map(Number.parseFloat);`],
  ["a method of a global, assigned", "RSP_SAFE_GLOBAL", `Math.floor = (n) => n;`],
  ["a shared symbol", "RSP_SAFE_GLOBAL", `const key: unknown = Symbol.for("respin");`],
  ["a symbol of its own", "RSP_SAFE_GLOBAL", `const key: unknown = Symbol("respin");`],
  [
    "a symbol that changes instanceof",
    "RSP_SAFE_GLOBAL",
    `class Odd {\n  static [Symbol.hasInstance](): boolean {\n    return true;\n  }\n}`,
  ],
  ["a symbol that changes conversions", "RSP_SAFE_GLOBAL", `const odd = { [Symbol.toPrimitive]: (): number => 5 };`],
  [
    "freezing what others made",
    "RSP_SAFE_GLOBAL",
    `${core}export const hold = (page: Page): Page => Object.freeze(page);`,
  ],
  ["a class of the language, extended", "RSP_SAFE_CLASS", `class Odd extends Array<number> {}`],
  ["a function, as a class", "RSP_SAFE_CLASS", `const make = (): typeof Error => Error;\nclass Odd extends make() {}`],
  [
    "the memory around an array, under a type of its own",
    "RSP_SAFE_MEMBER",
    `interface Memory {\n  readonly byteLength: number;\n  slice(from?: number, to?: number): ArrayBuffer;\n  readonly [Symbol.toStringTag]: "ArrayBuffer";\n}\nconst held: { readonly buffer: Memory | ArrayBufferLike } = new Uint8Array(5);\nconst all = new Uint8Array(held.buffer);`,
  ],
  [
    "the memory around an array, by a pattern",
    "RSP_SAFE_MEMBER",
    `const f = ({ buffer }: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);\nf(new Uint8Array(5));`,
  ],
  [
    "the memory around an array, by a callback",
    "RSP_SAFE_MEMBER",
    `function use<T>(held: { readonly buffer: T }, make: (memory: T) => Uint8Array): Uint8Array {\n  return make(held.buffer);\n}\nuse(new Uint8Array(5), (memory) => new Uint8Array(memory));`,
  ],
  [
    "the memory around an array, under a bounded type",
    "RSP_SAFE_MEMBER",
    `const f = <T extends ArrayBufferLike>(memory: T): Uint8Array => new Uint8Array(memory);\nif (f.length > 5) throw f;`,
  ],
  ["a regular expression, made by a string", "RSP_SAFE_MEMBER", `const found: unknown = "page".match("(a+)+$");`],
  ["the stack of an error, by a pattern", "RSP_SAFE_MEMBER", `const { stack } = new Error("here");`],
];

const capabilities: readonly Attempt[] = [
  ["a cast through never", "RSP_SAFE_CAST", `${core}PhysAddr.Pin(5 as never);`],
  ["a cast in angle brackets", "RSP_SAFE_CAST", `${core}PhysAddr.Pin(<Page>(<unknown>5));`],
  ["any, by JSON", "RSP_SAFE_ANY", `${core}PhysAddr.Pin(JSON.parse("5"));`],
  [
    "any, by a type of the library",
    "RSP_SAFE_ANY",
    `${core}const page: ReturnType<typeof JSON.parse> = 5;\nPhysAddr.Pin(page);`,
  ],
  [
    "any, by a conditional type",
    "RSP_SAFE_ANY",
    `${core}type Of<T> = T extends (...all: never[]) => infer R ? R : never;\nconst page: Of<typeof JSON.parse> = 5;\nPhysAddr.Pin(page);`,
  ],
  [
    "any, by an argument of a type",
    "RSP_SAFE_ANY",
    `${core}const same = <T>(x: T): T => x;\nPhysAddr.Pin(same<Parameters<typeof JSON.stringify>[0]>(5));`,
  ],
  [
    "any, by a list without a type",
    "RSP_SAFE_ANY",
    `${core}const pages = new Array(1).fill(5);\nPhysAddr.Pin(pages[0]);`,
  ],
  ["any, by a map without a type", "RSP_SAFE_ANY", `${core}const pages = new Map();\nPhysAddr.Pin(pages.get(5));`],
  [
    "any, by a test of a list",
    "RSP_SAFE_ANY",
    `${core}const given: unknown = [5];\nconst all: Page[] = Array.isArray(given) ? given : [];\nall.forEach((page) => PhysAddr.Pin(page));`,
  ],
  [
    "any, by a test of a member",
    "RSP_SAFE_ANY",
    `${core}const given: { readonly all: unknown } = { all: [5] };\nconst all: Page[] = Array.isArray(given.all) ? given.all : [];\nall.forEach((page) => PhysAddr.Pin(page));`,
  ],
  [
    "any, by a test of a class with a parameter",
    "RSP_SAFE_ANY",
    `${core}class Box<T> {\n  held: T;\n  constructor(held: T) {\n    this.held = held;\n  }\n}\nconst given: unknown = new Box(5);\nif (given instanceof Box) PhysAddr.Pin(given.held);`,
  ],
  [
    "any, by a member of a library type",
    "RSP_SAFE_ANY",
    `${core}const odd: PropertyDescriptor = { value: 5 };\nconst page: { readonly value?: Page } = odd;\nif (page.value !== undefined) PhysAddr.Pin(page.value);`,
  ],
  [
    "any, by the values of an object",
    "RSP_SAFE_ANY",
    `${core}const none: object = [5];\nObject.values(none).forEach((page) => PhysAddr.Pin(page));`,
  ],
  [
    "any, by an error that is caught",
    "RSP_TYPE",
    `${core}try {\n  throw 5;\n} catch (page) {\n  PhysAddr.Pin(page);\n}`,
  ],
  [
    "any, by a reviver",
    "RSP_SAFE_ANY",
    `${core}const said: unknown = JSON.parse("5", (_key, page) => PhysAddr.Pin(page));`,
  ],
  [
    "any, by what a generator is sent",
    "RSP_SAFE_ANY",
    `${core}function* take(): Generator<number, void, any> {\n  PhysAddr.Pin(yield 5);\n}`,
  ],
  [
    "a promise about a type",
    "RSP_SAFE_CAST",
    `${core}const isPage = (x: unknown): x is Page => true;\nconst five: unknown = 5;\nif (isPage(five)) PhysAddr.Pin(five);`,
  ],
  [
    "a promise about a type, by a method",
    "RSP_SAFE_CAST",
    `${core}class Odd {\n  isPage(): this is Odd & Page {\n    return true;\n  }\n}`,
  ],
  [
    "an overloaded method",
    "RSP_SAFE_CAST",
    `${core}class Odd {\n  forge(n: number): Page;\n  forge(n: number): Page | number {\n    return n;\n  }\n}`,
  ],
  [
    "an overloaded constructor",
    "RSP_SAFE_CAST",
    `${core}class Odd {\n  constructor(n: number);\n  constructor(n: number | string) {\n    void n;\n  }\n}`,
  ],
  ["a member that is only declared", "RSP_SAFE_DECLARE", `${core}class Odd {\n  declare readonly page: Page;\n}`],
  ["a constant that is only declared", "RSP_SAFE_DECLARE", `${core}declare const page: Page;\nPhysAddr.Pin(page);`],
  [
    "a merged interface",
    "RSP_SAFE_CAST",
    `${core}class Odd {}\ninterface Odd extends Page {}\nPhysAddr.Pin(new Odd());`,
  ],
  [
    "an addition to the kernel's module",
    "RSP_SAFE_DECLARE",
    `${core}declare module "@respin/core" {\n  interface Page {\n    readonly frame?: number;\n  }\n}`,
  ],
  [
    "an addition to the world",
    "RSP_SAFE_DECLARE",
    `declare global {\n  const Kernel: { halt(): void };\n}\nexport type T = number;`,
  ],
  ["a suppressed type error", "RSP_SAFE_TEXT", `${core}// @ts-expect-error five\nPhysAddr.Pin(5);`],
  ["a module that is not checked", "RSP_SAFE_TEXT", `// @ts-nocheck\n${core}PhysAddr.Pin(5);`],
  [
    "a method on another's fields",
    "RSP_SAFE_METHOD",
    `${core}class Odd {\n  page: Page | undefined = undefined;\n  pin(): void {\n    if (this.page !== undefined) PhysAddr.Pin(this.page);\n  }\n}\nconst odd = { page: 5, pin: new Odd().pin };`,
  ],
  [
    "a private method, taken",
    "RSP_SAFE_METHOD",
    `class Odd {\n  #pin(): void {}\n  get pin(): () => void {\n    return this.#pin;\n  }\n}`,
  ],
];

const links: readonly Attempt[] = [
  ["an interface, kept", "RSP_SAFE_LINK", `${core}const all: unknown = PhysAddr;`],
  [
    "an interface, behind a comma",
    "RSP_SAFE_LINK",
    `${core}export const pin = (page: Page): void => (0, PhysAddr).Pin(page);`,
  ],
  ["an interface, spread", "RSP_SAFE_LINK", `${core}const all: unknown = { ...PhysAddr };`],
  ["an interface, by the rest of a pattern", "RSP_SAFE_LINK", `${core}const { ...all } = PhysAddr;`],
  ["an interface, listed", "RSP_SAFE_LINK", `${core}const all: unknown = Object.values(PhysAddr);`],
  ["an interface, frozen", "RSP_SAFE_LINK", `${core}const all: unknown = Object.freeze(PhysAddr);`],
  ["an interface, as a member", "RSP_SAFE_LINK", `${core}const all = { PhysAddr };`],
  [
    "an interface, by an own module's default",
    "RSP_SAFE_LINK",
    `import Addr from "./other.js";\nexport type T = typeof Addr;`,
    { "other.ts": `import { PhysAddr } from "@respin/core";\nexport default PhysAddr;` },
  ],
  [
    "an interface, by all of a module",
    "RSP_SAFE_IMPORT",
    `import * as other from "./other.js";\nexport type T = typeof other;`,
    { "other.ts": `export * from "@respin/core";` },
  ],
  ["a procedure, kept", "RSP_SAFE_LINK", `${core}const pin: unknown = PhysAddr.Pin;`],
  ["a procedure, by its name", "RSP_SAFE_LINK", `${core}const pin: unknown = PhysAddr["Pin"];`],
  [
    "a procedure, given to an own function",
    "RSP_SAFE_LINK",
    `${core}const f = (pin: (page: Page) => void): void => void pin;\nf(PhysAddr.Pin);`,
  ],
  [
    "a procedure, in a list for a procedure",
    "RSP_SAFE_LINK",
    `${core}Dispatcher.Install(...([PhysAddr.Reclaim, PhysAddr.Reclaim] as const));`,
  ],
  ["a procedure's member", "RSP_SAFE_LINK", `${core}const name: string = PhysAddr.Pin.name;`],
  [
    "a procedure, called with another this",
    "RSP_SAFE_LINK",
    `${core}export const pin = (page: Page): void => PhysAddr.Pin.call(undefined, page);`,
  ],
  ["a procedure, assigned", "RSP_SAFE_LINK", `${core}PhysAddr.Pin = () => {};`],
  ["the library, kept", "RSP_SAFE_LINK", `${core}const mark = { functional };`],
  [
    "the library, by another name",
    "RSP_SAFE_LINK",
    `import { functional as mark } from "@respin/linker";\nconst all = [mark];`,
  ],
  [
    "an implementation that is not exported",
    "RSP_SAFE_EXPORT",
    `import { implement } from "@respin/linker";\nimport { Console } from "@respin/core";\nimplement(Console, { Write: () => {} });`,
  ],
  [
    "an implementation in another module",
    "RSP_SAFE_EXPORT",
    `import "./other.js";\nexport type T = number;`,
    {
      "other.ts": `import { implement } from "@respin/linker";\nimport { Console } from "@respin/core";\nexport const made = implement(Console, { Write: () => {} });`,
    },
  ],
  ["the machine", "RSP_SAFE_IMPORT", `import { Machine } from "@respin/hardware";\nnew Machine();`],
  ["the host", "RSP_SAFE_IMPORT", `import { exit } from "process";\nexit(5);`],
  ["the host's types", "RSP_SAFE_IMPORT", `import type { Stats } from "node:fs";\nexport type T = Stats;`],
  [
    "a whole package",
    "RSP_SAFE_IMPORT",
    `import linker, { functional } from "@respin/linker";\nfunctional(() => linker);`,
  ],
  ["a module of the disk", "RSP_SAFE_IMPORT", `import { five } from "/etc/five.js";\nexport type T = typeof five;`],
  [
    "declarations in place of a module",
    "RSP_SOURCE",
    `import { page } from "./kernel.d.js";\nexport type T = typeof page;`,
    { "kernel.d.ts": `export declare const page: number;` },
  ],
  [
    "a module by a query",
    "RSP_SAFE_IMPORT",
    `import { five } from "./other.js?again";\nexport type T = typeof five;`,
    { "other.ts": `export const five = 5;` },
  ],
];

const waiting: readonly Attempt[] = [
  [
    "stepping the kernel's work",
    "RSP_SAFE_WAITING",
    `${core}export const step = (page: Page): unknown => Volume.Read(5, page).next();`,
  ],
  [
    "throwing into the kernel's work",
    "RSP_SAFE_WAITING",
    `${core}export const cut = (page: Page): unknown => Volume.Read(5, page).throw(5);`,
  ],
  [
    "ending it by a loop",
    "RSP_SAFE_WAITING",
    `${core}export function cut(page: Page): void {\n  for (const _ of Volume.Read(5, page)) break;\n}`,
  ],
  [
    "ending it by a pattern",
    "RSP_SAFE_WAITING",
    `${core}export function cut(page: Page): void {\n  const [first] = Volume.Read(5, page);\n  void first;\n}`,
  ],
  [
    "ending it inside another generator",
    "RSP_SAFE_WAITING",
    `${core}function* both(page: Page): Generator<number | undefined | void, void> {\n  yield* Volume.Read(5, page);\n}\nexport function cut(page: Page): void {\n  for (const _ of both(page)) break;\n}`,
  ],
  [
    "a generator that hides it",
    "RSP_SAFE_WAITING",
    `${core}function* both(page: Page): Iterable<unknown> {\n  yield* Volume.Read(5, page);\n}`,
  ],
  [
    "a list of its turns",
    "RSP_SAFE_WAITING",
    `${core}export const all = (page: Page): unknown => Array.from(Volume.Read(5, page));`,
  ],
];

const text: readonly Attempt[] = [
  ["a comment of pages on the web", "RSP_SAFE_TEXT", `const text = "<!-- five";`],
  ["its end", "RSP_SAFE_TEXT", `let n = 5;\nwhile (n --> 0) n = 0;`],
  ["import in a template", "RSP_SAFE_TEXT", "const text = `import ('x')`.length;"],
  ["import with a comment", "RSP_SAFE_TEXT", "const text = `import /* */ (x)`.length;"],
  ["eval after dots", "RSP_SAFE_TEXT", `const text = "...eval(x)";`],
  ["a map from elsewhere", "RSP_SAFE_TEXT", `export type T = number;\n/*# sourceMappingURL=elsewhere */`],
  ["a reference to a file", "RSP_SAFE_TEXT", `/// <reference path="/dev/zero" />\nexport type T = number;`],
  ["a reference to types", "RSP_SAFE_TEXT", `/// <reference types="node" />\nexport type T = number;`],
  ["text that runs from right to left", "RSP_SAFE_UNICODE", `const text = "\u202egnp.exe";`],
  ["a line end in a comment", "RSP_SAFE_UNICODE", `//\u2029const five = 5;\nexport type T = number;`],
];

describe.each([
  ["globals", globals],
  ["capabilities", capabilities],
  ["links", links],
  ["waiting", waiting],
  ["text", text],
])("%s", (_family, attempts) => {
  test.each(attempts.map((each) => [each[0], each] as const))("%s", (_title, [, code, source, modules = {}]) => {
    const codes = checkText({ "index.ts": source, ...modules }).violations.map((each) => each.code);
    expect(codes).toContain(code);
  });
});

test("text that is damaged is judged as any other", () => {
  const sources = rules.flatMap(({ refused, passes }) => [...refused, ...passes].map(({ source }) => source));
  const words = [
    "any",
    "PhysAddr",
    "functional",
    "(",
    "}",
    "=>",
    "class",
    "this",
    "...",
    "yield*",
    "?.",
    "!",
    "new",
    "as",
  ];
  const damage = fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom(...words, ""));
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.array(damage, { maxLength: 3 }), (source, damages) => {
      let damaged = source.replaceAll("»", "");
      for (const [at, length, word] of damages) {
        const from = at % (damaged.length + 1);
        damaged = damaged.slice(0, from) + word + damaged.slice(from + length);
      }
      for (const { code, line, column } of checkText({ "index.ts": damaged }).violations) {
        expect(code).toMatch(/^RSP_/);
        expect(Math.min(line, column)).toBeGreaterThan(0);
      }
    }),
    { numRuns: 150 },
  );
});
