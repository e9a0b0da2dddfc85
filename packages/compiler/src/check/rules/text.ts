import type ts from "typescript";
import { example, type Rule, type Visitor } from "../rule.js";

interface Find {
  readonly pattern: RegExp;
  readonly remedy: string;
}

const suspicious: readonly Find[] = [
  { pattern: /<!--|-->/g, remedy: "this is a comment to some readers of JavaScript; put spaces into it" },
  {
    pattern: /(?:(?<![.\w$])|(?<=\.\.\.))import\s*(?:\(|\/[/*])/g,
    remedy:
      "this looks like the loading of code, wherever it stands, and the kernel refuses text that has it; write it differently",
  },
  {
    pattern: /(?:(?<![.\w$])|(?<=\.\.\.))eval\s*\(/g,
    remedy:
      "this looks like the running of text, wherever it stands, and the kernel refuses text that has it; write it differently",
  },
  {
    pattern: /@ts-(?:ignore|expect-error|nocheck|check)\b/g,
    remedy: "nothing is hidden from the type checker; mend what it says",
  },
  {
    pattern: /^[^\S\n]*\/\/\/\s*</gm,
    remedy: "a module says what it needs by its imports; leave this out",
  },
  {
    pattern: /[#@]\s*source(?:Mapping)?URL\s*=/g,
    remedy: "the compiler alone says where code comes from; leave this out",
  },
];

export const plainText: Rule = {
  code: "RSP_SAFE_TEXT",
  title: "No text that other readers take for code",
  says:
    "The text as a whole, strings and comments too, has no `<!--` or `-->`, nothing like a call of `import` or `eval` (the kernel " +
    "evaluates no text that has one), no `@ts-ignore` and its like, no `/// <reference>`, and no `sourceURL` or `sourceMappingURL`.",
  refused: [
    example(`let n = 5;\nwhile (n»-->0) n = n - 1;`),
    example(`const text = "»import('fs')";\nif (text.length > 99) throw new Error("long");`),
    example(`// It does »eval (text).\nexport type T = number;`),
    example(`// »@ts-ignore\nconst five: string = 5;\nif (five === "5") throw new Error("five");`),
    example(`»/// <reference lib="dom" />\nexport type T = number;`),
    example(`export type T = number;\n//»# sourceMappingURL=elsewhere.map`),
  ],
  passes: [example(`// To evaluate (and to import) is left to others.\nlet n = 5;\nwhile (n-- > 0) n = n - 1;`)],
  begin: (_context, report) => textVisitor(suspicious, report),
};

export const plainLetters: Rule = {
  code: "RSP_SAFE_UNICODE",
  title: "The text is what it looks like",
  says:
    "No character may make the text look different from what it is: those that change the direction of writing, invisible ones, " +
    'and line ends that editors do not show. In a string, an escape says the same: `"\\u202e"`.',
  refused: [
    example(`// »\u202e eno on rof\nexport type T = number;`),
    example(`const text = "»\u2066";\nif (text.length > 9) throw new Error("empty");`),
    example(`// a comment»\u2028throw new Error("no comment");\nexport type T = number;`),
    example(`const a»\u200db = 5;\nif (a\u200db > 5) throw new Error("big");`.replace("(a\u200db", "(a»\u200db")),
  ],
  passes: [example(`const größe = "\\u202e";\nif (größe.length > 9) throw new Error("größer");`)],
  begin: (_context, report) =>
    textVisitor(
      [
        {
          pattern: /[\0\p{Cf}\p{Zl}\p{Zp}]/gu,
          remedy: "this character does not show what it does; leave it out, or write it as an escape in a string",
        },
      ],
      report,
    ),
};

function textVisitor(
  finds: readonly Find[],
  report: (at: ts.SourceFile, message: string, offset: number) => void,
): Visitor {
  return {
    module(file) {
      for (const { pattern, remedy } of finds) {
        for (const { index } of file.text.matchAll(pattern)) report(file, remedy, index);
      }
    },
  };
}
