/**
 * Loops pay at the head of each turn.
 *
 * A loop that counts, and runs no code but its own, is cut into strips of up to `turnsAhead` turns: a strip pays
 * for its turns at once, and its only test is the loop's own against a nearer limit, so that a turn costs what it
 * costs without the meter. Wherever control leaves the loop, the turns that did not run are given back.
 *
 * Invariant M4: a loop that ends without throwing has paid for the turns it ran and no others, in strips or not.
 *   Kept by: the limit of a strip is never beyond the turns it has paid; `settle` at every way out.
 *   Attacked by: loops.test.ts
 */
import type { AnyNode, ForStatement } from "acorn";
import { type Count, countOf, limitText } from "./counted-loops.js";
import { paymentsOfRests } from "./rewrite-properties.js";
import { tokenFrom } from "./syntax.js";
import { weightOfTurn } from "./weights.js";
import type { Work } from "./work.js";

export function rewriteLoop(work: Work, node: AnyNode): void {
  work.loops++;
  const count = node.type === "ForStatement" ? countOf(work, node) : undefined;
  if (node.type === "ForStatement" && count) {
    rewriteInStrips(work, node, count);
    return;
  }
  const outer = work.loop;
  work.loop = undefined;
  if (node.type === "ForStatement") {
    work.rewriteAll([node.init ?? null, node.test ?? null, node.update ?? null, node.body]);
    writeHead(work, node.body, work.charge(weightOfTurn(node)));
  } else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
    rewriteEach(work, node);
  } else if (node.type === "WhileStatement" || node.type === "DoWhileStatement") {
    work.rewriteAll([node.test, node.body]);
    writeHead(work, node.body, work.charge(weightOfTurn(node)));
    // Nothing but `;` may follow, and the text may have left it out.
    if (node.type === "DoWhileStatement" && work.known.text.source[node.end - 1] !== ";") work.after(node, ";");
  }
  work.loop = outer;
}

function rewriteEach(work: Work, node: AnyNode & { type: "ForInStatement" | "ForOfStatement" }): void {
  work.rewriteAll([node.left, node.right, node.body]);
  if (node.type === "ForInStatement") work.wrap(node.right, `${work.name("members")}(`, ")");
  if (node.type === "ForOfStatement" && node.await) {
    // The declarations stay, so that every name means what it meant.
    const start = tokenFrom(work.known.text.punctuation.awaits, node.start);
    work.out.update(start, start + "await".length, "");
    work.wrap(node.right, `${work.trapText("for await")} && (`, ")");
  }
  const declared = node.left.type === "VariableDeclaration" ? node.left.declarations.map(({ id }) => id) : [];
  writeHead(work, node.body, `${work.charge(weightOfTurn(node))}${paymentsOfRests(work, declared)}`);
}

/** Put a text at the head of a body, which becomes a block if it was none. */
function writeHead(work: Work, body: AnyNode, head: string): void {
  if (body.type === "BlockStatement") {
    work.out.appendLeft(body.start + 1, ` ${head}`);
  } else {
    work.before(body, `{ ${head} `);
    work.after(body, " }");
  }
}

/**
 * `for (init; test; step) body` becomes
 * `label: for (init; test; ) { pay ahead; for (; nearer test; step) body; give back }`.
 */
function rewriteInStrips(work: Work, node: ForStatement, count: Count): void {
  const { test, update, init } = node;
  if (!test || !update) return;
  const weight = weightOfTurn(node);
  const turns = work.fresh("turns");
  const from = work.fresh("from");
  const limit = work.fresh("limit");
  const label = work.fresh("loop");
  const fuel = `${work.name("fuel")}.left`;
  const { name, up, step } = count;
  const moved = up ? `${name} - ${from}` : `${from} - ${name}`;
  const ran = `${work.name("round")}(${step === 1 ? moved : `(${moved}) / ${step}`})`;
  const outer = work.loop;
  const loop = {
    node,
    settle: `${fuel} = ${fuel} + (${turns} - ${ran} - 1) * ${weight} | 0;`,
    settleAndGoOn: `${fuel} = ${fuel} + (${turns} - ${ran} - 1) * ${weight} | 0, ${turns} = ${ran} + 1, ${limit} = ${name}`,
    label,
    leftByBreak: false,
  };
  work.rewrite(init);
  work.rewriteAll([test, update]);
  work.loop = loop;
  work.rewrite(node.body);
  work.loop = outer;
  const distance = step === 1 ? turns : `${turns} * ${step}`;
  const ahead = `let ${turns} = ${work.name("ahead")}(${weight}, ${name}), ${from} = ${name}, ${limit} = ${limitText(count, distance)};`;
  const { punctuation } = work.known.text;
  const semicolon = tokenFrom(punctuation.semicolons, test.end);
  work.out.appendLeft(semicolon + 1, `) { ${ahead} for (; ${name} ${count.operator} ${limit};`);
  if (node.body.type !== "BlockStatement") {
    work.before(node.body, "{ ");
    work.after(node.body, " }");
  }
  work.after(node, ` if (${turns} !== ${ran}) ${fuel} = ${fuel} + (${turns} - ${ran}) * ${weight} | 0; }`);
  if (loop.leftByBreak) work.before(node, `${label}: `);
}
