/**
 * Does what docs/writing-an-extension.md says, from top to bottom, in a copy of the repository as a clone would have it:
 * writes its files where it says, runs its commands as printed, and compares what it shows of their output.
 *
 * A command is a line of an `sh` block; `# exits with N` behind it says which exit code it ends with. A `ts` block is the file
 * that the text before it names last. A `text` block is printed by the command before it, among other lines.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check } from "./layers/check.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = "docs/writing-an-extension.md";
const steps = stepsOf(readFileSync(join(root, page), "utf8"));
let copy = "";

before(() => {
  copy = mkdtempSync(join(tmpdir(), "respin-docs-"));
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.split("\0").filter((each) => each !== "" && existsSync(join(root, each)))) {
    cpSync(join(root, file), join(copy, file), { verbatimSymlinks: true });
  }
});

after(() => rmSync(copy, { recursive: true, force: true }));

test(`${page} has commands, files and output to try`, () => {
  for (const kind of ["command", "file", "output"]) {
    assert.ok(
      steps.some((step) => step.kind === kind),
      kind,
    );
  }
});

test(`what ${page} says works as printed, from top to bottom`, () => {
  let printed = "";
  for (const step of steps) {
    if (step.kind === "file") {
      assert.ok(existsSync(dirname(join(copy, step.path))), `${step.path} stands in a folder that is there by then`);
      writeFileSync(join(copy, step.path), step.text);
    } else if (step.kind === "command") {
      printed = run(step);
    } else {
      for (const line of step.lines) assert.ok(printed.split("\n").includes(line), `${line}\nis not in\n${printed}`);
    }
  }
});

test("what it makes is formatted, clean, and in its layer", () => {
  const made = "packages/extensions/page-watch";
  run({ command: `corepack pnpm exec oxfmt --check ${made} tsconfig.json`, exit: 0 });
  run({ command: `corepack pnpm exec oxlint --deny-warnings ${made}`, exit: 0 });
  const { breaches } = check(copy);
  assert.deepEqual(
    breaches.filter((line) => line.startsWith(made)),
    [],
  );
});

function run({ command, exit }) {
  const [program, ...words] = command.split(/\s+/);
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: copy,
    encoding: "utf8",
    // A reader's own computer is no CI, where an install must not write the lockfile.
    env: { ...process.env, CI: "", NO_COLOR: "1", RESPIN_ROOT: "", NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(error, undefined);
  assert.equal(status, exit, `${command} exits with ${status}:\n${stdout}${stderr}`);
  return `${stdout}\n${stderr}`;
}

/** The commands, files and outputs of a page, in its order. */
function stepsOf(text) {
  const found = [];
  let named;
  for (const [, said, kind, body] of text.matchAll(/([\s\S]*?)^```(\w+)\n([\s\S]*?)^```$/gm)) {
    named = [...said.matchAll(/`(packages\/[^`\s]+\.ts)`[^`]*:\s*$/g)].at(-1)?.[1];
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
