import ts from "typescript";
import { isReference, type Context } from "../context.js";
import { example, type Rule } from "../rule.js";
import { memberNamed } from "./names.js";

/** A rule that is about single nodes of syntax: why one is refused, if it is. */
function syntaxRule(rule: Omit<Rule, "begin">, why: (node: ts.Node, context: Context) => string | undefined): Rule {
  return {
    ...rule,
    begin: (context, report) => ({
      value(node) {
        const found = why(node, context);
        if (found !== undefined) report(node, found);
      },
    }),
  };
}

export const noAsync = syntaxRule(
  {
    code: "RSP_SAFE_ASYNC",
    title: "Nothing asynchronous",
    says:
      "An extension runs within the call that it was made for. There are no `async` functions, no `await`, and no member " +
      "that is called `then`, which the language would call by itself. Work that has to wait is a generator (`Waiting`).",
    refused: [
      example(`»async function later(): Promise<void> {}\n»void later();`.replace("»void", "void"), {
        also: ["RSP_SAFE_MEMBER"],
      }),
      example(`const later = »async () => {};\nvoid later();`, { also: ["RSP_SAFE_MEMBER"] }),
      example(`»await 5;`),
      example(`»for await (const n of [5]) if (n > 5) throw new Error("big");`),
      example(`const odd = { »then: (): void => {} };\nodd.then();`),
    ],
    passes: [
      example(
        `import type { Waiting } from "@respin/linker";\nfunction* later(then: () => void): Waiting {\n  yield;\n  then();\n}\nif (later.length > 5) throw new Error("odd");`,
      ),
    ],
  },
  (node) => {
    if (ts.isAwaitExpression(node)) return "nothing is awaited in an extension; write a generator, and yield*";
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
      return "nothing is awaited in an extension; write a generator, and yield*";
    }
    if (ts.isFunctionLike(node) && has(node, ts.SyntaxKind.AsyncKeyword)) {
      return "an async function runs after the call it was made for; write a generator, function*";
    }
    const isMember = ts.isObjectLiteralElementLike(node) || ts.isClassElement(node);
    if (isMember && memberNamed(node)?.name === "then") {
      return "a member called then is called by the language itself; call it differently";
    }
    return undefined;
  },
);

export const noRegularExpressions = syntaxRule(
  {
    code: "RSP_SAFE_REGEXP",
    title: "No regular expressions",
    says: "The work of a regular expression cannot be metered, and a short one can take for ever.",
    refused: [
      example(`const digits = »/^\\d+$/;\nif (digits.»test("5")) throw new Error("five");`.replace(".»test", ".test")),
    ],
    passes: [
      example(
        `const isDigit = (c: string): boolean => c >= "0" && c <= "9";\nif (![..."55"].every((c) => isDigit(c))) throw new Error("odd");`,
      ),
    ],
  },
  (node) =>
    ts.isRegularExpressionLiteral(node)
      ? "the work of a regular expression cannot be metered; use includes, indexOf, startsWith or a loop"
      : undefined,
);

export const noTaggedTemplates = syntaxRule(
  {
    code: "RSP_SAFE_TEMPLATE",
    title: "No tagged templates",
    says: "A tagged template is a call that does not look like one, with an array that the language keeps.",
    refused: [
      example(
        'const tag = (parts: readonly string[]): string => parts[0];\nif (»tag`five` === "six") throw new Error("six");',
        { also: [] },
      ),
    ],
    passes: [example('const five = 5;\nif (`${five} pages`.length > 9) throw new Error("six");')],
  },
  (node) => (ts.isTaggedTemplateExpression(node) ? "call the function: tag(text)" : undefined),
);

export const noBigInts = syntaxRule(
  {
    code: "RSP_SAFE_BIGINT",
    title: "No integers without bound",
    says: "One operation on a `bigint` can take as long and as much memory as it likes.",
    refused: [example(`const five = »5n;\nif (five > 6) throw new Error("big");`)],
    passes: [example(`const five = 5;\nif (five * 2 ** 40 > 6e15) throw new Error("big");`)],
  },
  (node) => (ts.isBigIntLiteral(node) ? "the work on a bigint has no bound; use a number, or two" : undefined),
);

