import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { RespinError } from "@respin/experiment";
import { shownPath } from "../output.js";

/** The process that holds a folder, told apart from a later one of the same number by when it was started. */
interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly token: string;
}

/** A folder that this process alone works in, until it lets it go. */
export interface Lock {
  release(): void;
}

const NAME = /^\.lock-(\d+)$/;
const ATTEMPTS_MAX = 50;
const PAUSE_MS = { min: 5, more: 40 };

/**
 * Takes a folder for this process; makes it if need be. A lock whose process is dead is taken over. Throws RSP_BENCH_RUNNING
 * where a living process has it.
 *
 * Invariant B1: at most one living process holds the lock of a folder.
 *   Kept by: a lock is a file `.lock-N` that appears whole (a hard link) and by one only (a link is refused where its name is
 *   taken); who has placed one looks at the folder again, and gives way if another living process has placed one too, be it
 *   under another number. Of two, the later always sees the earlier. Attacked by: lock.test.ts
 */
export async function lockFolder(folder: string): Promise<Lock> {
  mkdirSync(folder, { recursive: true });
  const mine: Owner = { pid: process.pid, started: startOf(process.pid) ?? "", token: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    const found = locksIn(folder);
    const holder = found.find(({ owner }) => isAlive(owner));
    if (holder !== undefined) throw running(folder, holder.owner);
    const number = Math.max(0, ...found.map((lock) => lock.number)) + 1;
    if (place(folder, number, mine)) {
      const now = locksIn(folder);
      const other = now.find(({ owner }) => owner.token !== mine.token && isAlive(owner));
      if (other === undefined) {
        // Those of the dead. While ours is there nobody can place one with a lower number, so that these are still theirs.
        for (const lock of now) if (lock.number !== number) rmSync(fileOf(folder, lock.number), { force: true });
        removeTemporaries(folder);
        return { release: () => rmSync(fileOf(folder, number), { force: true }) };
      }
      rmSync(fileOf(folder, number), { force: true });
      if (attempt >= ATTEMPTS_MAX) throw running(folder, other.owner);
    }
    await pause(PAUSE_MS.min + Math.random() * PAUSE_MS.more);
  }
}

/** What those left who were killed while they placed a lock. */
function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^\.lock-(\d+)-.*\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && startOf(Number(pid)) === undefined) rmSync(join(folder, name), { force: true });
  }
}

function fileOf(folder: string, number: number): string {
  return join(folder, `.lock-${number}`);
}

/** Whether the lock of that number is ours now. */
function place(folder: string, number: number, owner: Owner): boolean {
  const temporary = join(folder, `.lock-${owner.pid}-${owner.token}.tmp`);
  try {
    writeFileSync(temporary, JSON.stringify(owner), { flag: "wx" });
    linkSync(temporary, fileOf(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function locksIn(folder: string): { readonly number: number; readonly owner: Owner }[] {
  return readdirSync(folder).flatMap((name) => {
    const number = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    const owner = Number.isNaN(number) ? undefined : ownerIn(join(folder, name));
    return owner === undefined ? [] : [{ number, owner }];
  });
}

/** Undefined where the lock was let go meanwhile. What cannot be read as an owner belongs to nobody who lives. */
function ownerIn(file: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const nobody: Owner = { pid: 0, started: "", token: "" };
  try {
    const owner: unknown = JSON.parse(text);
    if (typeof owner !== "object" || owner === null) return nobody;
    if (!("pid" in owner) || !("started" in owner) || !("token" in owner)) return nobody;
    const { pid, started, token } = owner;
    if (typeof pid !== "number" || typeof started !== "string" || typeof token !== "string") return nobody;
    return { pid, started, token };
  } catch {
    return nobody;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  return pid > 0 && startOf(pid) === started;
}

/**
 * When a process was started, in the system's own words, or undefined if there is none, or it has ended and only waits to be
 * reaped. Numbers of processes are given again; number and start together are not.
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the program's name, in brackets, and may hold anything.
      const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z" || state === "X") return undefined;
      // Field 22, in ticks since the system was started.
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[18]}`;
    }
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

function running(folder: string, { pid }: Owner): RespinError {
  const where = shownPath(folder);
  const message = `exp bench already runs in ${where}, as process ${pid}; wait for it, or name another folder with --out`;
  return new RespinError("RSP_BENCH_RUNNING", message, { usage: true });
}
