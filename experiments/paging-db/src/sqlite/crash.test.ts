import { expect, test } from "vitest";
import { type CrashOptions, type CrashVerdict, crashRound } from "./crash.js";
import { MemoryFiles } from "./testing/memory-files.js";
import { openSqlite } from "./vfs.js";

const sqlite = await openSqlite();
const POSITIONS = 120;

/** A round whose power fails in the given operation, or never. */
function round(options: CrashOptions, cutAt?: number): CrashVerdict & { changes: number } {
  const files = new MemoryFiles({ seed: (cutAt ?? 0) + 1, ...(cutAt === undefined ? {} : { cutAt }) });
  const verdict = crashRound(sqlite, { files, recover: () => files.recover() }, options);
  return { ...verdict, changes: files.changes };
}

// Attacks Invariant C1.
test.each(["delete", "truncate", "persist", "wal"] as const)(
  "after a power cut at any position every transaction whose commit returned is there, whole (%s)",
  (journal) => {
    const options = { journal, seed: 4711 };
    const whole = round(options);
    expect(whole).toMatchObject({ cut: false, committed: 17, faults: [] });
    expect(whole.changes).toBeGreaterThan(400);
    const counts = new Set<number>();
    for (let i = 0; i < POSITIONS; i++) {
      // Spread over the run; the step is no multiple of what one transaction does.
      const cutAt = 1 + Math.floor((i * whole.changes) / POSITIONS);
      const verdict = round(options, cutAt);
      expect(verdict.cut, `cut at ${cutAt}`).toBe(true);
      expect(verdict.faults, `cut at ${cutAt}`).toEqual([]);
      counts.add(verdict.committed);
    }
    // Cuts came before the first commit, after the last but one, and between.
    expect(counts.size).toBeGreaterThan(12);
  },
);

test("every single position around the first commits, in both kinds of journal", () => {
  for (const journal of ["delete", "wal"] as const) {
    for (let cutAt = 1; cutAt <= 150; cutAt++) {
      expect(round({ journal, seed: 9, transactions: 2 }, cutAt).faults, `${journal}, cut at ${cutAt}`).toEqual([]);
    }
  }
});

test("the control, without journal and sync, is caught: corrupt, or with other rows", () => {
  let corrupt = 0;
  let otherRows = 0;
  for (let i = 0; i < 60; i++) {
    const { faults } = round({ journal: "delete", seed: 4711, unprotected: true }, 20 + 5 * i);
    if (faults.some((fault) => fault.startsWith("integrity_check") || fault.startsWith("it cannot be used"))) corrupt++;
    if (faults.some((fault) => fault.startsWith("the rows are not"))) otherRows++;
  }
  expect(corrupt).toBeGreaterThan(10);
  expect(otherRows).toBeGreaterThan(0);
});

test("files whose sync does nothing are caught", () => {
  let caught = 0;
  for (let i = 0; i < 60; i++) {
    const files = new MemoryFiles({ cutAt: 1000 + 17 * i, seed: i });
    files.sync = () => {};
    const verdict = crashRound(sqlite, { files, recover: () => files.recover() }, { journal: "delete", seed: 1 });
    if (verdict.faults.length > 0) caught++;
  }
  expect(caught).toBeGreaterThan(10);
});

test("hundreds of crashes leave nothing behind in the module", () => {
  round({ journal: "wal", seed: 1 }, 300);
  const before = [sqlite.memoryBytes, sqlite.openFiles];
  for (let i = 0; i < 300; i++) round({ journal: i % 2 === 0 ? "delete" : "wal", seed: i, transactions: 3 }, 1 + i);
  expect([sqlite.memoryBytes, sqlite.openFiles]).toEqual(before);
});
