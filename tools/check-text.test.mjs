import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkText } from "./check-text.mjs";

let root = "";

before(() => {
  root = mkdtempSync(join(tmpdir(), "respin-text-"));
});

beforeEach(() => {
  rmSync(root, { recursive: true });
  mkdirSync(root);
  execFileSync("git", ["init", "--quiet", root]);
});

after(() => rmSync(root, { recursive: true }));

function write(file, text) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** The finds of a line of text; put together from pieces, as this file is checked too. */
function findsOf(...pieces) {
  write("file.txt", `first\n${pieces.join("")}\n`);
  return checkText(root).finds.map((find) => find.replace(/; .*/, ""));
}

test("the address of a package registry is found", () => {
  for (const address of [
    ["https://regis", "try.npmjs.org/zod"],
    ["tarball: http://mirror:4873/zod/", "-/zod-4.0.0.tgz"],
    ["regis", "try=http://localhost:4873/"],
    ["@scope:regis", "try=https://packages.example/"],
    ["https://host.example/artif", "actory/api/npm"],
  ]) {
    const finds = findsOf(...address);
    assert.equal(finds.length, 1, address.join(""));
    assert.match(finds[0], /^file\.txt:2: a package registry address, /);
  }
  assert.deepEqual(findsOf("the capability registry of an extension, prom-client's registry = new Registry()"), []);
});

test("an absolute path of somebody's machine is found, a relative one is not", () => {
  for (const path of [
    ["/wo", "rk/main/x.ts"],
    ["open('/ho", "me/ada/x')"],
    ["see (/Us", "ers/ada/x)"],
    ["/ro", "ot/.npmrc"],
    ["file:///ho", "me/ada/x"],
    ["folder:/wo", "rk/x"],
  ]) {
    const finds = findsOf(...path);
    assert.equal(finds.length, 1, path.join(""));
    assert.match(finds[0], /^file\.txt:2: an absolute path, /);
  }
  assert.deepEqual(findsOf("docs/wo", "rk/x ./wo", "rk/x ~/wo", "rk/x https://host/ho", "me/x/y"), []);
});

test("a note to come back later is found, a longer word is not", () => {
  const note = ["TO", "DO"].join("");
  assert.deepEqual(findsOf(`// ${note}: later`), [`file.txt:2: a note to come back later, "${note}"`]);
  assert.equal(findsOf("# FIX", "ME").length, 1);
  assert.deepEqual(findsOf("MASTO", "DON"), []);
});

test("tracked files and new ones are read, ignored, deleted and binary ones are not", () => {
  const bad = `/wo${"rk/x"}`;
  write(".gitignore", "ignored.txt\n");
  write("ignored.txt", bad);
  write("binary.dat", `\0${bad}`);
  write("gone.txt", bad);
  write("tracked.txt", bad);
  execFileSync("git", ["add", "gone.txt", "tracked.txt"], { cwd: root });
  rmSync(join(root, "gone.txt"));
  write("folder/new.txt", bad);
  const where = checkText(root).finds.map((find) => find.split(": ")[0]);
  assert.deepEqual(where.toSorted(), ["folder/new.txt:1", "tracked.txt:1"]);
});

test("the command exits with 0, 1 and 3", () => {
  const command = fileURLToPath(new URL("check-text.mjs", import.meta.url));
  const run = (folder) => spawnSync(process.execPath, [command, folder], { encoding: "utf8" });
  write("a.txt", "nothing\n");
  assert.equal(run(root).status, 0);
  write("a.txt", `/wo${"rk/x"}\n`);
  const found = run(root);
  assert.match(found.stderr, /^a\.txt:1: an absolute path/);
  assert.equal(found.status, 1);
  rmSync(join(root, ".git"), { recursive: true });
  assert.equal(run(root).status, 3);
});
