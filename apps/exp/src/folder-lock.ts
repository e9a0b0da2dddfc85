import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startOf } from "./process-start.js";

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

/** The process that has the folder. */
export interface Held {
  readonly heldBy: number;
}

/**
 * Takes a folder for this process, or tells which living process has it; makes it if need be. A lock whose process is dead is
 * taken over.
 *
 * Invariant B1: at most one living process holds the lock of a folder.
 *   Kept by: a lock is a file `.lock-N` that appears whole (a hard link) and by one only (a link is refused where its name is
 *   taken); who has placed one looks at the folder again, and gives way if another living process has placed one too, be it
 *   under another number. Of two, the later always sees the earlier. Attacked by: lock.test.ts
 */
export async function takeFolder(folder: string): Promise<Lock | Held> {
  mkdirSync(folder, { recursive: true });
  const mine: Owner = { pid: process.pid, started: startOf(process.pid) ?? "", token: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    const found = locksIn(folder);
    const holder = found.find(({ owner }) => isAlive(owner));
    if (holder !== undefined) return { heldBy: holder.owner.pid };
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
      if (attempt >= ATTEMPTS_MAX) return { heldBy: other.owner.pid };
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
