import { describe, expect, test } from "vitest";
import { checkText, found, marks } from "./testing/world.js";

const head = `import { PhysAddr, type Page } from "@respin/core";
import { ephemeral, functional } from "@respin/linker";
export type Used = [typeof PhysAddr, Page, typeof functional, typeof ephemeral];
`;

type Case = readonly [what: string, source: string];

/** Each `»` is a place that is refused, and there is no other. */
function expectRefused(code: string, source: string): void {
  const text = head + source;
  expect(found(checkText({ "index.ts": text.replaceAll("»", "") }))).toEqual(marks(text).map((at) => `${code} ${at}`));
}

const functional: readonly Case[] = [
  ["a variable from outside", `let n = 0;\nfunctional(() => { »n = 5; return n > 0; });`],
  [
    "a variable from outside, in a pattern",
    `let n = 0;\nfunctional(() => { [»n] = [5]; ({ n: »n } = { n: 5 }); return n > 0; });`,
  ],
  ["a variable from outside, in a loop", `let n = 0;\nfunctional(() => { for (»n of [5]) void n; return n > 0; });`],
  [
    "a variable of who made it",
    `const make = (): unknown => { let n = 0; return functional(() => »n++ > 0); };\nmake();`,
  ],
  [
    "a variable of its own",
    `functional(() => { let n = 0; const add = (): void => void n++; add(); for (const m of [5]) n += m; return n > 0; });`,
  ],
  ["its parameter", `functional((n: number) => { n += 1; return n > 0; });`],
  ["a member of its parameter", `functional((box: { n: number }) => (»box.n += 1) > 0);`],
  ["an element", `const list = [5];\nfunctional(() => { »list[0] = 6; return true; });`],
  [
    "a function of a function",
    `let n = 0;\nconst c = (): number => ++»n;\nconst b = (): number => c();\nfunction a(): boolean {\n  return b() > 0;\n}\nfunctional(a);`,
  ],
  [
    "functions that call each other",
    `let n = 0;\nconst a = (m: number): number => (m > 0 ? b(m - 1) : 0);\nconst b = (m: number): number => a(m) + »n++;\nfunctional(() => a(5) > 0);`,
  ],
  [
    "a function by another name",
    `let n = 0;\nconst count = (): boolean => ++»n > 0;\nconst other = count;\nfunctional(other);`,
  ],
  ["what is marked already", `let n = 0;\nconst guard = functional(() => ++»n > 0);\nfunctional(() => guard());`],
  [
    "a callback that is named",
    `let n = 0;\nconst count = (m: number): boolean => (»n += m) > 0;\nfunctional(() => [5].some(count));`,
  ],
  [
    "a callback that is not known",
    `const f = (g: (n: number) => boolean): void => void functional(() => [5].some(»g));\nf((n) => n > 5);`,
  ],
  [
    "a method that another class overrides",
    `class A {\n  f(): number {\n    return 5;\n  }\n}\nclass B extends A {\n  #n = 0;\n  override f(): number {\n    return »this.#n++;\n  }\n}\nconst a: A = new B();\nfunctional(() => a.f() > 0);`,
  ],
  [
    "a procedure of a literal",
    `interface A {\n  f(): number;\n}\nlet n = 0;\nconst a: A = { f: () => »n++ };\nfunctional(() => a.f() > 0);`,
  ],
  [
    "a member that holds a function",
    `let n = 0;\nclass A {\n  readonly f = (): number => »n++;\n}\nconst a = new A();\nfunctional(() => a.f() > 0);`,
  ],
  [
    "a member that is assigned a function",
    `class A {\n  f: () => number = () => 5;\n}\nconst a = new A();\nconst g = (f: () => number): void => void (a.f = f);\ng(() => 5);\nfunctional(() => »a.f() > 0);`,
  ],
  [
    "a getter, by a pattern",
    `let n = 0;\nclass A {\n  get m(): number {\n    return »n++;\n  }\n}\nconst a = new A();\nfunctional(() => { const { m } = a; return m > 0; });`,
  ],
  [
    "a getter, of an interface",
    `interface A {\n  readonly m: number;\n}\nlet n = 0;\nclass B implements A {\n  get m(): number {\n    return »n++;\n  }\n}\nconst a: A = new B();\nfunctional(() => a.m > 0);`,
  ],
  [
    "a conversion to text",
    `let n = 0;\nclass A {\n  toString(): string {\n    n += 1;\n    return "";\n  }\n}\nconst a = new A();\nfunctional(() => \`\${a}\` === "");`.replace(
      "n += 1",
      "»n += 1",
    ),
  ],
  [
    "a conversion to a number",
    `let n = 0;\nclass A {\n  valueOf(): number {\n    return »n++;\n  }\n}\nconst a = new A();\nfunctional(() => a < new Array<number>().length);`.replace(
      "a < new Array<number>().length",
      "a < a",
    ),
  ],
  [
    "a conversion by JSON",
    `let n = 0;\nclass A {\n  toJSON(): number {\n    return »n++;\n  }\n}\nconst a = new A();\nfunctional(() => JSON.stringify(a) === "");`,
  ],
  [
    "going through what is its own",
    `class A {\n  *[Symbol.iterator](): Generator<number> {\n    yield 5;\n  }\n}\nconst a = new A();\nfunctional(() => { for (const n of »a) if (n > 5) return true; return false; });`,
  ],
  [
    "a list that is read and one that is changed",
    `const list = [5];\nfunctional(() => list.includes(5) && »list.push(6) > 0);`,
  ],
  [
    "a list that is changed under another type",
    `const list: { push(n: number): number } = [5];\nfunctional(() => »list.push(6) > 0);`,
  ],
  ["a class that is made", `functional(() => { class A {} return A.name === ""; });`.replace("class A", "»class A")],
  ["a map that is made", `functional(() => »new Map<number, number>().size > 0);`],
  ["a function of a package's object", `functional((page: Page) => page.physAddr.toString() === "");`],
  ["a generator", `functional(function* () {\n  »yield 5;\n});`],
];

