import ts from "typescript";
import { isReference } from "../context.js";
import { example, type Rule } from "../rule.js";

const remedies = new Map([
  ["eval", "eval runs what nobody checked or metered; write the code out"],
  ["Function", "Function makes what nobody checked or metered; write the code out"],
  ["require", "require loads what nobody checked; import it at the top of the module"],
]);

export const noCodeFromText: Rule = {
  code: "RSP_SAFE_EVAL",
  title: "No code that is not in the text",
  says:
    "What runs is what was checked: no `eval`, no `Function`, no `import(...)`, no `require`, and no `import.meta` or `new.target`. " +
    "An escape in a name changes nothing: it is judged by what it means.",
  refused: [
    example(`const five: unknown = »eval("5");\nif (five === 6) throw new Error("six");`, { also: ["RSP_SAFE_TEXT"] }),
    example(`const five: unknown = »\\u0065val("5");\nif (five === 6) throw new Error("six");`),
    example(`const five = new »Function("return 5");\nif (five === undefined) throw new Error("odd");`),
    example(`export const other = »import("./other.js");`, {
      modules: { "other.ts": `export const five = 5;` },
      also: ["RSP_SAFE_EXPORT", "RSP_SAFE_TEXT", "RSP_SAFE_MEMBER", "RSP_SAFE_ANY", "RSP_TYPE"],
    }),
    example(`const here: unknown = »import.meta;\nif (here === 6) throw new Error("six");`),
    example(
      `class Plain {\n  constructor() {\n    const made: unknown = »new.target;\n    if (made === 5) throw new Error("odd");\n  }\n}\nnew Plain();`,
    ),
    example(`const fs: unknown = »require("fs");\nif (fs === 6) throw new Error("six");`, { also: ["RSP_TYPE"] }),
  ],
  passes: [
    example(`import { five } from "./other.js";\nif (five === 6) throw new Error("six");`, {
      modules: { "other.ts": `export const five: number = 5;` },
    }),
  ],
  begin: (context, report) => ({
    value(node) {
      if (node.kind === ts.SyntaxKind.ImportKeyword) {
        if (ts.isCallExpression(node.parent))
          report(node, "import(...) loads what nobody checked; import it at the top");
      } else if (ts.isMetaProperty(node)) {
        report(node, `${node.getText()} leads out of the module; do without`);
      } else if (isReference(node)) {
        const remedy = remedies.get(node.text);
        if (remedy !== undefined && context.meaning(node).kind !== "own") report(node, remedy);
      }
    },
  }),
};