export const noLiteralAccessors = syntaxRule(
  {
    code: "RSP_SAFE_ACCESSOR",
    title: "Accessors in classes only",
    says: "A literal is data: a getter or setter of one would run where others take it for that. Classes may have them.",
    refused: [
      example(
        `const odd = {\n  »get page(): number {\n    return 5;\n  },\n};\nif (odd.page > 5) throw new Error("big");`,
      ),
      example(
        `const odd = {\n  »set page(n: number) {\n    if (n > 5) throw new Error("big");\n  },\n};\nodd.page = 5;`,
      ),
    ],
    passes: [
      example(
        `class Pages {\n  get count(): number {\n    return 5;\n  }\n}\nif (new Pages().count > 5) throw new Error("big");`,
      ),
    ],
  },
  (node) =>
    ts.isAccessor(node) && ts.isObjectLiteralExpression(node.parent)
      ? "an accessor in a literal runs where others expect data; make it a method, or a class"
      : undefined,
);

export const leftOut = syntaxRule(
  {
    code: "RSP_SAFE_SYNTAX",
    title: "Left out of the language",
    says:
      "`var`, `using`, `enum`, `namespace`, decorators, `accessor` fields, JSX, `arguments`, `delete`, `with` and `debugger` are not in the " +
      "subset: each has a plainer form, or does what the meter and the checks cannot follow. Labels, `switch`, generators and " +
      "destructuring are all in it.",
    refused: [
      example(`»var five = 5;\nif (five > 5) throw new Error("big");`),
      example(`»enum Kind {\n  page,\n}\nif (Kind.page > 5) throw new Error("big");`, { also: ["RSP_TYPE"] }),
      example(`»namespace Kinds {\n  export const page = 5;\n}\nif (Kinds.page > 5) throw new Error("big");`, {
        also: ["RSP_TYPE"],
      }),
      example(`function count(): number {\n  return »arguments.length;\n}\ncount();`),
      example(`const sizes: { page?: number } = { page: 5 };\n»delete sizes.page;`),
      example(`»debugger;`),
      example(
        `const mark = (made: unknown, _context: unknown): void => void made;\n»@mark\nclass Plain {}\nnew Plain();`,
      ),
      example(`class Plain {\n  »accessor held = 5;\n}\nnew Plain();`),
    ],
    passes: [
      example(
        `let five = 5;\nouter: for (;;) {\n  switch (five) {\n    case 5:\n      five += 1;\n      break;\n    default:\n      break outer;\n  }\n}\n` +
          `const count = (...all: readonly number[]): number => all.length;\ncount(1, 2);`,
      ),
    ],
  },
  (node, context) => {
    if (ts.isVariableDeclarationList(node)) {
      const kind = node.flags & ts.NodeFlags.BlockScoped;
      if (kind === 0) return "a var is seen before it is set; use let or const";
      if (kind !== ts.NodeFlags.Let && kind !== ts.NodeFlags.Const)
        return "nothing is disposed of in an extension; use const, and finally";
    }
    if (ts.isEnumDeclaration(node))
      return "an enum takes any number for its own; use a const object, or a union of words";
    if (ts.isModuleDeclaration(node)) return "a namespace is a module in disguise; write a module";
    if (ts.isDecorator(node)) return "a decorator changes a class where nobody sees it; call a function";
    if (ts.isPropertyDeclaration(node) && has(node, ts.SyntaxKind.AccessorKeyword))
      return "write a field, or its two accessors";
    if (ts.isDeleteExpression(node)) return "nothing is deleted from an object; set it to undefined, or use a Map";
    if (ts.isDebuggerStatement(node)) return "there is no debugger in a kernel; leave it out";
    if (ts.isWithStatement(node)) return "with hides what a name means; write it out";
    if (ts.isJsxElement(node) || ts.isJsxFragment(node) || ts.isJsxSelfClosingElement(node))
      return "call a function instead";
    if (isReference(node) && node.text === "arguments" && context.meaning(node).kind !== "own") {
      return "arguments are whatever the caller gave; name the parameters, or the rest: (...all)";
    }
    return undefined;
  },
);

function has(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(({ kind }) => kind === modifier) ?? false);
}
