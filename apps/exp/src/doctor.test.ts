import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { isAtLeast, stateOf, versionIn } from "./doctor/need.js";
import { commandsFor } from "./doctor/remedy.js";
import { Repository, type Outcome } from "./fixture.js";

const repository = new Repository();
const scratch = mkdtempSync(join(tmpdir(), "respin-doctor-"));
afterAll(() => {
  repository.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** What a computer with everything has, as programs of a few lines; their names stand for them on the PATH. */
const everything: Readonly<Record<string, string>> = {
  node: "echo v20.19.0",
  git: "echo git version 2.39.5",
  corepack: 'if [ "$1" = pnpm ]; then echo 10.34.9; else echo 0.34.6; fi',
  prometheus: "echo 'prometheus, version 2.42.0+ds (branch: debian/sid)'",
  // It is said to print its version there.
  promtool: "echo 'promtool, version 2.42.0+ds' >&2",
  chromium: 'if [ "$1" = --version ]; then echo Chromium 150.0.1; else echo "<html></html>"; fi',
};

interface Told {
  readonly schema: string;
  readonly for: readonly string[];
  readonly ok: boolean;
  readonly needs: readonly {
    name: string;
    state: string;
    found: string | null;
    for: string[];
    command: string | null;
  }[];
}

let number = 0;

/** Runs `exp doctor` where these programs are and no others. */
async function doctor(programs: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Outcome> {
  const folder = join(scratch, String(number++));
  mkdirSync(folder);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return repository.exp(["doctor", ...words], { PATH: folder });
}

async function told(programs: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await doctor(programs, "--json", ...words);
  expect(stderr).toBe("");
  const document: Told = JSON.parse(stdout);
  expect(code).toBe(document.ok ? 0 : 1);
  // A busy computer lacks nothing.
  expect(document.ok).toBe(document.needs.every(({ state }) => state === "ok" || state === "busy"));
  return document;
}

const programNames = Object.keys(everything);
const lacking = ({ needs }: Told): string[] =>
  needs.filter(({ name, state }) => state !== "ok" && [...programNames, "pnpm"].includes(name)).map(({ name }) => name);

test("a computer with everything lacks nothing, and every line says what it is for", async () => {
  const all = await told(everything);
  expect(lacking(all)).toEqual([]);
  expect(all).toMatchObject({ schema: "respin.doctor/v1", for: ["test", "integration", "bench"] });
  expect(all.needs.find(({ name }) => name === "promtool")).toMatchObject({ found: "2.42.0", for: ["integration"] });
  for (const need of all.needs) expect(need.for.length).toBeGreaterThan(0);
});

test.concurrent.each([
  ["node", ["node"], "nvm install 22"],
  ["git", ["git"], "install -y git"],
  ["corepack", ["corepack", "pnpm"], "npm install --global corepack"],
  ["prometheus", ["prometheus"], "install -y prometheus"],
  ["promtool", ["promtool"], "install -y prometheus"],
  ["chromium", ["chromium"], "install -y chromium"],
])("without %s, it says so and the command that installs it", async (name, missing, command) => {
  const rest = Object.fromEntries(Object.entries(everything).filter(([each]) => each !== name));
  const found = await told(rest, "--for", "integration");
  expect(lacking(found)).toEqual(missing);
  const need = found.needs.find((each) => each.name === name);
  expect(need).toMatchObject({ state: "missing", found: null });
  if (process.platform === "linux") expect(need?.command).toContain(command);

  const { code, stdout } = await doctor(rest, "--for", "integration");
  expect(code).toBe(1);
  expect(stdout).toMatch(new RegExp(`^missing +${name} `, "m"));
  expect(stdout).toMatch(/^Missing or too old for integration: .*To get it:$/m);
});

test.concurrent.each([
  ["node", { node: "echo v20.18.9" }, "20.18.9"],
  ["prometheus", { prometheus: "echo 'prometheus, version 2.33.5'" }, "2.33.5"],
  ["pnpm", { corepack: "echo 9.15.0" }, "9.15.0"],
])("%s of a version that is too old is told as old", async (name, changed, found) => {
  const all = await told({ ...everything, ...changed });
  expect(lacking(all)).toEqual([name]);
  expect(all.needs.find((need) => need.name === name)).toMatchObject({ state: "old", found });
});

test("a browser that does not start is none", async () => {
  const all = await told({ ...everything, chromium: '[ "$1" = --version ] && echo Chromium 150.0.1' });
  expect(all.needs.find(({ name }) => name === "chromium")).toMatchObject({
    state: "missing",
    found: "150.0.1, which does not start",
  });
});

test("the tests alone need neither Prometheus nor a browser, nor a quiet computer", async () => {
  const { node, git, corepack } = everything;
  const found = await told({ node, git, corepack }, "--for", "test");
  expect(found.needs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["node", "git", "corepack", "pnpm", "disk space", "memory", "object files"]),
  );
  expect(found.needs.map(({ name }) => name)).not.toContain("quiet computer");
  expect(lacking(found)).toEqual([]);
});

test("results that cannot be written are told, for measurements only", async () => {
  writeFileSync(join(repository.path, "results"), "no folder");
  const { needs } = await told(everything, "--for", "bench");
  expect(needs.find(({ name }) => name === "results/")).toMatchObject({ state: "missing" });
  expect((await told(everything, "--for", "test")).needs.map(({ name }) => name)).not.toContain("results/");
  rmSync(join(repository.path, "results"));
});

test("what it is asked for must be one of the three", async () => {
  const { code, stdout, stderr } = await doctor(everything, "--for", "tests");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^RSP_PARAMETER {2}--for knows no "tests"; did you mean test\?/);
});

test("packages are installed with one command, Debian's or a Mac's", () => {
  const remedies = [{ package: "prometheus" }, { advice: "wait" }, { package: "chromium" }, { package: "prometheus" }];
  expect(commandsFor(remedies, { platform: "linux", isRoot: true })).toEqual([
    "apt-get update && apt-get install -y prometheus chromium",
  ]);
  expect(commandsFor(remedies, { platform: "linux", isRoot: false })).toEqual([
    "sudo apt-get update && sudo apt-get install -y prometheus chromium",
  ]);
  expect(commandsFor(remedies, { platform: "darwin", isRoot: false })).toEqual([
    "brew install prometheus && brew install --cask chromium",
  ]);
  expect(commandsFor([{ command: "b" }, { package: "a" }, { command: "b" }])).toHaveLength(2);
});

test("versions are compared by their numbers", () => {
  const version = fc.array(fc.nat(40), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(version, version, (have, want) => {
      const differences = [0, 1, 2].map((n) => (have[n] ?? 0) - (want[n] ?? 0));
      const first = differences.find((difference) => difference !== 0) ?? 0;
      expect(isAtLeast(have.join("."), want.join("."))).toBe(first >= 0);
    }),
  );
  expect(versionIn("git version 2.39.5 (Apple Git-154)")).toBe("2.39.5");
  expect(versionIn("command not found")).toBeUndefined();
  expect(stateOf(undefined, "1.0")).toBe("missing");
});
