import {
  boot,
  machineProfiles,
  prepareDisk,
  systemNames,
  type Platter,
  type PowerCut,
  type SystemName,
} from "@respin/systems";
import { expect, test } from "vitest";
import { type CrashOptions, type CrashVerdict, crashRound } from "./crash.js";
import { SystemFiles } from "./system-files.js";
import { openSqlite } from "./vfs.js";

/**
 * Invariant C1 on the three systems: the disk loses its power at a chosen write, dropping that write or tearing it between
 * two sectors, and everything that waits behind it. Then the same system boots from what is on the platter.
 */

const sqlite = await openSqlite();
const machine = [...machineProfiles.values()][0];
const POSITIONS = process.env["RESPIN_DEEP"] === "1" ? 1000 : 204;
const FRAMES = 28;

const empty = prepareDisk(machine, [
  { name: "crash.db", pages: 200 },
  { name: "crash.db-journal", pages: 200 },
  { name: "crash.db-wal", pages: 400 },
]);

/** Replacement by the system, by a policy that keeps histories, and by locality sets, in turn. */
const POLICIES = [undefined, "2q", "sets"] as const;
type Policy = (typeof POLICIES)[number];

/** A system on a disk, and its files as SQLite sees them. */
function start(name: SystemName, platter: Platter, policy: Policy, cut?: PowerCut) {
  const system = boot(name, {
    machine,
    frames: FRAMES,
    platter,
    applications: [{ name: "database", policy }],
  });
  const { disk } = system.kernel.machine;
  if (cut !== undefined) disk.cutPower(cut);
  return { files: new SystemFiles(system, system.applications[0]), disk };
}

function round(
  name: SystemName,
  options: CrashOptions,
  policy: Policy,
  cut?: PowerCut,
): CrashVerdict & { readonly writes: number } {
  const platter = empty.copy();
  const before = start(name, platter, policy, cut);
  const recover = (): SystemFiles => start(name, platter, policy).files;
  const verdict = crashRound(sqlite, { files: before.files, recover }, options);
  return { ...verdict, writes: before.disk.writes };
}

for (const name of systemNames) {
  test.each(["delete", "wal"] as const)(
    `${name}: after a power cut at any of ${POSITIONS} writes, every transaction whose commit returned is there (%s)`,
    (journal) => {
      const options = { journal, seed: 4711, transactions: 40 };
      const whole = POLICIES.map((policy) => round(name, options, policy));
      for (const { cut, faults, writes } of whole) {
        expect({ cut, faults }).toEqual({ cut: false, faults: [] });
        expect(writes).toBeGreaterThan(POSITIONS);
      }
      const commits = new Set<number>();
      for (let i = 0; i < POSITIONS; i++) {
        const { writes } = whole[i % POLICIES.length];
        const atWrite = 1 + Math.floor((i * writes) / POSITIONS);
        const verdict = round(name, options, POLICIES[i % POLICIES.length], {
          atWrite,
          mode: i % 4 === 0 ? "drop" : "tear",
          tornFraction: (i % 16) / 16,
        });
        expect(verdict.cut, `cut at write ${atWrite}`).toBe(true);
        expect(verdict.faults, `cut at write ${atWrite}`).toEqual([]);
        commits.add(verdict.committed);
      }
      expect(commits.size).toBeGreaterThan(20);
    },
    300_000,
  );

  test(`${name}: without journal and sync, a power cut is caught`, () => {
    let bad = 0;
    const options: CrashOptions = { journal: "delete", seed: 4711, transactions: 40, unprotected: true };
    const whole = round(name, options, "2q");
    for (let i = 0; i < 20; i++) {
      const cut: PowerCut = { atWrite: 1 + Math.floor((i * whole.writes) / 20), mode: "tear", tornFraction: 0.5 };
      if (round(name, options, "2q", cut).faults.length > 0) bad++;
    }
    expect(bad).toBeGreaterThan(2);
  });
}
