import type { Application } from "@respin/systems";
import { expect, test } from "vitest";
import { ApplicationTotals } from "./application-totals.js";
import { World } from "./testing/worlds.js";

/** After the scrape: what was read is read anew. */
const scraped = (): Promise<void> => Promise.resolve();

test("a manager that counts from nothing again is added to what was counted, as a counter that was reset", async () => {
  const [old, young] = [1, 2].map(() => new World("monolithic"));
  for (let n = 0; n < 3; n++) old.operate();
  let world = old;
  const application: Application = Object.create(old.system.applications[0], {
    counts: { value: () => world.system.applications[0].counts() },
  });
  const totals = new ApplicationTotals([application]);
  const misses = (): number => [...totals.of("misses")][0][1];
  const before = misses();
  expect(before).toBe(old.system.applications[0].counts().misses);
  await scraped();
  world = young;
  expect(misses()).toBe(before);
  young.operate();
  // Of the same scrape: it is asked once.
  expect(misses()).toBe(before);
  await scraped();
  const after = misses();
  expect(after).toBe(before + young.system.applications[0].counts().misses);
  expect(after).toBeGreaterThan(before);
});

test("what is no count is left out", async () => {
  const world = new World("monolithic");
  world.operate();
  let misses = 7;
  const counts = world.system.applications[0].counts();
  const application: Application = Object.create(world.system.applications[0], {
    counts: { value: () => ({ ...counts, misses }) },
  });
  const totals = new ApplicationTotals([application]);
  const seen: number[] = [];
  for (const said of [7, Number.NaN, -3, Infinity, 1.5, 9]) {
    misses = said;
    seen.push([...totals.of("misses")][0][1]);
    await scraped();
  }
  expect(seen).toEqual([7, 7, 7, 7, 7, 9]);
});
