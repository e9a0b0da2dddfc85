import { build } from "../build.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCorpus } from "./testing/attack.js";
import { buildAttack, buildBystander, key } from "./testing/build.js";
import { nameOf } from "./testing/day.js";
import { tampering, type Files } from "./testing/tamper.js";
import { prepare } from "./testing/trial.js";
import { World } from "./testing/world.js";

const attacks = readCorpus().filter(({ tampered }) => tampered !== undefined);
let prepared: Awaited<ReturnType<typeof prepare>>;
const files = new Map<string, Files>();

beforeAll(async () => {
  prepared = await prepare();
  const other = await buildBystander("canary", prepared.folder);
  for (const attack of attacks) {
    const built = await buildAttack(attack, prepared.folder, "check");
    if (!("bytes" in built)) throw new Error(`${attack.name} cannot be compiled`);
    const { file, name } = attack;
    const unchecked = await build(file, key, { name, packagesFrom: prepared.folder, safety: "assert safe" });
    files.set(name, { bytes: built.bytes, other, unchecked });
  }
}, 60_000);
afterAll(() => prepared.remove());

describe("tampered object files", () => {
  test.each(attacks.map((attack) => [attack.name, attack] as const))("%s", (name, { tampered = "", seen }) => {
    const of = files.get(name);
    const alter = tampering[tampered];
    if (of === undefined || alter === undefined) throw new Error(`nobody knows how to alter a file by ${tampered}`);
    const world = new World(prepared.bystanders);
    const { extensions, console } = world.kernel;
    const before = world.account();
    const found = new Set<string>();
    for (const altered of alter(of)) {
      try {
        extensions.unload(Reflect.apply(extensions.load, extensions, [altered]));
      } catch (error) {
        found.add(nameOf(error));
      }
    }
    for (const line of console.lines) if (line.startsWith("SAW ")) found.add(line.slice(4));
    expect([...found]).toEqual(seen);
    expect(console.lines.filter((line) => line.startsWith("LOOT"))).toEqual([]);
    expect(world.account()).toEqual(before);
    expect(world.useVictim()).toEqual([]);
  });

  test("as it was compiled, such a file runs, and is heard of: it is the altering that is refused", () => {
    const world = new World(prepared.bystanders);
    const { extensions, console } = world.kernel;
    for (const { bytes } of files.values()) extensions.unload(extensions.load(bytes));
    expect(console.lines.filter((line) => line.startsWith("LOOT"))).toHaveLength(attacks.length);
  });
});
