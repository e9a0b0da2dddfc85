import type { Example, Rule } from "./rule.js";
import { rules } from "./rules/index.js";
import { allBytesMax, fileBytesMax, modulesMax, nestingMax } from "./settings.js";

/** Examples of each kind that the page shows; the tests run all. */
const shown = 3;

const megabytes = (bytes: number): string => `${bytes / 2 ** 20} MB`;

const beginning = `# The safe subset

What \`respinc\` accepts. An extension is a module in TypeScript, and the modules that it imports from its own folder. It runs inside
the kernel, at the price of a procedure call, so the compiler refuses what could reach past the interfaces that the extension
was linked against. Ordinary code passes: classes with private fields, closures, generators, destructuring, maps, typed arrays.

This page is written by the table of rules (\`packages/compiler/src/check/rules/\`), and a test compares the two. Every example is
a whole module, and a test checks it: in one that is refused, \`»\` stands before each place that is reported.

Three codes are not of a rule. \`RSP_TYPE\` is what TypeScript says: an extension is checked with the strictness of this repository
(\`lib.es2023\`, no other types), whatever its own settings are. \`RSP_SOURCE\` is a module that cannot be read: missing, outside of
the entry's folder, behind a link. \`RSP_SAFE_SIZE\` is a limit: ${megabytes(fileBytesMax)} a file, ${megabytes(allBytesMax)} and ${modulesMax} modules in all, and syntax
that is nested ${nestingMax} deep.
`;

const end = `
## What is left to run time

TypeScript's types are not proof. Each of the following type-checks, and could give a number where a procedure expects a
capability. None gets further: a capability is recognised by its brand when it is used, a member's number is made a number before
it is used as an index, and an argument of another type is refused by the procedure.

- An array of pages is an array of pages or numbers to who is given it so, and may be put a number into; a record or a class likewise.
- What has the members of a type is of the type: a class that \`implements Page\`, where \`Page\` says what its members are.
- A method of an interface may expect more than its interface says: \`put(page: Page)\` stands in for \`put(value: Page | number)\`.
- An object that is said to have nothing may pass for one with an optional member, \`{}\` for \`{ page?: Page }\`, and \`"page" in x\`
  picks a type of several by a name alone.
- An element beyond an array's end, a variable that a closure reads before it is set, and a field that a method reads before the
  constructor has set it are \`undefined\`.
- A generator may hide behind a type that does not say what it yields (\`RSP_SAFE_WAITING\`).
- A method may be reached through a type that says it is a field that holds a function (\`RSP_SAFE_METHOD\`).

And what the text does not show: how long something runs and how deep it calls (the meter), what the kernel's own objects
carry besides their types (they are frozen, and capabilities have no fields), and what a getter, an iterator or \`toString\` of
an object does that is handed to the kernel.
`;

/** The page about the safe subset, docs/safe-subset.md. */
export function page(): string {
  return [beginning, ...rules.map(section), end].join("");
}

function section({ code, title, says, refused, passes }: Rule): string {
  const parts = [`## ${title}`, `\`${code}\``, says, "Refused:", ...refused.slice(0, shown).map(block)];
  return `\n${[...parts, "Passes:", ...passes.slice(0, shown).map(block)].join("\n\n")}\n`;
}

function block({ source, modules = {} }: Example): string {
  const others = Object.entries(modules).map(([name, text]) => `\n\n// ${name}\n${text.trimEnd()}`);
  return `\`\`\`ts\n${visible(source.trimEnd())}${others.join("")}\n\`\`\``;
}

/** A text with the name of what would not be seen in place of it. */
function visible(text: string): string {
  const name = (letter: string): string => (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return text.replaceAll(/\p{Cf}|\p{Zl}|\p{Zp}/gu, (letter) => `<U+${name(letter)}>`);
}
