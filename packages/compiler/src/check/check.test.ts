import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { check } from "./check.js";
import { allBytesMax, fileBytesMax, modulesMax, nestingMax } from "./settings.js";
import { checkText, folder, found } from "./testing/world.js";
import { showViolation } from "./violation.js";

describe("what is reported", () => {
  test("every violation, with its place, by file and line", () => {
    const checked = checkText({
      "index.ts": `import { late } from "./parts/late.js";\n\n  const now = late() + Date.now();\nif (now > 5) throw /five/;\n`,
      "parts/late.ts": `export const late = (): number => Math.random();\n`,
    });
    expect(checked.violations.map((each) => showViolation(each).replace(`${folder}/`, ""))).toEqual([
      "index.ts:3:24 RSP_SAFE_GLOBAL Date is none of the names that extensions may use; import an interface that gives what you need",
      "index.ts:4:20 RSP_SAFE_REGEXP the work of a regular expression cannot be metered; use includes, indexOf, startsWith or a loop",
      expect.stringMatching(
        /^parts\/late\.ts:1:40 RSP_SAFE_GLOBAL Math\.random is not for extensions; they may use E, LN10/,
      ),
    ]);
  });

  test("what TypeScript says, in one line", () => {
    const { violations } = checkText({
      "index.ts": `const shape: { readonly size: { readonly width: number } } = { size: { width: "wide" } };\nvoid shape;`,
    });
    expect(violations).toEqual([
      {
        code: "RSP_TYPE",
        file: join(folder, "index.ts"),
        line: 1,
        column: 72,
        message: "Type 'string' is not assignable to type 'number'.",
      },
    ]);
  });

  test("the errors of syntax alone, where there are some", () => {
    const checked = checkText({ "index.ts": `const five = ;\nconst now = Date.now();` });
    expect(found(checked)).toEqual(["RSP_TYPE 1:14"]);
  });

  test("what is used of packages and the language, and what is exported", () => {
    const { imports, exports, globals, modules } = checkText({
      "index.ts": `import { implement } from "@respin/linker";
import { Console as Screen, PhysAddr, type Page } from "@respin/core";
import { five } from "./other.js";
const sizes = new Map<Page, number>();
export const screen = implement(Screen, {
  Write: (text) => {
    for (const page of sizes.keys()) if (text.length > Math.max(five, 5)) PhysAddr.Pin(page);
    for (const page of sizes.keys()) if (!PhysAddr.Modified(page)) PhysAddr.Pin(page);
  },
});
`,
      "other.ts": `export const five: number = Number.parseInt("5", 10);\n`,
    });
    expect({ imports, exports, globals }).toEqual({
      imports: [
        { module: "@respin/core", name: "Console", kind: "interface", procedures: [] },
        { module: "@respin/core", name: "PhysAddr", kind: "interface", procedures: ["Modified", "Pin"] },
        { module: "@respin/linker", name: "implement", kind: "library", procedures: [] },
      ],
      exports: [{ name: "screen", module: "@respin/core", interface: "Console" }],
      globals: ["Map", "Math", "Number"],
    });
    expect([...modules.keys()]).toEqual([join(folder, "index.ts"), join(folder, "other.ts")]);
  });

  test("nothing of an earlier extension", () => {
    checkText({
      "index.ts": `declare global {\n  interface Array<T> {\n    readonly odd: T;\n  }\n}\nexport type T = number;`,
    });
    expect(found(checkText({ "index.ts": `const list = [5];\nvoid list.odd;` }))).toEqual(["RSP_TYPE 2:11"]);
  });

  test("an interface of the real linker is known as one, and what it declares of its procedures", () => {
    const clock = fileURLToPath(new URL("../../node_modules/clock", import.meta.url));
    const about = { name: "clock", type: "module", exports: { ".": { types: "./index.d.ts" } } };
    const declarations = `import type { Interface, Procedure } from "@respin/linker";
type Now = Procedure<readonly [], number> & { readonly waits: false };
export declare const Clock: Interface<{ Now: Now & { readonly functional: true }; Tick: Now }>;
export declare const clock: { readonly Now: () => number };\n`;
    const source = `import { Clock } from "clock";\nimport { functional } from "@respin/linker";
functional(() => Clock.Now() > 5);\nfunctional(() => Clock.Tick() > 5);\nvoid Clock;\nimport { clock } from "clock";\nvoid clock;`;
    const entry = join(folder, "index.ts");
    const files = new Map([
      [`${clock}/package.json`, JSON.stringify(about)],
      [`${clock}/index.d.ts`, declarations],
      [entry, source],
    ]);
    const wrong = found(check(entry, { files })).filter((each) => each.startsWith("RSP_SAFE"));
    expect(wrong).toEqual(["RSP_SAFE_FUNCTIONAL 4:18", "RSP_SAFE_LINK 5:6", "RSP_SAFE_IMPORT 6:10"]);
  });
});

