/**
 * Does what the guides say, each from top to bottom, in a copy of the repository as a clone would have it: writes their files
 * where they say, runs their commands as printed, and compares what they show of the output.
 *
 * A command is a line of an `sh` block; `# exits with N` behind it says which exit code it ends with. A `ts` block is the file
 * that the text before it names last. A `text` block is printed by the command before it, among other lines.
 *
 * The copy is made once, and the guides are done one after the other in it, as one reader would.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { copyOfTree } from "./copy-of-tree.mjs";
import { check } from "./layers/check.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Each guide, and the package that it makes. */
const guides = [
  { page: "docs/writing-an-extension.md", made: "packages/extensions/page-watch" },
  { page: "docs/writing-an-experiment.md", made: "experiments/checkpoints" },
].map((guide) => ({ ...guide, steps: stepsOf(guide.page, readFileSync(join(root, guide.page), "utf8")) }));
let copy;

before(() => {
  copy = copyOfTree();
});

after(() => copy.remove());

for (const { page, made, steps } of guides) {
  test(`${page} has commands, files and output to try`, () => {
    for (const kind of ["command", "file", "output"]) {
      assert.ok(
        steps.some((step) => step.kind === kind),
        kind,
      );
    }
  });

  test(`what ${page} says works as printed, from top to bottom`, () => {
    let printed = [];
    for (const step of steps) {
      if (step.kind === "file") {
        assert.ok(existsSync(dirname(join(copy.path, step.path))), `${step.path} is in a folder that is there by then`);
        writeFileSync(join(copy.path, step.path), step.text);
      } else if (step.kind === "command") {
        const { stdout, stderr } = copy.run(step.command, { exit: step.exit });
        printed = `${stdout}\n${stderr}`.split("\n");
      } else {
        for (const line of step.lines) assert.ok(printed.includes(line), `${line}\nis not in\n${printed.join("\n")}`);
      }
    }
  });

  test(`what ${page} makes is formatted, clean, and in its layer`, () => {
    assert.ok(existsSync(join(copy.path, made)));
    copy.run(`corepack pnpm exec oxfmt --check ${made} tsconfig.json`);
    copy.run(`corepack pnpm exec oxlint --deny-warnings ${made}`);
    const { breaches } = check(copy.path);
    assert.deepEqual(
      breaches.filter((line) => line.startsWith(made)),
      [],
    );
  });
}

/** The commands, files and outputs of a page, in its order. */
function stepsOf(page, text) {
  const found = [];
  for (const [, said, kind, body] of text.matchAll(/([\s\S]*?)^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const named = [...said.matchAll(/`((?:packages|experiments)\/[^`\s]+\.ts)`[^`]*:\s*$/g)].at(-1)?.[1];
    if (kind === "sh") {
      for (const line of body.trim().split("\n")) {
        const [command, comment = "exits with 0"] = line.split(" # ");
        found.push({ kind: "command", command: command.trim(), exit: Number(comment.replace("exits with ", "")) });
      }
    } else if (kind === "ts" && named !== undefined) found.push({ kind: "file", path: named, text: body });
    else if (kind === "text") found.push({ kind: "output", lines: body.trim().split("\n") });
    else throw new Error(`${page}: a block of ${kind} is neither a file with a name, nor commands, nor output`);
  }
  return found;
}
