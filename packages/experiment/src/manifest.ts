import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { url as debuggerUrl } from "node:inspector";
import { arch, cpus, release, type } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { machineProfiles, profileHash } from "@respin/systems";
import type { Context } from "./experiment.js";
import type { ParameterValue } from "./parameters.js";
import type { Manifest } from "./result.js";

const UNKNOWN = "unknown";

/** Whether the run's assertions are on: `RESPIN_ASSERTIONS=1` in the environment. */
export function assertionsOn(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment["RESPIN_ASSERTIONS"] === "1";
}

/** The SHA-256 of anything that JSON can say, the order of keys left aside: for `profiles`. */
export function hashOf(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash("sha256").update(text).digest("hex");
}

/** All of a manifest but the duration, which is known at the end. `root` is the repository's folder. */
export async function beginManifest(
  root: string,
  context: Context,
  profiles: Readonly<Record<string, string>>,
): Promise<Omit<Manifest, "durationMs">> {
  const started = new Date().toISOString();
  const processors = cpus();
  const { [context.machine]: statedHash, ...systemProfiles } = profiles;
  const machine = machineProfiles.get(context.machine);
  const machineHash = statedHash ?? (machine === undefined ? UNKNOWN : profileHash(machine));
  return {
    schemaVersion: 1,
    ...(await revision(root)),
    lockfile: lockfileHash(root),
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: { model: processors[0]?.model.trim() ?? UNKNOWN, count: processors.length },
    os: `${type()} ${release()} ${arch()}`,
    seed: context.seed,
    depth: context.depth,
    parameters: recorded(context.parameters),
    systems: context.systems,
    machine: { name: context.machine, hash: machineHash },
    profiles: systemProfiles,
    started,
    assertions: assertionsOn(),
    debugger: debuggerUrl() !== undefined,
  };
}

/** The commit, and whether the work tree differs from it. A folder inside somebody else's work tree has no commit. */
async function revision(root: string): Promise<Pick<Manifest, "commit" | "dirty">> {
  const git = async (...words: string[]): Promise<string> => {
    // Without optional locks, git never writes into a repository that another git is at work in.
    const environment = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
    const limits = { cwd: root, env: environment, timeout: 10_000, maxBuffer: 1 << 26 };
    return (await promisify(execFile)("git", words, limits)).stdout.trim();
  };
  try {
    const [top, commit, changes] = await Promise.all([
      git("rev-parse", "--show-toplevel"),
      git("rev-parse", "--verify", "HEAD"),
      git("status", "--porcelain"),
    ]);
    if (realpathSync(top) !== realpathSync(root)) return { commit: UNKNOWN, dirty: UNKNOWN };
    return { commit, dirty: changes !== "" };
  } catch {
    return { commit: UNKNOWN, dirty: UNKNOWN };
  }
}

function lockfileHash(root: string): string {
  try {
    return createHash("sha256")
      .update(readFileSync(join(root, "pnpm-lock.yaml")))
      .digest("hex");
  } catch {
    return UNKNOWN;
  }
}

function recorded(parameters: Readonly<Record<string, ParameterValue>>): Manifest["parameters"] {
  const entries: [string, Exclude<ParameterValue, undefined>][] = [];
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
}
