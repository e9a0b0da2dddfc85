import { PowerCutError } from "@respin/hardware";
import fc from "fast-check";
import { expect, test } from "vitest";
import { policies, type PolicyFactory } from "./policy/index.js";
import { histories, Model } from "./testing/histories.js";
import { platterFor, worlds, type World, type WorldOptions } from "./testing/worlds.js";
import type { BlockRange } from "./write-order.js";

/**
 * Random histories of one and of several strands on a pool that is far too small, over a real machine, kernel and disk:
 * Invariant B1 after every turn of the scheduler, Invariant B2 at every read and after every force-out, Invariant B3 on
 * the platter that a power cut leaves.
 */

const deep = process.env["RESPIN_DEEP"] === "1";
const runs = (quick: number): number => (deep ? quick * 20 : quick);
const pagesEach = 5;
const platter = platterFor(pagesEach);

const everyPolicy: readonly (readonly [string, PolicyFactory | undefined])[] = [["no policy", undefined], ...policies];

const setting = fc.record({ capacity: fc.integer({ min: 1, max: 8 }), extra: fc.nat(1000) });

function make(kind: keyof typeof worlds, options: Omit<WorldOptions, "pagesEach">): World {
  return worlds[kind]({ pagesEach, ...options, platter: (options.platter ?? platter).copy() });
}

/** Which kinds of world can have which policies: a pool that keeps its pages needs one, the kernel does not. */
const cases = (Object.keys(worlds) as (keyof typeof worlds)[]).flatMap((kind) =>
  everyPolicy
    .filter(([, policy]) => policy !== undefined || kind === "kernel extension")
    .map(([name, policy]) => [kind, name, policy] as const),
);

/** The log before the data; the intentions before the log. */
function ordersOf({
  ranges: [intentions, log, data],
}: World): { readonly earlier: BlockRange; readonly later: BlockRange }[] {
  return [
    { earlier: log, later: data },
    { earlier: intentions, later: log },
  ];
}

for (const [kind, name, policy] of cases) {
  test(`${kind}, ${name}: what is read is what was stored, in one page each, as the policy knows it`, () => {
    fc.assert(
      fc.property(setting, histories({ strands: 3, drops: true }), ({ capacity }, scripts) => {
        const model = new Model(make(kind, { capacity, policy }));
        model.run(scripts);
        model.settle();
      }),
      { numRuns: runs(30), seed: 4711 },
    );
  });

  test(`${kind}, ${name}: the log is on the platter before the data, wherever the power is cut`, () => {
    fc.assert(
      fc.property(setting, histories({ strands: 3, drops: true }), ({ capacity, extra }, scripts) => {
        const begin = (): Model => {
          const model = new Model(make(kind, { capacity, policy }));
          for (const { earlier, later } of ordersOf(model.world)) model.world.pool.order(earlier, later);
          return model;
        };
        const whole = begin();
        whole.run(scripts);
        whole.settle();
        const { writes } = whole.world.kernel.machine.disk;
        if (writes === 0) return;
        const cut = begin();
        const mode = extra % 2 === 0 ? "drop" : "tear";
        cut.world.kernel.machine.disk.cutPower({ atWrite: 1 + (extra % writes), mode, tornFraction: 0.5 });
        expect(() => {
          cut.run(scripts);
          cut.settle();
        }).toThrow(PowerCutError);
        cut.checkB3(ordersOf(cut.world));
      }),
      { numRuns: runs(25), seed: 4712 },
    );
  });

  test(`${kind}, ${name}: a read that fails is its strand's own failure, and the pool goes on`, () => {
    fc.assert(
      fc.property(setting, histories({ strands: 2, drops: false }), ({ capacity, extra }, scripts) => {
        const model = new Model(make(kind, { capacity, policy, failedRead: 1 + (extra % 30) }));
        model.run(scripts);
        model.settle();
        expect(model.errors.get("RSP_TEST_READ") ?? 0).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(10), seed: 4713 },
    );
  });
}