describe("limits", () => {
  test("a file is not larger than it may be", () => {
    const source = `export type T = "${"x".repeat(fileBytesMax)}";`;
    expect(found(checkText({ "index.ts": source }))).toEqual(["RSP_SAFE_SIZE 1:1"]);
  });

  test("all files together are not", () => {
    const names = Array.from({ length: allBytesMax / fileBytesMax + 1 }, (_, n) => `part${n}`);
    const modules = Object.fromEntries(
      names.map((name) => [`${name}.ts`, `// ${"x".repeat(fileBytesMax - 99)}\nexport {};`]),
    );
    const entry = names.map((name) => `import "./${name}.js";`).join("\n");
    expect(found(checkText({ ...modules, "index.ts": entry }))).toContain("RSP_SAFE_SIZE 17:8");
  });

  test("there are not more modules than there may be", () => {
    const names = Array.from({ length: modulesMax }, (_, n) => `part${n}`);
    const modules = Object.fromEntries(names.map((name) => [`${name}.ts`, `export {};`]));
    const entry = names.map((name) => `import "./${name}.js";`).join("\n");
    expect(found(checkText({ ...modules, "index.ts": entry }))).toContain(`RSP_SAFE_SIZE ${modulesMax}:8`);
  });

  const deep: readonly (readonly [string, (n: number) => string])[] = [
    ["parentheses", (n) => `const five = ${"(".repeat(n)}5${")".repeat(n)};`],
    ["lists", (n) => `const five: unknown = ${"[".repeat(n)}5${"]".repeat(n)};`],
    ["literals", (n) => `const five: unknown = ${"{a:".repeat(n)}5${"}".repeat(n)};`],
    ["blocks", (n) => `${"{".repeat(n)}${"}".repeat(n)}`],
    ["functions", (n) => `const five: unknown = ${"() => ".repeat(n)}5;`],
    ["conditions", (n) => `const five = ${"Math.sin(5) > 0 ? 5 : ".repeat(n)}5;`],
    ["sums", (n) => `const five = 5${" + 5".repeat(n)};`],
    ["texts", (n) => `const five = ""${' + "5"'.repeat(n)};`],
    ["members", (n) => `const five: { readonly a: unknown } = { a: 5 };\nvoid five${".a".repeat(n)};`],
    ["calls", (n) => `const same = <T>(x: T): T => x;\nvoid ${"same(".repeat(n)}5${")".repeat(n)};`],
    ["calls of calls", (n) => `interface F {\n  (): F;\n}\nconst f: F = () => f;\nvoid f${"()".repeat(n)};`],
    ["alternatives", (n) => `if (Math.sin(5) > 0) void 5;\n${"else if (Math.sin(5) > 0) void 5;\n".repeat(n)}`],
    ["signs", (n) => `const five = ${"- ".repeat(n)}5;`],
    ["types", (n) => `export type T = ${"Readonly<".repeat(n)}5${">".repeat(n)};`],
    ["lists of types", (n) => `export type T = number${"[]".repeat(n)};`],
    ["templates", (n) => `const five = ${"`${".repeat(n)}5${"}`".repeat(n)};`],
    ["classes", (n) => `${"class A {\n  f(): void {\n".repeat(n)}${"}\n}\n".repeat(n)}`],
  ];

  test.each(deep)("%s are not nested deeper than can be checked", (_, source) => {
    expect(found(checkText({ "index.ts": source(100_000 / 8) }))).toEqual(["RSP_SAFE_SIZE 1:1"]);
    expect(found(checkText({ "index.ts": source(nestingMax + 1) }))).toEqual(["RSP_SAFE_SIZE 1:1"]);
    const codes = checkText({ "index.ts": source(Math.floor(nestingMax / 5)) }).violations.map(({ code }) => code);
    expect(codes).not.toContain("RSP_SAFE_SIZE");
  });
});

describe("where modules are read from", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "respin-check-"));
    mkdirSync(join(root, "extension", "parts"), { recursive: true });
    writeFileSync(join(root, "outside.ts"), "export const five: number = 5;\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(root, "extension", name), text);
    return join(root, "extension", name);
  };
  const codes = (entry: string): readonly string[] =>
    check(entry).violations.map(({ code, line, column }) => `${code} ${line}:${column}`);

  test("the disk", () => {
    write("parts/other.ts", "export const five: number = 5;\n");
    const entry = write(
      "index.ts",
      `import { five } from "./parts/other.js";\nif (five > 5) throw new Error("big");\n`,
    );
    expect(check(entry).violations).toEqual([]);
  });

  test("not outside of the entry's folder", () => {
    expect(codes(write("index.ts", `import { five } from "../outside.js";\nvoid five;`))).toContain("RSP_SOURCE 1:22");
  });

  test("not through a link, to a file or to a folder", () => {
    symlinkSync(join(root, "outside.ts"), join(root, "extension", "linked.ts"));
    symlinkSync(root, join(root, "extension", "around"));
    expect(codes(write("index.ts", `import { five } from "./linked.js";\nvoid five;`))).toContain("RSP_SOURCE 1:22");
    expect(codes(write("index.ts", `import { five } from "./around/outside.js";\nvoid five;`))).toContain(
      "RSP_SOURCE 1:22",
    );
  });

  test("not what is no file, and not nothing", () => {
    mkdirSync(join(root, "extension", "folder.ts"));
    expect(codes(write("index.ts", `import "./folder.js";`))).toContain("RSP_SOURCE 1:8");
    expect(codes(write("index.ts", `import "./missing.js";`))).toContain("RSP_SOURCE 1:8");
    expect(codes(join(root, "extension", "missing.ts"))).toEqual(["RSP_SOURCE 1:1"]);
  });

  test("not a package that the extension brings along", () => {
    const at = join(root, "extension", "node_modules", "brought");
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "package.json"), `{ "name": "brought", "types": "index.d.ts" }`);
    writeFileSync(join(at, "index.d.ts"), "export type Brought = number;\n");
    expect(codes(write("index.ts", `import type { Brought } from "brought";\nexport type T = Brought;`))).toEqual([
      "RSP_TYPE 1:30",
    ]);
  });
});
