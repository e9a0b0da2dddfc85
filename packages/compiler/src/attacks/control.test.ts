import { afterAll, beforeAll, expect, test } from "vitest";
import { readCorpus } from "./testing/attack.js";
import { buildAttack, buildBystander } from "./testing/build.js";
import { prepare, tryOut } from "./testing/trial.js";

/** That the harness would notice: what it says of attacks is worth no more than this. */

let prepared: Awaited<ReturnType<typeof prepare>>;
const files = new Map<string, Uint8Array>();

beforeAll(async () => {
  prepared = await prepare();
  for (const name of ["control", "endless", "canary"]) files.set(name, await buildBystander(name, prepared.folder));
}, 60_000);
afterAll(() => prepared.remove());

const bytesOf = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();

test("a theft that succeeds is noticed", () => {
  expect(tryOut(prepared.bystanders, bytesOf("control"))).toMatchObject({
    loot: ["LOOT nothing, it only says so"],
    changed: [],
    seen: [],
  });
});

test("a harmless extension changes nothing, and steals nothing", () => {
  expect(tryOut(prepared.bystanders, bytesOf("canary"))).toMatchObject({ loot: [], changed: [], seen: [] });
});

test("an extension that is ejected is told of, and leaves nothing behind", () => {
  const { seen, loot, changed } = tryOut(prepared.bystanders, bytesOf("endless"));
  expect({ seen, loot, changed }).toEqual({
    seen: ["ejected from Translation.PageNotPresent for operations"],
    loot: [],
    changed: [],
  });
});

test("what passes the checks is compiled alike without them", async () => {
  const attack = readCorpus().find(({ stoppedBy, tampered }) => stoppedBy === undefined && tampered === undefined);
  if (attack === undefined) throw new Error("there is no such attack");
  const [checked, bypassed] = await Promise.all([
    buildAttack(attack, prepared.folder, "check"),
    buildAttack(attack, prepared.folder, "bypass"),
  ]);
  expect(checked).toHaveProperty("bytes");
  expect(bypassed).toEqual(checked);
});

test("the corpus has at least 300 attacks in 18 families, each saying what it tries and what stops it", () => {
  const corpus = readCorpus();
  expect(corpus.length).toBeGreaterThanOrEqual(300);
  expect(new Set(corpus.map(({ family }) => family)).size).toBe(18);
  const silent = corpus.filter(({ tries, family, layer, seen, stoppedBy, tampered }) => {
    const says = tries.length > 20 && family !== "" && layer !== "?";
    return !says || (stoppedBy === undefined && tampered === undefined && seen.length === 0 && layer === "?");
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
});
