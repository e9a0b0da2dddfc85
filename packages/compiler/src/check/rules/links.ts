import ts from "typescript";
import { libraryCalled, procedureCalled } from "../calls.js";
import { isCalled, isReference, wrapped, type Context } from "../context.js";
import { example, type Report, type Rule } from "../rule.js";
import { isClassTested, isExtended } from "./global.js";

const core = `import { PhysAddr, type Page } from "@respin/core";\n`;

export const links: Rule = {
  code: "RSP_SAFE_LINK",
  title: "Linked procedures are called, or handed on as events",
  says:
    "A procedure of an interface is called, `PhysAddr.Pin(page)`, or handed as it is to another procedure, as the event it is: " +
    "`Dispatcher.Install(PhysAddr.Reclaim, ...)`. It is not kept, renamed or returned, an interface is handed to nothing but `implement`, and " +
    "nothing of one is assigned. So a domain's links can be taken from it, and every use of them is seen. What is of the extension " +
    "library is used the same way.",
  refused: [
    example(`${core}const pin = PhysAddr.»Pin;\nexport type T = Page;\nif (pin.length > 5) throw new Error("odd");`),
    example(`${core}const all = »PhysAddr;\nexport type T = Page;\nif (all === undefined) throw new Error("odd");`),
    example(
      `${core}const { »Pin } = »PhysAddr;\nexport type T = Page;\nif (Pin.length > 5) throw new Error("odd");`.replace(
        "»Pin",
        "Pin",
      ),
    ),
    example(`${core}export const pinned = (pages: readonly Page[]): void => pages.forEach(PhysAddr.»Pin);`, {
      also: ["RSP_SAFE_EXPORT"],
    }),
    example(`${core}PhysAddr.»Pin = (page: Page) => void page;`, { also: ["RSP_TYPE"] }),
    example(`${core}export type T = Page;\nexport { »PhysAddr };`, { also: ["RSP_SAFE_EXPORT"] }),
    example(`import { functional } from "@respin/linker";\nconst mark = »functional;\nmark(() => true);`),
    example(`import { PhysAddr } from "./passed.js";\nif (»PhysAddr === undefined) throw new Error("odd");`, {
      modules: { "passed.ts": `export { PhysAddr } from "@respin/core";` },
      also: ["RSP_SAFE_IMPORT"],
    }),
  ],
  passes: [
    example(
      `import { Dispatcher, PhysAddr, type Page } from "@respin/core";\nimport { Protection, RespinError } from "@respin/hardware";\nimport { functional } from "@respin/linker";\n` +
        `const keep = (page: Page): void => {\n  PhysAddr.Pin(page);\n  if (Protection.none > 0) throw new RespinError("RSP_POLICY_SETTING", "odd; mend it");\n};\n` +
        `const same = functional((page: Page) => page);\nDispatcher.Install(PhysAddr.Reclaim, same);\nif (keep.length > 5) throw new Error("odd");`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (!isReference(node)) return;
      const meaning = context.meaning(node);
      if (meaning.kind === "interface") checkInterface(context, node, report);
      else if (meaning.kind === "library") checkLibrary(context, node, report);
      else if (meaning.kind === "foreign" && !isImportedHere(context, node)) {
        report(node, `${node.text} came through a module that passed it on; import it from its own package here`);
      }
    },
  }),
};

function checkInterface(context: Context, node: ts.Identifier, report: Report): void {
  const at = wrapped(node);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent)) {
    if (isCalled(parent) || isHandedToProcedure(context, parent)) return;
    report(
      parent.name,
      `${parent.getText()} is called, or handed as it is to a procedure of an interface; call it where you need it`,
    );
    return;
  }
  const isImplemented =
    ts.isCallExpression(parent) && parent.arguments[0] === at && libraryCalled(context, parent) === "implement";
  if (!isImplemented) report(node, `${node.text} is an interface: call its procedures, ${node.text}.Procedure(...)`);
}

/** Whether it is an argument of a procedure of an interface. */
function isHandedToProcedure(context: Context, node: ts.Node): boolean {
  const { parent } = wrapped(node);
  return ts.isCallExpression(parent) && procedureCalled(context, parent) !== undefined;
}

function checkLibrary(context: Context, node: ts.Identifier, report: Report): void {
  const at = wrapped(node);
  const type = context.checker.getTypeAtLocation(node);
  const isClass = type.getConstructSignatures().length > 0;
  const isFunction = !isClass && type.getCallSignatures().length > 0;
  if (isFunction ? isCalled(node) : isClass && (isCalled(node, "construct") || isClassTested(at) || isExtended(at)))
    return;
  if (!isFunction && !isClass && ts.isPropertyAccessExpression(at.parent)) return;
  const how = isFunction
    ? "called"
    : isClass
      ? "constructed, extended, or asked for by instanceof"
      : "asked for its members";
  report(node, `${node.text} is ${how} where it is named, not kept or passed on; write it out there`);
}

/** Whether the import that a name comes by is one that the rule of imports looks at. */
function isImportedHere(context: Context, node: ts.Identifier): boolean {
  const symbol = context.checker.getSymbolAtLocation(node);
  const specifier = symbol?.declarations?.find((each) => ts.isImportSpecifier(each));
  if (specifier === undefined) return true;
  const { moduleSpecifier } = specifier.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && !moduleSpecifier.text.startsWith(".");
}
