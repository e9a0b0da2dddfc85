import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Repository } from "./fixture.js";

const root = join(import.meta.dirname, "..", "..", "..");
const repository = new Repository();
afterAll(() => repository.remove());

/** What a new extension needs of a repository: the kernel and the compiler as they are, and a place of its own. */
const parts = ["hardware", "dispatcher", "linker", "core", "compiler"];
for (const folder of ["experiments", "packages/extensions"]) {
  mkdirSync(join(repository.path, folder), { recursive: true });
}
for (const folder of parts) {
  symlinkSync(join(root, "packages", folder), join(repository.path, "packages", folder));
}
symlinkSync(join(root, "node_modules"), join(repository.path, "node_modules"));
for (const file of ["tsconfig.base.json", "vitest.config.ts", "tools/build-extensions.mjs"]) {
  cpSync(join(root, file), join(repository.path, file));
}
writeFileSync(join(repository.path, "package.json"), JSON.stringify({ name: "scratch", type: "module" }));
const solution = join(repository.path, "tsconfig.json");
const references = ["./packages/core", "./packages/extensions/gatekeeper", "./apps/exp"];

function writeSolution(): void {
  writeFileSync(solution, JSON.stringify({ files: [], references: references.map((path) => ({ path })) }));
}
writeSolution();

/** Everything that is there, by path. */
function everything(): string[] {
  return [...readdirSync(repository.path), ...readdirSync(join(repository.path, "packages"), { recursive: true })]
    .map(String)
    .filter((name) => !parts.some((part) => name.startsWith(`${part}/`)))
    .toSorted();
}

/** A package's folder, when `pnpm install` has given it those others of the workspace. */
function linked(path: string, names: readonly string[]): string {
  const folder = join(repository.path, path);
  mkdirSync(join(folder, "node_modules", "@respin"), { recursive: true });
  for (const name of names) {
    symlinkSync(join(root, "packages", name), join(folder, "node_modules", "@respin", name));
  }
  return folder;
}

const tool = (...path: string[]): string => join(root, "node_modules", ...path);

function run(cwd: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd,
    encoding: "utf8",
    // A test that runs in a test must not believe itself a part of it.
    env: { PATH: process.env["PATH"], NO_COLOR: "1", CI: "" },
  });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

