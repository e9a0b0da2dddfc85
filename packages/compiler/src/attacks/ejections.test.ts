import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Fault } from "@respin/hardware";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildBystander } from "./testing/build.js";
import { Tenant } from "./testing/interfaces.js";
import { prepare } from "./testing/trial.js";
import { World } from "./testing/world.js";

/** Operations that one run of the extension may count. */
const operations = 10_000;

let prepared: Awaited<ReturnType<typeof prepare>>;
let endless: Uint8Array;
let collect: () => void;

beforeAll(async () => {
  prepared = await prepare();
  endless = await buildBystander("endless", prepared.folder);
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("gc");
  if (typeof found !== "function") throw new Error("this Node has no collector to call");
  collect = () => void found();
}, 60_000);
afterAll(() => prepared.remove());

/** Load the extension for an application of its own, and let that application fault. */
function eject(world: World): void {
  const { extensions, storage, translation } = world.kernel;
  const { context, region, address, strand } = world.attacker;
  const client = storage.createClient("endless", 2);
  const extension = extensions.load(endless, {
    grant: { clients: [client], contexts: [context] },
    limits: { operations },
  });
  extensions.clientOf(extension, Tenant).Move(client, context, region);
  world.run(3);
  if (extension.balance().frames !== 1 || extension.balance().pins !== 1) throw new Error("it took nothing");
  // The raise completes: nobody else handles the fault, since the handler came first, and said that it was the last.
  translation.raise(Fault.pageNotPresent, { context, address, write: false, strand: strand.capability });
  if (extension.state !== "ejected") throw new Error(`it is ${extension.state}`);
}

test("an endless handler is ended within its bound and named, in one line and in one record", () => {
  const world = new World(prepared.bystanders);
  eject(world);
  expect(world.ejections).toEqual([
    {
      line:
        "RSP_EJECTED  endless was ejected from Translation.PageNotPresent: 10,001 operations counted, 10,000 allowed; " +
        "2 handlers, 1 strand, 1 frame, 1 pin, 1 space returned; mend it and load it again",
      ejection: expect.objectContaining({
        extension: "endless",
        where: "Translation.PageNotPresent",
        limit: "operations",
        used: operations + 1,
        allowed: operations,
        returned: { handlers: 2, strands: 1, faults: 1, more: { frames: 1, spaces: 1, pins: 1 } },
      }),
    },
  ]);
  expect(world.kernel.extensions.ejections).toEqual([world.ejections[0].ejection]);
});

test("1,000 such ejections in a row leave no frame, handler, strand or table entry behind", async () => {
  const world = new World(prepared.bystanders);
  const batch = async (): Promise<void> => {
    for (let n = 0; n < 1000; n++) eject(world);
    world.run();
    world.ejections.splice(0);
    // The dispatcher knows its events weakly, and the engine keeps what is so known until the turn of the host's loop is over.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const before = { ...world.account(), space: world.firstFreeSpace() };
  await batch();
  expect({ ...world.account(), space: world.firstFreeSpace() }).toEqual(before);
  expect(world.useVictim()).toEqual([]);
  expect(world.kernel.extensions.ejections).toHaveLength(1000);

  // What is remembered of ejections is full by now: a thousand more leave nothing on the host's heap either.
  const heap = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const held = heap();
  await batch();
  // An extension that is kept somewhere is many kilobytes; some hundred bytes are the engine's own tables.
  expect((heap() - held) / 1000).toBeLessThan(1000);
  expect({ ...world.account(), space: world.firstFreeSpace() }).toEqual(before);
});
