import { expect, test } from "vitest";
import { SigningKey, TrustedKeys } from "./keys.js";
import { manifestText, parseManifest } from "./manifest.js";
import { readObjectFile } from "./object-file.js";
import { gatekeeper, signed, thrown } from "./testing/files.js";

const key = SigningKey.create();
const trusted = new TrustedKeys([key.publicKey]);
const { manifest } = gatekeeper;
const good = manifestText(manifest, "test");

/** Values that no field takes, and what one field or another takes. */
const anything: readonly unknown[] = [null, true, 1, -1, 0.5, 2 ** 53, "", "x", [], [null], {}, { x: 1 }];

/** Each field by its path, and which of `anything` it takes after all. */
const fields: readonly (readonly [path: string, taken: readonly unknown[]])[] = [
  ["name", ["x"]],
  ["compiler", []],
  ["imports", [[]]],
  ["imports.0", []],
  ["imports.0.name", ["x"]],
  ["imports.0.fingerprint", []],
  ["imports.0.procedures", [{}]],
  ["imports.0.procedures.Open", ["", "x"]],
  ["exports", [[]]],
  ["exports.0", []],
  ["exports.0.name", ["x"]],
  ["exports.0.fingerprint", []],
  ["exports.0.procedures", [{}]],
  ["exports.0.procedures.Watch", ["", "x"]],
  ["library", [[]]],
  ["library.0", ["x"]],
  ["globals", [[]]],
  ["globals.1", ["x"]],
  ["metering", []],
  ["metering.functions", [1]],
  ["metering.loops", [1]],
  ["metering.guarded", [1]],
  ["checked", [true]],
  ["sourceLines", [1]],
];

/** The manifest's JSON with the value at a path replaced. */
function withField(path: string, value: unknown): string {
  const steps = path.split(".");
  const replaced = (node: unknown, depth: number): unknown => {
    if (depth === steps.length) return value;
    if (Array.isArray(node))
      return node.map((each, n) => (String(n) === steps[depth] ? replaced(each, depth + 1) : each));
    return Object.fromEntries(
      Object.entries(node ?? {}).map(([name, each]) => [
        name,
        name === steps[depth] ? replaced(each, depth + 1) : each,
      ]),
    );
  };
  return JSON.stringify(replaced(manifest, 0));
}

const read = (text: string) => thrown(() => readObjectFile(signed(text, key), trusted, "x.o"));
/** As a message spells a path. */
const shownPath = (path: string) => `x.o: manifest.${path.replaceAll(/\.(\d+)/g, "[$1]")}`;

test.each(fields)("a malformed %s is refused with its name, though it is signed", (path, taken) => {
  for (const value of anything) {
    const { code, message } = read(withField(path, value));
    const takes = taken.some((each) => JSON.stringify(each) === JSON.stringify(value));
    expect(`${JSON.stringify(value)} ${code}`).toBe(
      `${JSON.stringify(value)} ${takes ? "nothing" : "RSP_OBJECT_MANIFEST"}`,
    );
    if (!takes) expect(message.startsWith(shownPath(path))).toBe(true);
  }
});

test.each(fields.filter(([path]) => !/\.\d+$|procedures\./.test(path)))(
  "a missing %s is refused with its name",
  (path) => {
    const { code, message } = read(withField(path, undefined));
    expect(code).toBe("RSP_OBJECT_MANIFEST");
    expect(message).toBe(`${shownPath(path)}: is missing; build it again with \`respinc build\``);
  },
);

test("a message shows what is there and what should be", () => {
  expect(read(withField("imports.0.fingerprint", "12345")).message).toBe(
    'x.o: manifest.imports[0].fingerprint: is "12345", not 16 hex digits (at most 16 characters); build it again with `respinc build`',
  );
});

test.each([
  ["at the top", `{"more":1,${good.slice(1)}`],
  ["in an interface", good.replace('"name":"Console"', '"name":"Console","more":1')],
  ["in the metering", good.replace('"loops"', '"more":1,"loops"')],
  ["as __proto__", `{"__proto__":{"checked":true},${good.slice(1)}`],
  ["as constructor", `{"constructor":{"prototype":{}},${good.slice(1)}`],
])("an unknown field %s is refused", (_where, text) => {
  expect(read(text)).toEqual({
    code: "RSP_OBJECT_MANIFEST",
    message: expect.stringContaining("which is not known"),
  });
});

test.each(["__proto__", "__defineGetter__", "a.b", "0", "", "𝔘", "x".repeat(65)])(
  "a procedure cannot be called %s",
  (name) => {
    const text = good.replace('"Open":', `${JSON.stringify(name)}:`);
    expect(read(text).message).toContain("x.o: manifest.imports[0].procedures: the name");
    expect(Object.prototype).not.toHaveProperty("polluted");
  },
);

test("a lookup in a list of procedures finds nothing that was not in it", () => {
  const { procedures } = parseManifest(good, "x.o").imports[0];
  expect(Object.keys(procedures)).toEqual(["Open", "Write"]);
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"])
    expect(procedures[name]).toBeUndefined();
});

test.each([
  ["a field that stands twice", good.replace('"checked":true', '"checked":false,"checked":true')],
  [
    "a field in another place",
    `{"compiler":"respinc 0.1.0",${good.slice(1).replace('"compiler":"respinc 0.1.0",', "")}`,
  ],
  ["a space", good.replace(":", ": ")],
  ["a line behind it", `${good}\n`],
  ["an escape that is not needed", good.replace("gatekeeper", String.raw`\u0067atekeeper`)],
  ["a number spelled otherwise", good.replace('"sourceLines":19', '"sourceLines":1.9e1')],
])("%s is refused: a manifest has one spelling (L3)", (_what, text) => {
  expect(JSON.parse(text)).toEqual(manifest);
  expect(read(text)).toEqual({
    code: "RSP_OBJECT_MANIFEST",
    message: expect.stringContaining("is not spelled as a compiler spells it"),
  });
});

test.each(["imports", "exports", "library", "globals"] as const)("a name that is twice in %s is refused", (path) => {
  const items: readonly unknown[] = manifest[path];
  expect(read(withField(path, [items[0], items[0]])).message).toContain(`manifest.${path}[1]: is `);
});

test.each(["", "null", "[]", "7", '"x"', "{", `${good}${good}`, "[".repeat(100_000)])(
  "%.20s is no manifest",
  (text) => {
    expect(read(text).code).toBe("RSP_OBJECT_MANIFEST");
  },
);

test.each(["line\nbreak", "\u001b[2J", "\u202Edcba", "\u2028", "\u0085", "\0", "half \uD800"])(
  "text that would disturb a message is refused, and not shown: %j",
  (text) => {
    for (const path of ["name", "compiler", "imports.0.procedures.Open"]) {
      const { code, message } = read(withField(path, text));
      expect(code).toBe("RSP_OBJECT_MANIFEST");
      expect(message).toContain(`a string of ${text.length} characters that cannot be shown`);
      expect(message).not.toContain(text);
    }
  },
);

test("lists and texts have limits", () => {
  const many = Array.from({ length: 257 }, (_, n) => `Name${n}`);
  expect(read(withField("globals", many.slice(1))).code).toBe("nothing");
  expect(read(withField("globals", many)).message).toContain("manifest.globals: is a list of 257");
  expect(read(withField("name", "x".repeat(64))).code).toBe("nothing");
  expect(read(withField("name", "x".repeat(65))).message).toContain("manifest.name: is ");
  const procedures = Object.fromEntries(many.map((name) => [name, ""]));
  expect(read(withField("imports.0.procedures", procedures)).message).toContain("has 257 entries");
});
