/**
 * Makes an experiment and an extension with `exp new` in a copy of the repository, and does everything with them, as they are,
 * that is done with the others: builds them, checks them, tests them, lists, runs and measures them.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyOfTree } from "./copy-of-tree.mjs";

/** As long as names may be: no line of the new files is longer than with these. */
const experiment = "calls-of-a-name-with-32-letters1";
const extension = "bells-of-a-name-with-32-letters1";
const folders = [`experiments/${experiment}`, `packages/extensions/${extension}`];
let copy;
let validated = "";

before(() => {
  copy = copyOfTree();
  copy.run("corepack pnpm install");
  // What is of the repository's own text must not move when something is added to it.
  copy.run("corepack pnpm --silent exp bench sizes --update-baseline --no-progress");
  validated = copy.run("corepack pnpm --silent exp validate --json --no-progress").stdout;
  copy.run(`corepack pnpm exp new experiment ${experiment}`);
  copy.run(`corepack pnpm exp new extension ${extension}`);
});

after(() => copy.remove());

test("each is a package with a README", () => {
  for (const folder of folders) {
    assert.match(readFileSync(join(copy.path, folder, "README.md"), "utf8"), /^# \w/);
    assert.ok(readdirSync(join(copy.path, folder)).includes("package.json"));
  }
});

test("they are built", () => {
  copy.run("corepack pnpm build");
  assert.ok(readdirSync(join(copy.path, folders[0], "dist")).includes("index.js"));
  assert.ok(readdirSync(join(copy.path, folders[1], "dist")).includes(`${extension}.rsp`));
});

test("they pass every check that the repository has", () => {
  copy.run("corepack pnpm check");
});

test("they pass their tests", () => {
  for (const name of [experiment, extension]) {
    const { stdout } = copy.run(`corepack pnpm --filter @respin/${name} test`);
    assert.match(stdout, /Tests +\d+ passed/);
  }
});

test("the experiment is listed and run on the three systems, with nothing else told of it", () => {
  const listed = JSON.parse(copy.run("corepack pnpm --silent exp list --json").stdout);
  const found = listed.find(({ name }) => name === experiment);
  assert.deepEqual(found.systems, ["spin", "monolithic", "microkernel"]);
  assert.deepEqual(
    found.parameters.map(({ flag }) => flag),
    ["--calls"],
  );
  const document = JSON.parse(copy.run(`corepack pnpm --silent exp run ${experiment} --json`).stdout);
  assert.deepEqual(new Set(document.cells.map(({ clock }) => clock)), new Set(["modelled", "count"]));
  assert.ok(document.claims.every(({ holds }) => holds) && document.claims.length > 0);
});

test("validation says the same with them as without", () => {
  assert.equal(copy.run("corepack pnpm --silent exp validate --json --no-progress").stdout, validated);
});

test("the experiment is measured with the suite, before it has a baseline and after, and moves no other cell", () => {
  const { stdout } = copy.run(`corepack pnpm --silent exp bench sizes ${experiment} --no-progress`);
  assert.match(stdout, /it has no baseline/);
  copy.run(`corepack pnpm --silent exp bench ${experiment} --update-baseline --no-progress`);
  assert.ok(readdirSync(join(copy.path, "results", "baseline", "quick")).includes(`${experiment}.json`));
  copy.run(`corepack pnpm --silent exp bench ${experiment} sizes --no-progress`);
});
