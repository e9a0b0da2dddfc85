/** What docs/ says of the sources, compared with them: error codes, invariants, links. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isTesting } from "./layers/imports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const read = (file) => readFileSync(join(root, file), "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

// The attacks are hostile text: what they throw and name is theirs.
const code = files.filter(
  (file) => /^(apps|experiments|packages)\/.*\.ts$/.test(file) && !file.startsWith("packages/compiler/attacks/"),
);
const sources = code.filter((file) => !isTesting(file)).map((file) => ({ file, text: read(file) }));

/** The rows of a page's tables, as lists of cells. */
function rows(page) {
  return all(read(page), /^\|(.*)\|$/gm).map((row) => row.split("|").map((cell) => cell.trim()));
}

test("every error code of the sources stands in docs/errors.md, and no other", () => {
  const listed = rows("docs/errors.md").flatMap(([first]) => all(first, /^`(RSP_\w+)`$/g));
  // A code as a literal, or at the beginning of one; `RSP_${string}` and the like are types.
  const thrown = sources.flatMap(({ text }) => all(text, /["'`](RSP_[A-Z0-9_]*[A-Z0-9])(?=["'`\s])/g));
  assert.ok(thrown.length > 50, "the codes are found");
  assert.deepEqual(listed.toSorted(), [...new Set(thrown)].toSorted());
});

test("no comment of the sources names an error code that there is not", () => {
  const listed = new Set(all(read("docs/errors.md"), /`(RSP_\w+)`/g));
  for (const { file, text } of sources) {
    for (const named of all(text, /\b(RSP_[A-Z0-9_]*[A-Z0-9])\b(?!_)/g))
      assert.ok(listed.has(named), `${file}: ${named}`);
  }
});

test("every invariant of the sources stands in docs/architecture.md, with its file and tests that are there, and no other", () => {
  const listed = rows("docs/architecture.md").filter(([id]) => /^[A-Z]\d+$/.test(id));
  const stated = sources.flatMap(({ file, text }) =>
    all(text, /(?:^\s*\* |\()Invariant ([A-Z]\d+)(?:: |,)/gm).map((id) => `${id} ${file}`),
  );
  const place = ([id, , where]) => {
    const at = code.filter((file) => file.endsWith(`/${where}`));
    assert.equal(at.length, 1, `${id}: ${where} is one file`);
    return `${id} ${at[0]}`;
  };
  assert.deepEqual(listed.map(place).toSorted(), stated.toSorted());
  const names = new Set(code.map((file) => basename(file)));
  for (const [id, , , , attackers] of listed) {
    const tests = all(attackers, /([\w.-]+\.(?:test|integration)\.ts)/g);
    assert.ok(tests.length > 0 && tests.every((each) => names.has(each)), `${id}: ${attackers}`);
  }
});

/** A page without its blocks of code, in which brackets and parentheses are no links. */
const withoutCode = (page) => page.replaceAll(/^```[^]*?^```$/gm, "");

test("every link of the pages leads to a file that is there", () => {
  for (const page of files.filter((file) => file.endsWith(".md"))) {
    for (const link of all(withoutCode(read(page)), /\]\((?!\w+:)([^)#]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(root, dirname(page), link)), `${page}: ${link}`);
    }
  }
});
