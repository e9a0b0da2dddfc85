import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RespinError } from "@respin/experiment";
import { processStartOf } from "./process.js";

/** Milliseconds to wait for another command that starts or stops the services of the same repository. */
const waitMs = 60_000;

/**
 * Do something that starts or stops services while no other command does. Throws RSP_SERVICES_BUSY when another one does not end.
 *
 * Invariant E1: of two commands that start or stop services of one repository, one waits for the other.
 *   Kept by: a file that is linked into its place, which fails where there is one. Attacked by: up.test.ts
 */
export async function locked<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(folder, "lock");
  const own = join(folder, `.lock.${process.pid}.${randomUUID()}`);
  writeFileSync(own, holderText(), { mode: 0o600 });
  try {
    const end = performance.now() + waitMs;
    while (!tryLink(own, lock)) {
      removeStale(lock);
      if (performance.now() > end) {
        throw new RespinError(
          "RSP_SERVICES_BUSY",
          `another exp up or exp down is at work in ${folder} (process ${holderOf(lock)?.pid ?? "unknown"}); wait for it, or end it`,
        );
      }
      // oxlint-disable-next-line no-await-in-loop
      await sleep(50);
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly start: string | undefined;
}

function holderText(): string {
  return JSON.stringify({ pid: process.pid, start: processStartOf(process.pid) });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Take the lock of a command that was killed out of the way. */
function removeStale(lock: string): void {
  const holder = holderOf(lock);
  if (holder === undefined || isAlive(holder)) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    // Another command may have done the same, and hold it by now: then it gets it back.
    const taken = holderOf(aside);
    if (taken !== undefined && isAlive(taken)) tryLink(aside, lock);
  } catch {
    // Another command was quicker.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Who holds the lock; undefined where nobody does. What nobody can have written whole is nobody's who lives. */
function holderOf(lock: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(lock, "utf8");
  } catch {
    return undefined;
  }
  const [, pid = "0", start] = /^\{"pid":(\d+)(?:,"start":"([^"]*)")?\}$/.exec(text) ?? [];
  return { pid: Number(pid), start };
}

function isAlive({ pid, start }: Holder): boolean {
  if (start !== undefined) return processStartOf(pid) === start;
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