const ephemeral: readonly Case[] = [
  [
    "its state",
    `let n = 0;\nconst list = [5];\nephemeral(() => { n += 1; list.push(n); if (n > 5) throw new Error("big"); });`,
  ],
  ["a procedure that is not ephemeral", `ephemeral((page: Page) => »PhysAddr.Pin(page));`],
  ["procedures that are", `ephemeral((page: Page) => { if (PhysAddr.Modified(page)) PhysAddr.Clean(page); });`],
  ["an own function", `const pin = (page: Page): void => »PhysAddr.Pin(page);\nephemeral((page: Page) => pin(page));`],
  [
    "a field of what it makes",
    `class A {\n  readonly done = »PhysAddr.Deallocate;\n}\nnew A();`.replace("»PhysAddr.Deallocate", "5"),
  ],
  [
    "a base of what it makes",
    `class A {\n  constructor(page: Page) {\n    »PhysAddr.Pin(page);\n  }\n}\nclass B extends A {}\nephemeral((page: Page) => void new B(page));`,
  ],
  [
    "a setter",
    `class A {\n  set page(page: Page) {\n    »PhysAddr.Pin(page);\n  }\n}\nconst a = new A();\nephemeral((page: Page) => { a.page = page; });`,
  ],
  [
    "a class that is not known",
    `const f = (make: new () => object): void => void ephemeral(() => void »new make());\nf(class {});`,
  ],
];

describe("functional", () => {
  test.each(functional)("%s", (_, source) => expectRefused("RSP_SAFE_FUNCTIONAL", source));
});

describe("ephemeral", () => {
  test.each(ephemeral)("%s", (_, source) => expectRefused("RSP_SAFE_EPHEMERAL", source));
});

test("the place of the mark is told where it is another", () => {
  const { violations } = checkText({
    "index.ts": `import { functional } from "@respin/linker";\nimport { count } from "./count.js";\nfunctional(() => count() > 5);\n`,
    "count.ts": `let n = 0;\nexport const count = (): number => n++;\n`,
  });
  expect(violations.map(({ message }) => message)).toEqual([
    "what is functional changes nothing: it assigns to n; assign to variables of its own only (it is marked at index.ts:3)",
  ]);
});
