import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkWorkflows } from "./check-workflows.mjs";

const scratch = mkdtempSync(join(tmpdir(), "respin-workflows-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const RIGHT = `name: Right
on: [push]
permissions:
  contents: read
concurrency: right
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    strategy:
      matrix:
        node: [20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: corepack pnpm test
`;

let number = 0;

/** The finds in one workflow of a repository whose only script is `test`, without the file's name. */
async function findsIn(workflow) {
  const root = join(scratch, String(number++));
  mkdirSync(join(root, ".github/workflows"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ scripts: { test: "true" } }));
  writeFileSync(join(root, ".github/workflows/one.yml"), workflow);
  const { finds, files } = await checkWorkflows(root);
  assert.equal(files, 1);
  return finds.map((find) => find.replace(".github/workflows/one.yml:", ""));
}

test("this repository's workflows are right", async () => {
  const { finds, files } = await checkWorkflows(fileURLToPath(new URL("..", import.meta.url)));
  assert.deepEqual(finds, []);
  assert.equal(files, 2);
});

test("a workflow that is right has no finds", async () => {
  assert.deepEqual(await findsIn(RIGHT), []);
});

for (const [what, from, to, find] of [
  ["an unknown variable", "matrix.node }}", "matrix.nodes }}", /^17: property "nodes" is not defined/],
  ["an unknown runner", "ubuntu-latest", "ubuntu-lates", /^8: label "ubuntu-lates" is unknown/],
  ["an unknown key", "timeout-minutes", "timeout-minuts", /^9: unexpected key "timeout-minuts"/],
  ["YAML that is none", "jobs:", "jobs", /^\d+: .*/],
  ["a job that may run for ever", "    timeout-minutes: 5\n", "", /^7: job test has no timeout-minutes/],
  ["no permissions", "permissions:\n  contents: read\n", "", /^1: no permissions/],
  ["no concurrency", "concurrency: right\n", "", /^1: no concurrency/],
  ["an action without a version", "checkout@v4", "checkout@main", /^14: actions\/checkout@main is not pinned/],
  ["a script that there is not", "pnpm test", "pnpm tests", /^18: corepack pnpm tests is neither a script/],
  ["a command of its own", "corepack pnpm test", "make test", /^18: make test is neither a script/],
  ["a second command", "pnpm test", "pnpm test && make", /^18: corepack pnpm test && make is neither a script/],
  [
    "what a stranger typed, in a command",
    "corepack pnpm test",
    "echo ${{ github.event.pull_request.title }}",
    /^18: "github.event.pull_request.title" is potentially untrusted/,
  ],
]) {
  test(`it is told of ${what}`, async () => {
    assert.ok(RIGHT.includes(from));
    const finds = await findsIn(RIGHT.replace(from, to));
    assert.ok(
      finds.some((line) => find.test(line)),
      finds.join("\n"),
    );
  });
}
