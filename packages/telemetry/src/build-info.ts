import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface BuildInfo {
  readonly version: string;
  /** Of the work tree that this runs in; `unknown` where it is none. */
  readonly commit: string;
}

const unknown = "unknown";
let known: BuildInfo | undefined;

/** What runs here. Asked for once in a process. */
export function buildInfo(): BuildInfo {
  known ??= { version: versionOf(), commit: commitOf() };
  return { ...known };
}

function versionOf(): string {
  const declared: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const isDeclared = typeof declared === "object" && declared !== null && "version" in declared;
  return isDeclared && typeof declared.version === "string" ? declared.version : unknown;
}

/** A folder inside of somebody else's work tree has no commit. */
function commitOf(): string {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const git = (...words: readonly string[]): string =>
    execFileSync("git", [...words], {
      cwd: root,
      encoding: "utf8",
      timeout: 5000,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
    }).trim();
  try {
    if (realpathSync(git("rev-parse", "--show-toplevel")) !== realpathSync(root)) return unknown;
    return git("rev-parse", "--verify", "--short=12", "HEAD");
  } catch {
    return unknown;
  }
}
