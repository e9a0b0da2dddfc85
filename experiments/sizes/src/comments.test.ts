import fc from "fast-check";
import { expect, test } from "vitest";
import { sourceBytes, sourceLines, withoutComments } from "./comments.js";

test("comments are taken out, and the line ends stay", () => {
  expect(withoutComments("let a; // one\n/* two\nthree */ let b;\n")).toBe("let a; \n\n let b;\n");
  expect(sourceLines("#!/usr/bin/env node\n/** What it is. */\n\nlet a = 1; // one\n  // two\nlet b;\n")).toBe(2);
});

test.each([
  ["a string", `const a = "// no comment";`],
  ["a string with quotes", `const a = '/* "no" \\' comment */';`],
  ["a template", "const a = `// no ${b + `/* comment */ ${c}`} */`;"],
  ["a block in a template", "const a = `${(() => { return '}'; })()} // no`;"],
  ["a regular expression", "const a = /[/*]\\/\\//.test(b);"],
  ["one behind a word", "return /\\/*x/;"],
  ["divisions", "const a = (b + c) / d / e; f[0] / g; h++ / i;"],
])("%s holds no comment", (_what, text) => {
  expect(withoutComments(text)).toBe(text);
});

test("bytes are those of what is left, a line end for each line", () => {
  expect(sourceBytes("  let a;  \n\n// nothing\n\tlet ü;\n")).toBe("let a;\nlet ü;\n".length + 1);
});

const code = fc.constantFrom("let a = 1;", "f(`x ${y} // z`);", 'const s = "/*";', "const r = /[/]/;", "a /= 2;");
const comment = fc.constantFrom("// a 'quote", "/* a `tick` */", "/** of\n * three\n * lines */");

test("wherever comments stand between lines of code, the code's lines are counted and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(code, comment, fc.constant(""))), (lines) => {
      const isCode = (line: string): boolean => line !== "" && !line.startsWith("/");
      expect(sourceLines(lines.join("\n"))).toBe(lines.filter(isCode).length);
    }),
  );
});

test("any text at all is gone through to its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."/*`'\"${}\\\n[]ab =") }), (text) => {
      const out = withoutComments(text);
      expect(out.split("\n").length).toBe(text.split("\n").length);
    }),
  );
});
