import fc from "fast-check";
import { expect, test } from "vitest";
import { nominations, repossessions } from "./testing/memory-handlers.js";
import { must } from "./testing/memory-model.js";
import { kinds, MemoryWorld, type Step } from "./testing/memory-world.js";

/** The default run does at least this many operations; RESPIN_DEEP=1 does twenty times as many. */
const operationsMin = 100_000;
const stepsEach = 500;
const deep = process.env["RESPIN_DEEP"] === "1";
const histories = deep ? 6000 : 300;
const timeoutMs = deep ? 900_000 : 60_000;
const frames = 12;

/** More of what fills memory and uses it than of what empties it. */
const usual: readonly Step["kind"][] = ["allocate", "allocate", "allocate", "map", "map", "load", "store", "run"];

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds, ...usual, ...usual),
  choice: fc.nat(997),
  other: fc.nat(991),
  nomination: fc.oneof(fc.constantFrom(...nominations), fc.constantFrom("candidate", "another of its own")),
  repossession: fc.oneof(fc.constantFrom(...repossessions), fc.constantFrom("let go", "hold")),
});

/** Invariants P1, P2, P4 and F1; P3 and P5 are checked where pages are taken, by the handlers. */
function checkInvariants({ model }: MemoryWorld): void {
  const { storage, mappings, machine } = model.memory;
  const held = new Map<number, number>();
  for (const known of model.pages) {
    if (known.state === "gone") continue;
    const frame = storage.frameOf(known.page, "test");
    must(!held.has(frame), `frame ${frame} has one capability (P1)`);
    held.set(frame, 0);
    const { state, owner, pins } = storage.inspect(frame);
    must(owner === known.owner.name, `frame ${frame} is its owner's (P1)`);
    must(state === (known.state === "taken" ? "reclaimed" : "active"), `a page that is ${known.state}: ${state}`);
    if (known.state === "active") must(pins === known.pins, `frame ${frame} is pinned ${known.pins} times: ${pins}`);
    must(storage.events.Modified.raise(known.page) === known.dirty, `frame ${frame} was modified: ${known.dirty}`);
  }
  for (const { context, address, mappings: mapped } of model.places) {
    const asn = model.asn(context);
    for (const [index, mapping] of mapped.entries()) {
      const frame = machine.mmu.frameOf(asn, address / machine.mmu.pageWords + index);
      const expected = mapping === undefined ? -1 : storage.frameOf(mapping.known.page, "test");
      must(frame === expected, `a page of a region is mapped to frame ${expected}: ${frame}`);
      if (frame >= 0) held.set(frame, (held.get(frame) ?? 0) + 1);
    }
  }
  const census = storage.census();
  const counted = census.reduce((sum, each) => sum + each.frames, 0);
  must(counted === storage.frames, `a census counts every frame once: ${counted}`);
  for (let frame = 0; frame < storage.frames; frame++) {
    const { state, owner, pins } = storage.inspect(frame);
    const count = held.get(frame);
    must(mappings.count(frame) === (count ?? 0), `frame ${frame} is mapped ${count} times (F1)`);
    if (state !== "active") must(mappings.count(frame) === 0, `frame ${frame} is ${state} and has no mapping (P4)`);
    must((state === "free") === (owner === undefined), `frame ${frame} is free or has an owner (P1)`);
    must((state === "free") === (count === undefined), `frame ${frame} is free or has a capability (P1)`);
    if (state === "free") must(pins === 0, `frame ${frame} is free and not pinned`);
  }
  let total = 0;
  for (const { client, name, share, refused } of model.owners) {
    const owned = model.pages.filter(({ owner, state }) => owner.client === client && state !== "gone").length;
    const use = storage.use(client);
    must(use.name === name && use.share === share, `${name} has ${share} frames: ${use.name} has ${use.share}`);
    must(use.held === owned && owned <= share, `${name} holds ${owned} of ${share}: ${use.held} (P2)`);
    must(use.refusedNominations === refused, `${name} was refused ${refused}: ${use.refusedNominations}`);
    total += owned;
  }
  must(storage.free === storage.frames - total, `${storage.free} frames are free (P2)`);
}

test(
  "after any history of memory operations, with handlers that behave or do not, Invariants P1 to P5 and F1 hold",
  () => {
    let operations = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: stepsEach, maxLength: stepsEach }), (history) => {
        const world = new MemoryWorld(frames);
        for (const each of history) {
          world.apply(each);
          checkInvariants(world);
        }
        world.finish();
        checkInvariants(world);
        operations += world.operations;
        refused += world.model.owners.reduce((sum, owner) => sum + owner.refused, 0);
      }),
      { numRuns: histories },
    );
    expect(operations).toBeGreaterThan(operationsMin);
    // The histories did come to what they are for.
    expect(refused).toBeGreaterThan(operationsMin / 200);
  },
  timeoutMs,
);