test("a new extension is found, built, and passes its test, as it is", async () => {
  const { code, stdout, stderr } = await repository.exp(["new", "extension", "door-bell"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("corepack pnpm --filter @respin/door-bell test");
  const stated: unknown = JSON.parse(readFileSync(solution, "utf8"));
  expect(stated).toEqual({
    files: [],
    references: [
      { path: "./packages/core" },
      { path: "./packages/extensions/gatekeeper" },
      { path: "./packages/extensions/door-bell" },
      { path: "./apps/exp" },
    ],
  });
  expect(everything().filter((name) => name.includes("part"))).toEqual([]);

  const folder = linked("packages/extensions/door-bell", ["linker", "core"]);
  run(folder, tool("typescript", "bin", "tsc"), "-p", folder);
  run(repository.path, join(repository.path, "tools", "build-extensions.mjs"));
  expect(readdirSync(join(folder, "dist"))).toContain("door-bell.rsp");
  expect(run(folder, tool("vitest", "vitest.mjs"), "run")).toMatch(/Tests +1 passed/);
});

test("a new experiment is found and run as soon as it is built", async () => {
  const { code, stdout, stderr } = await repository.exp(["new", "experiment", "null-calls"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("corepack pnpm exp run null-calls");
  expect(readFileSync(solution, "utf8")).toContain("./experiments/null-calls");

  const folder = linked("experiments/null-calls", ["experiment", "systems"]);
  // What it refers to is built already; references are not inherited.
  writeFileSync(join(folder, "alone.json"), JSON.stringify({ extends: "./tsconfig.json" }));
  run(folder, tool("typescript", "bin", "tsc"), "-p", "alone.json");
  expect((await repository.exp(["list"])).stdout).toMatch(/^null-calls {2}What a call of the kernel costs/m);
  const ran = await repository.exp(["run", "null-calls", "--system", "spin,microkernel"]);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: "" });
  expect(ran.stdout).toMatch(/^holds +On every system, a call to another address space/m);
});

test("what is made is formatted and clean, however long its name", async () => {
  const longest = "a-name-that-has-just-32-letters1";
  expect((await repository.exp(["new", "extension", `${longest}x`])).code).toBe(2);
  expect((await repository.exp(["new", "extension", longest])).code).toBe(0);
  const folders = [join("packages", "extensions", longest), join("experiments", "null-calls", "src")];
  run(repository.path, tool("oxlint", "bin", "oxlint"), "--deny-warnings", ...folders);
  cpSync(join(root, ".oxfmtrc.json"), join(repository.path, ".oxfmtrc.json"));
  run(repository.path, tool("oxfmt", "bin", "oxfmt"), "--check", ...folders, "tsconfig.json");
});

mkdirSync(join(repository.path, "packages", "extensions", "empty"));

test.concurrent.each<[readonly string[], RegExp]>([
  [["new"], /^RSP_USAGE {2}say what to make: exp new experiment NAME, or exp new extension NAME$/m],
  [["new", "extension"], /^RSP_USAGE {2}give the new extension a name: exp new extension page-watch, for one$/m],
  [["new", "experiment"], /^RSP_USAGE {2}give the new experiment a name: exp new experiment null-calls, for one$/m],
  [["new", "toString", "bell"], /^RSP_USAGE {2}exp new makes no "toString"/],
  [["new", "extensoin", "bell"], /^RSP_USAGE {2}exp new makes no "extensoin"; did you mean extension\?/],
  [["new", "extension", "one", "two"], /^RSP_USAGE {2}.*too many/],
  [["new", "extension", "bell", "--force"], /^RSP_USAGE {2}exp new has no option --force/],
  [["new", "extension", ""], /^RSP_NEW_NAME {2}"" is no name: .*; page-watch is one/],
  [["new", "extension", "PageWatch"], /^RSP_NEW_NAME {2}"PageWatch" is no name: .*; page-watch would be one/],
  [["new", "extension", "../core"], /^RSP_NEW_NAME {2}"\.\.\/core" is no name: .*; core would be one/],
  [["new", "extension", "page_watch\n"], /^RSP_NEW_NAME {2}"page_watch\\n" is no name/],
  [["new", "extension", "a".repeat(33)], /^RSP_NEW_NAME {2}"a+" is no name: .* 32 at most/],
  [["new", "extension", "core"], /^RSP_NEW_NAME {2}"core" is taken by packages\/core; choose another/],
  [["new", "extension", "empty"], /^RSP_NEW_NAME {2}"empty" is taken by packages\/extensions\/empty/],
  [
    ["new", "extension", "phys-addr"],
    /^RSP_NEW_NAME .* interface PhysAddr, as packages\/core\/src\/interfaces\.ts does/,
  ],
  [["new", "extension", "map"], /^RSP_NEW_NAME {2}"map" would call its interface Map, which is the language's/],
  [["new", "experiment", "core"], /^RSP_NEW_NAME {2}"core" is taken by packages\/core; choose another/],
  [["new", "experiment", "Null_Calls"], /^RSP_NEW_NAME {2}"Null_Calls" is no name: .*; null-calls would be one/],
  [["new", "experiment", "--"], /^RSP_USAGE {2}give the new experiment a name/],
])("exp %j is refused on one line with 2, and nothing is written", async (words, message) => {
  const { code, stdout, stderr } = await repository.exp(words);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.split("\n")).toHaveLength(2);
});

test("nothing of what was refused is there", () => {
  const made = ["a-name-that-has-just-32-letters1", "door-bell", "empty"];
  expect(readdirSync(join(repository.path, "packages", "extensions"))).toEqual(made);
  expect(readdirSync(join(repository.path, "experiments"))).toEqual(["null-calls"]);
});

test.each([
  ["no JSON", "{ files"],
  ["no references", "{}"],
  ["other references", '{"references": 5}'],
])("where tsconfig.json has %s, nothing is written", async (_what, text) => {
  writeFileSync(solution, text);
  const before = everything();
  const { code, stdout, stderr } = await repository.exp(["new", "extension", "late"]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^RSP_NEW_PLACE {2}packages\/extensions\/late cannot be made: .*nothing was written\n$/);
  expect(everything()).toEqual(before);
  expect(readFileSync(solution, "utf8")).toBe(text);
  writeSolution();
});
