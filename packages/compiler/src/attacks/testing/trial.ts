import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layers, layersIn, readCorpus, type Attack } from "./attack.js";
import { buildAttack, buildBystander, type Built } from "./build.js";
import { spendDay, type Day } from "./day.js";
import { differences, intrinsics } from "./intrinsics.js";
import { makePackages } from "./packages.js";
import { World, type Bystanders } from "./world.js";

/** Milliseconds of the processor that one attack may take, all that the kernel does about it included. */
const tookMsMax = 3000;
/** Milliseconds that it may take to compile all of them. */
const compilingMsMax = 120_000;

/** What a file names in a layer's place if nothing had to hold: it did no harm by itself. */
const harmless = "it does no harm";

/** What came of an attack, and what is not as it was before. */
export interface Outcome extends Day {
  readonly changed: readonly string[];
}

/** The folder of packages, and the bystanders, compiled. */
export async function prepare(): Promise<{ readonly bystanders: Bystanders; readonly folder: string; remove(): void }> {
  const { folder, remove } = makePackages();
  const [canary, vault, victim, keeper] = await Promise.all(
    ["canary", "vault", "victim", "keeper"].map((name) => buildBystander(name, folder)),
  );
  return { bystanders: { canary, vault, victim, keeper }, folder, remove };
}

/** Let an attack have its day in a world of its own. */
export function tryOut(bystanders: Bystanders, bytes: Uint8Array, attack?: Attack): Outcome {
  const world = new World(bystanders);
  const before = world.account();
  const space = world.firstFreeSpace();
  const language = intrinsics();
  const day = spendDay(world, bytes, attack);
  const after = world.account();
  const changed = Object.keys(before).filter((what) => JSON.stringify(before[what]) !== JSON.stringify(after[what]));
  const shown = changed.map((what) => `${what}: ${JSON.stringify(before[what])}, then ${JSON.stringify(after[what])}`);
  if (world.firstFreeSpace() > space) shown.push("there are more address spaces");
  return { ...day, changed: [...shown, ...differences(language, intrinsics())] };
}

/** The tests of the attacks of some families: each is compiled with the checks and past them, and tried out. */
export function tryFamilies(...families: readonly string[]): void {
  const attacks = readCorpus().filter(({ family, tampered }) => families.includes(family) && tampered === undefined);
  let prepared: Awaited<ReturnType<typeof prepare>>;
  const bypassed = new Map<Attack, Built>();
  const checked = new Map<Attack, Built>();

  // All are compiled before the realm is hardened for the first kernel.
  beforeAll(async () => {
    prepared = await prepare();
    for (const attack of attacks) {
      const built = await buildAttack(attack, prepared.folder, "check");
      checked.set(attack, built);
      // What passes the checks is compiled alike without them.
      const passes = "bytes" in built;
      bypassed.set(attack, passes ? built : await buildAttack(attack, prepared.folder, "bypass"));
    }
  }, compilingMsMax);
  afterAll(() => prepared?.remove());

  describe.each(families)("%s", (family) => {
    const own = attacks.filter((attack) => attack.family === family);
    test("there are attacks", () => expect(own.length).toBeGreaterThan(0));

    test.each(own.map((attack) => [attack.name, attack] as const))("%s", (_name, attack) => {
      const told = layersIn(attack.seen);
      expect(told.size === 0 ? [...layers, harmless] : [...told]).toContain(attack.layer);

      const built = checked.get(attack);
      const past = bypassed.get(attack);
      if (built === undefined || past === undefined) throw new Error("it was compiled");
      const codes = "refused" in built ? built.refused : [];
      if (attack.stoppedBy !== undefined) expect(codes).toContain(attack.stoppedBy);
      else expect(codes.filter((code) => /^RSP_(SAFE|TYPE|SOURCE)/.test(code))).toEqual([]);
      if ("refused" in past) {
        expect(past.refused.map((code) => `build: ${code}`)).toEqual(attack.seen);
        return;
      }
      const { seen, loot, changed, tookMs } = tryOut(prepared.bystanders, past.bytes, attack);
      expect({ loot, changed, seen }).toEqual({ loot: [], changed: [], seen: attack.seen });
      expect(tookMs).toBeLessThan(tookMsMax);
    });
  });
}
