/** A copy of the repository as a clone would have it, for tests that change it. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Copies what git tracks or would track to a temporary folder, as a repository of its own.
 * `run(command, { exit, env })` runs a command there as a reader would type it, asserts its exit code (0 if not given), and
 * returns what it printed on standard output and standard error.
 */
export function copyOfTree() {
  const path = mkdtempSync(join(tmpdir(), "respin-copy-"));
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.split("\0").filter((each) => each !== "" && existsSync(join(root, each)))) {
    cpSync(join(root, file), join(path, file), { verbatimSymlinks: true });
  }
  execFileSync("git", ["init", "--quiet", path]);
  const run = (command, { exit = 0, env = {} } = {}) => {
    const [program, ...words] = command.split(/\s+/);
    const { status, stdout, stderr, error } = spawnSync(program, words, {
      cwd: path,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...readersEnvironment(), ...env },
    });
    assert.equal(error, undefined);
    assert.equal(status, exit, `${command} exits with ${status}:\n${stdout}${stderr}`);
    return { stdout, stderr };
  };
  return { path, run, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * The environment of a reader's own shell. It is no CI, where an install must not write the lockfile; and no script of a package
 * manager, which tells those that it starts not to install what is missing.
 */
export function readersEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => !/^p?npm_/i.test(name));
  const ours = { CI: "", NO_COLOR: "1", RESPIN_ROOT: "", GITHUB_STEP_SUMMARY: "", NODE_TEST_CONTEXT: undefined };
  return { ...Object.fromEntries(own), ...ours };
}
