import { kernelPolicyNames, policyNames } from "@respin/buffer-manager";
import { type Cell } from "@respin/experiment";
import { systemNames } from "@respin/systems";
import { expect, test } from "vitest";
import { compareSystems, policyMatrix } from "./comparison.js";
import { patternNames, patterns, patternWorkload } from "./patterns.js";
import { compareSqlite, prepareSqlite, sqliteMixes } from "./sqlite-workload.js";
import { contextOf, finished, runWith, settingWith, valueOf } from "./testing/runs.js";

const deep = process.env["RESPIN_DEEP"] === "1";
const small = { workload: "patterns", frames: 24 };

const text = (cells: readonly Cell[]): string => JSON.stringify(cells);
const ofSystems = (cells: readonly Cell[], ...systems: readonly Cell["system"][]): Cell[] =>
  cells.filter(({ system }) => systems.includes(system));

const all = await runWith(small);

test("two runs with one seed give the same cells byte for byte, another seed gives others", async () => {
  expect(text((await runWith(small)).cells)).toBe(text(all.cells));
  const other = await runWith(small, { seed: "2", systems: "spin" });
  expect(other.cells.map(({ id }) => id)).toEqual(ofSystems(all.cells, "any", "spin").map(({ id }) => id));
  expect(valueOf(other.cells, "random-again/misses", "spin")).not.toBe(
    valueOf(all.cells, "random-again/misses", "spin"),
  );
});

test("every workload has cells on every system, and the document says what was run", () => {
  expect(all.cells.filter(({ id }) => id.includes(".tenants/"))).toHaveLength(9);
  for (const name of patternNames) {
    for (const system of systemNames) {
      expect(valueOf(all.cells, `${name}/references`, system)).toBe(
        valueOf(all.cells, `${name}/references-of-string`, "any"),
      );
      expect(valueOf(all.cells, `${name}.own-policy/misses`, system)).toBeGreaterThan(0);
    }
  }
  expect(all.manifest).toMatchObject({
    seed: 1,
    depth: "quick",
    systems: [...systemNames],
    parameters: { ...small, workload: ["patterns"] },
  });
  expect(Object.keys(all.manifest.profiles)).toEqual(expect.arrayContaining([...systemNames]));
});

test.each([["microkernel"], ["monolithic,spin"]])(
  "what a system does does not depend on which others are run, nor on whether two tenants are tried beside: %s",
  async (systems) => {
    const found = await runWith({ ...small, tenants: 1 }, { systems });
    const names = systemNames.filter((name) => systems.split(",").includes(name));
    const wanted = ofSystems(all.cells, "any", ...names).filter(({ id }) => !id.includes(".tenants/"));
    expect(text(found.cells)).toBe(text(wanted));
    expect(found.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(found.notApplicable.map(({ id }) => id)).toContain("foolish-neighbour");
    expect(found.claims.length + found.notApplicable.length).toBe(all.claims.length + all.notApplicable.length);
  },
);

/** A pattern in which it tells how pages are replaced. */
const [workload] = patterns({ capacity: 22, rounds: 8 }, 1)
  .map(patternWorkload)
  .filter(({ name }) => name === "random-again");

test("the database may have every policy, and has it on both systems that let it", () => {
  const systems = "spin,microkernel";
  const matrix = finished(policyMatrix(settingWith({ frames: 24 }, { systems }), workload));
  for (const policy of ["advised", ...policyNames]) {
    const setting = settingWith({ frames: 24, policy }, { systems });
    const cells = finished(compareSystems(setting, workload));
    for (const system of setting.systems) {
      // The pattern names nothing that it will want, so that this is the row of the matrix.
      const row = valueOf(matrix, `${workload.name}.matrix/misses`, system, { policy });
      expect(valueOf(cells, `${workload.name}/misses`, system), policy).toBe(row);
    }
  }
});

test("the kernel may have been built with each of its policies, and it tells on the monolithic system alone", () => {
  const outcomes = kernelPolicyNames.map((kernelPolicy) =>
    finished(compareSystems(settingWith({ frames: 24, kernelPolicy }), workload)),
  );
  expect(new Set(outcomes.map((cells) => text(ofSystems(cells, "monolithic")))).size).toBe(kernelPolicyNames.length);
  expect(new Set(outcomes.map((cells) => text(ofSystems(cells, "spin", "microkernel", "any")))).size).toBe(1);
});

test.each([
  [{ policy: "lur" }, /--policy knows no "lur"; did you mean lru\?/],
  [{ policy: "own" }, /--policy knows no "own"/],
  [{ kernelPolicy: "mru" }, /--kernel-policy knows no "mru"/],
  [{ frames: 23 }, /--frames takes a whole number from 24 to 8192/],
  [{ tenants: 3 }, /--tenants takes a whole number from 1 to 2/],
  [{ journal: "truncate" }, /--journal knows no "truncate"/],
  [{ workload: "pattern" }, /--workload knows no "pattern"; did you mean patterns\?/],
])("%j is refused with the right word", (words, message) => {
  expect(() => contextOf(words)).toThrow(
    expect.objectContaining({ usage: true, message: expect.stringMatching(message) }),
  );
});

test.each([
  { frames: 48, seed: 1 },
  // The runs with SQLite, below, have the patterns with more frames and seeds.
  ...(deep ? [1, 2, 3].map((seed) => ({ frames: 24, seed })) : []),
])("all claims about the patterns hold with $frames frames and seed $seed", async ({ frames, seed }) => {
  const { claims, notApplicable } = await runWith({ workload: "patterns", frames }, { seed: `${seed}` });
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(notApplicable.map(({ id }) => id)).toEqual(["same-rows", "sound-databases", "sqlite-transactions"]);
});

test("SQLite runs the same again with one seed, byte for byte", async () => {
  const words = { workload: "sqlite", frames: 24, tenants: 1 };
  const { cells, claims, notApplicable } = await runWith(words, { systems: "spin" });
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(claims.map(({ id }) => id)).toEqual(["above-the-optimum", "idle-extension", "same-rows", "sound-databases"]);
  expect(notApplicable).toHaveLength(6);

  const setting = settingWith(words, { systems: "spin" });
  const again = finished(compareSqlite(setting, await prepareSqlite(setting)));
  expect(again.map(({ id }) => id)).toEqual(expect.arrayContaining(sqliteMixes.map((mix) => `${mix}/rows-hash`)));
  expect(text(again)).toBe(text(cells.slice(0, again.length)));
});

test
  .runIf(deep)
  .each(
    [48, 64, 256].flatMap((frames) =>
      [1, 2, 3].flatMap((seed) => ["delete", "wal"].map((journal) => ({ frames, seed, journal }))),
    ),
  )(
  "all claims hold with $frames frames, seed $seed and the journal $journal",
  async ({ frames, seed, journal }) => {
    const { claims, notApplicable } = await runWith(
      { frames, journal, workload: "patterns,sqlite" },
      { seed: `${seed}` },
    );
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(notApplicable.map(({ id }) => id)).toEqual(frames === 256 ? [] : ["sqlite-transactions"]);
  },
  300_000,
);

test.runIf(deep)(
  "two whole runs with one seed give the same cells byte for byte",
  async () => {
    const [a, b] = [await runWith({ frames: 64 }), await runWith({ frames: 64 })];
    expect(text(a.cells)).toBe(text(b.cells));
  },
  300_000,
);
