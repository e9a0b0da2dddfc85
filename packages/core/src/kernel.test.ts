import { Fault, Platter, Protection } from "@respin/hardware";
import { expect, test } from "vitest";
import { Kernel } from "./kernel.js";
import { Store } from "./store.js";
import { bootMachine, run, smallMachine } from "./testing/boot.js";

test("the services of a kernel are wired to each other, and its observer hears of dispatched raises", () => {
  const platter = Platter.for(smallMachine.disk);
  Store.format(platter, smallMachine.frameBytes, [{ name: "table.db", pages: 2 }]);
  const heard: string[] = [];
  const machine = bootMachine({ platter });
  const kernel = new Kernel(machine, {
    observer: {
      changed: () => {},
      prepared: () => {},
      started: () => {},
      probed: (event) => void heard.push(`${event} probed`),
      dispatched: (event, _parameters, guards, _inLine, handlers) => void heard.push(`${event} ${guards} ${handlers}`),
    },
  });
  const { storage, strands, translation, addresses, dispatcher, modules, spaces } = kernel;
  expect([machine.cycles, storage.frames, storage.free]).toEqual([0, 16, 16]);

  const client = storage.createClient("db", 1);
  const context = translation.create();
  const region = addresses.allocate(context, 1);
  const { address } = addresses.extent(region);
  const page = run(strands, storage.allocate(client));
  run(strands, kernel.store.service(storage).Write(kernel.store.file("table.db").firstBlock, page));
  translation.addMapping(region, 0, page, Protection.readWrite);
  expect(machine.mmu.load(spaces.asnOf(context, "test"), address)).toBe(0);

  // The one page that the client has is taken for the next, with its mapping.
  dispatcher.installHandler(modules.create("db"), storage.events.Reclaim, (candidate) => candidate, {
    guards: [() => true],
  });
  run(strands, storage.allocate(client));
  expect(machine.mmu.load(spaces.asnOf(context, "test"), address)).toBe(Fault.pageNotPresent);
  expect(heard).toEqual(["PhysAddr.Reclaim 1 2"]);
  expect(machine.cyclesByGroup()).toMatchObject({ crossing: expect.any(Number), disk: expect.any(Number) });
});

test("an empty disk is a volume without files", () => {
  const { store } = new Kernel(bootMachine());
  expect([store.files, store.blocks]).toEqual([[], 0]);
});
