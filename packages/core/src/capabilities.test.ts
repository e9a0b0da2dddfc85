import { RespinError } from "@respin/hardware";
import { declarationOf } from "@respin/linker";
import { beforeAll, expect, test } from "vitest";
import { PhysAddr, Strand, Translation, VirtAddr, Volume } from "./interfaces.js";
import { CapabilityWorld, uses, type TypeName, type Use } from "./testing/capabilities.js";
import { codeOf } from "./testing/memory-model.js";
import { lookAlikes } from "./testing/look-alikes.js";

let world: CapabilityWorld;
let elsewhere: CapabilityWorld;

beforeAll(() => {
  world = new CapabilityWorld();
  elsewhere = new CapabilityWorld();
});

/** A page may be gone through no fault of who holds it, and has a code of its own for that. */
const codeFor = (type: TypeName): string => (type === "PhysAddr.T" ? "RSP_PAGE" : "RSP_CAPABILITY");

/** What a kernel must refuse in place of a capability of a type. */
function impostors({ type, anyMachine = false }: Use): readonly [string, unknown][] {
  return [
    ...lookAlikes(world.held[type]).map(([what, lookAlike]): [string, unknown] => [what, lookAlike]),
    ...Object.entries(world.held)
      .filter(([other]) => other !== type)
      .map(([other, capability]): [string, unknown] => [`a ${other}`, capability]),
    ...(world.stale[type] ?? []).map((stale): [string, unknown] => ["a stale one", stale]),
    ...(anyMachine ? [] : [["another machine's", elsewhere.held[type]] as [string, unknown]]),
  ];
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What an impostor could have changed. */
function stateOf({ kernel }: CapabilityWorld): unknown {
  const { machine, storage, strands, store } = kernel;
  const frames = Array.from({ length: storage.frames }, (_, frame) => storage.inspect(frame));
  const memory = machine.memory.words.reduce((hash, word) => (hash * 31 + word) | 0, 7);
  return { cycles: machine.cycles, free: storage.free, ready: strands.ready, files: store.files, frames, memory };
}

test.each(uses.map((use) => [`${use.procedure}(${use.type})`, use] as [string, Use]))(
  "%s refuses what is no such capability, by its name, before it does anything",
  (_name, use) => {
    const { procedure, type, call } = use;
    const before = [stateOf(world), stateOf(elsewhere)];
    for (const [what, impostor] of impostors(use)) {
      const error = errorOf(() => call(world, impostor));
      expect(error, what).toBeInstanceOf(RespinError);
      expect(error, what).toMatchObject({
        code: codeFor(type),
        message: expect.stringMatching(new RegExp(`^${procedure}: .*\\b${type}\\b`)),
      });
    }
    expect([stateOf(world), stateOf(elsewhere)]).toEqual(before);
  },
);

test.each(uses.map((use) => [`${use.procedure}(${use.type})`, use] as [string, Use]))(
  "%s takes the capability itself",
  (_name, { type, call, itself }) => {
    const fresh = new CapabilityWorld();
    expect(codeOf(() => void call(fresh, fresh.held[type]))).toBe(itself);
  },
);

test("every procedure of the core that takes a capability is among them", () => {
  // Raised by the kernel, with pages of its own: nothing is done with what another raises them with.
  const raised = ["PhysAddr.Reclaim(PhysAddr.T)", "PhysAddr.Repossess(PhysAddr.T)"];
  const declared = [PhysAddr, VirtAddr, Translation, Strand, Volume].flatMap((each: object) => {
    const { name, procedures } = declarationOf(each);
    return Object.entries(procedures).flatMap(([procedure, { parameters }]) =>
      parameters.filter(({ shape }) => shape in world.held).map(({ shape }) => `${name}.${procedure}(${shape})`),
    );
  });
  expect(declared.length).toBeGreaterThan(20);
  const tried = new Set([...uses.map(({ procedure, type }) => `${procedure}(${type})`), ...raised]);
  expect(declared.filter((each) => !tried.has(each))).toEqual([]);
});

test("nothing can be read off a capability, and nothing can be put onto it", () => {
  for (const [type, capability] of Object.entries(world.held)) {
    expect(Reflect.ownKeys(capability), type).toEqual([]);
    expect(Object.isFrozen(capability), type).toBe(true);
    const prototype: object | null = Reflect.getPrototypeOf(capability);
    if (prototype === null) continue;
    // It has nothing either: no way leads to what makes capabilities.
    expect(Reflect.ownKeys(prototype), type).toEqual([]);
    expect(Object.isFrozen(prototype), type).toBe(true);
  }
});

test("an error about a capability says how to get a right one", () => {
  const error = errorOf(() => world.kernel.addresses.extent({ ...world.held["VirtAddr.T"] }));
  expect(error).toMatchObject({
    message: "VirtAddr.Extent: expected a capability VirtAddr.T, not another object; get one with VirtAddr.Allocate",
  });
});
