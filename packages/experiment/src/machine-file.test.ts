import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineNamed, profileHash } from "@respin/systems";
import { afterAll, expect, test } from "vitest";
import { contextFor } from "./context.js";
import { MACHINES } from "./experiment.js";
import { sums } from "./fixture.js";
import { bringMachineFile, isMachineFile } from "./machine-file.js";
import { runExperiment } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "respin-machine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alpha = machineNamed(MACHINES[0]);
const slow = {
  ...alpha,
  name: "slow-traps",
  costs: { ...alpha.costs, "trap.enter": { ...alpha.costs["trap.enter"], cycles: 999 } },
};

function bring(profile: unknown): Promise<string> {
  const file = join(folder, "machine.json");
  writeFileSync(file, typeof profile === "string" ? profile : JSON.stringify(profile));
  return bringMachineFile(file);
}

test("a machine that was brought is known by its name, experiments run on it, and the manifest has its name and hash", async () => {
  expect(() => contextFor(sums, { machine: "slow-traps" })).toThrow(expect.objectContaining({ code: "RSP_MACHINE" }));
  expect(await bring(slow)).toBe("slow-traps");
  expect(machineNamed("slow-traps").costs["trap.enter"].cycles).toBe(999);
  const plain = { ...sums, profiles: () => ({}) };
  const { manifest } = await runExperiment(plain, contextFor(plain, { machine: "slow-traps" }), { root: folder });
  expect(manifest.machine).toEqual({ name: "slow-traps", hash: profileHash(machineNamed("slow-traps")) });
  expect(manifest.machine.hash).not.toBe(profileHash(alpha));
});

test("the same machine may be brought twice, and this repository's own as it is", async () => {
  expect(await bring(alpha)).toBe(alpha.name);
  expect(await bring({ ...alpha, name: "twin" })).toBe("twin");
  expect(await bring({ ...alpha, name: "twin" })).toBe("twin");
});

test("a name that another machine has is refused", async () => {
  await expect(bring({ ...slow, name: alpha.name })).rejects.toMatchObject({ code: "RSP_MACHINE_TAKEN", usage: true });
  expect(machineNamed(alpha.name).costs["trap.enter"]).toEqual(alpha.costs["trap.enter"]);
});

const withCost = (name: string, change: object) => ({
  ...alpha,
  name: "wrong",
  costs: { ...alpha.costs, [name]: { ...alpha.costs[name], ...change } },
});
const withoutMiss = Object.fromEntries(Object.entries(alpha.costs).filter(([name]) => name !== "tlb.miss"));

test.each<[string, unknown, RegExp]>([
  ["nothing", "", /it is empty/],
  ["no JSON", "{", /it is not JSON/],
  ["an array", [], /expected object/i],
  ["another version of the schema", { ...alpha, name: "wrong", caches: 2 }, /caches/],
  ["a cost that is missing", { ...alpha, name: "wrong", costs: withoutMiss }, /costs\.tlb\.miss: the cost is missing/],
  [
    "a cost that there is not",
    withCost("tlb.mis", { ...alpha.costs["tlb.miss"] }),
    /tlb\.mis: .*did you mean tlb\.miss\?/,
  ],
  ["half a cycle", withCost("trap.enter", { cycles: 0.5 }), /costs\.trap\.enter\.cycles/],
  ["fewer than no cycles", withCost("trap.enter", { cycles: -1 }), /costs\.trap\.enter\.cycles/],
  ["a cost of the hardware that was fitted", withCost("trap.enter", { origin: "calibrated" }), /trap\.enter\.origin/],
  ["a name with blanks", { ...alpha, name: "a b" }, /name: a name is/],
  ["a buffer of 33", { ...alpha, name: "wrong", mmu: { tlbEntries: 33 } }, /tlbEntries: it is no power of two/],
  ["no clock", { ...alpha, name: "wrong", clockMhz: 0 }, /clockMhz/],
  ["other frames", { ...alpha, name: "wrong", frameBytes: 4096 }, /frameBytes/],
  [
    "a disk that seeks backwards",
    { ...alpha, name: "wrong", disk: { ...alpha.disk, seekAverageCycles: 1 } },
    /seekAverageCycles: it is below/,
  ],
])("%s is refused on one line, and not brought", async (_, profile, message) => {
  await expect(bring(profile)).rejects.toMatchObject({
    code: "RSP_MACHINE_FILE",
    usage: true,
    message: expect.stringMatching(message),
  });
  expect(() => machineNamed("wrong")).toThrow();
});

test("a file that is not there is told, and a name is no file", async () => {
  await expect(bringMachineFile(join(folder, "none.json"))).rejects.toMatchObject({
    code: "RSP_MACHINE_FILE",
    message: expect.stringMatching(/^--machine .*none\.json: there is no such file; /),
  });
  expect(["alpha-axp-3000-400", "slow"].map(isMachineFile)).toEqual([false, false]);
  expect(["slow.json", "./slow", "a/slow"].map(isMachineFile)).toEqual([true, true, true]);
});
