import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrown } from "../testing/kernel.js";
import { Account, defaultLimits, type Holding, type Kind } from "./account.js";

const seed = Number(process.env.RESPIN_SEED ?? 4711);
const histories = process.env.RESPIN_DEEP === "1" ? 100_000 : 5000;

function account(limits: Partial<typeof defaultLimits> = {}): Account {
  return new Account("sample", { ...defaultLimits, ...limits });
}

function nothing(): void {}

test("what is held is counted by its kind until it is dropped", () => {
  const held = account();
  const strand = held.acquire("strands", nothing);
  held.acquire("handlers", nothing);
  held.acquire("handlers", nothing);

  strand.drop();
  strand.drop();

  expect(held.balance()).toEqual({ handlers: 2, strands: 0, faults: 0, more: {} });
});

test("what is held at the end is released, the last first, and was counted", () => {
  const released: string[] = [];
  const held = account();
  for (const each of ["a", "b", "c"]) held.acquire("strands", () => void released.push(each));
  const dropped = held.acquire("handlers", () => void released.push("dropped"));
  dropped.drop();
  held.add("frames", { count: () => 7, release: () => void released.push("frames") });
  held.add("pins", { count: () => 2, release: () => void released.push("pins") });

  expect(held.close()).toEqual({ handlers: 0, strands: 3, faults: 0, more: { frames: 7, pins: 2 } });
  expect(released).toEqual(["c", "b", "a", "pins", "frames"]);
  expect(held.closed).toBe(true);
  expect(held.balance()).toEqual({ handlers: 0, strands: 0, faults: 0, more: {} });
});

test("what is counted twice under one name is counted together, and all of it is released", () => {
  const released: number[] = [];
  const held = account();
  for (const n of [1, 2]) held.add("pins", { count: () => n, release: () => void released.push(n) });

  expect(held.close().more).toEqual({ pins: 3 });
  expect(released).toEqual([2, 1]);
});

test("each kind has a limit, and who is refused is told which", () => {
  const held = account({ handlers: 1, strands: 2 });
  const handler = held.acquire("handlers", nothing);
  held.acquire("strands", nothing);

  expect(thrown(() => held.acquire("handlers", nothing))).toEqual({
    code: "RSP_LIMIT",
    message: "sample holds 1 handlers of 1 that it may; let some go, or load it with a higher limit",
  });
  expect(thrown(() => held.check("strands")).code).toBe("nothing");
  handler.drop();
  held.acquire("handlers", nothing);
});

test("so many runs may fail, and the next is one too many", () => {
  const held = account({ faults: 2 });

  expect([held.fault(), held.fault(), held.fault()]).toEqual([false, false, true]);
  expect(held.faults).toBe(3);
  expect(held.close().faults).toBe(3);
});

describe("after the end", () => {
  test("nothing is acquired", () => {
    const held = account();
    held.close();
    const attempts = [
      () => held.acquire("strands", nothing),
      () => held.check("handlers"),
      () => held.add("frames", { count: () => 0, release: nothing }),
    ];

    for (const attempt of attempts) {
      expect(thrown(attempt)).toEqual({
        code: "RSP_DOMAIN_GONE",
        message: "sample can hold nothing more: it was unloaded; load it again",
      });
    }
  });

  test("nothing is released again, and dropping does nothing", () => {
    let released = 0;
    const held = account();
    const holding = held.acquire("strands", () => void released++);

    held.close();
    held.close();
    holding.drop();

    expect([released, held.balance().strands]).toEqual([1, 0]);
  });
});

describe("while it ends", () => {
  test("a release that fails keeps no other from being done, and the first failure is told", () => {
    const released: string[] = [];
    const held = account();
    const failing = (what: string) => (): void => {
      released.push(what);
      throw new Error(`${what} fails`);
    };
    held.add("frames", { count: () => 1, release: failing("frames") });
    held.add("pins", {
      count: () => {
        throw new Error("nobody knows");
      },
      release: () => void released.push("pins"),
    });
    held.acquire("strands", () => void released.push("strand"));
    held.acquire("strands", failing("another"));

    expect(thrown(() => held.close()).message).toBe("Error: nobody knows");
    expect(released).toEqual(["another", "strand", "pins", "frames"]);
  });

  test("a release may drop another: that is not released then", () => {
    const released: string[] = [];
    const held = account();
    const first = held.acquire("strands", () => void released.push("first"));
    held.acquire("strands", () => {
      released.push("second");
      first.drop();
      held.close();
    });

    held.close();

    expect(released).toEqual(["second"]);
  });

  test("a release acquires nothing", () => {
    const held = account();
    held.acquire("strands", () => void held.acquire("strands", nothing));

    expect(thrown(() => held.close()).code).toBe("RSP_DOMAIN_GONE");
    expect(held.balance().strands).toBe(0);
  });
});

/** What is done to an account: acquire something, whose release does something else; drop; or close. */
type Step =
  | { readonly does: "acquire"; readonly kind: Kind; readonly drops: number | undefined; readonly fails: boolean }
  | { readonly does: "drop"; readonly which: number }
  | { readonly does: "add" }
  | { readonly does: "close" };

const kinds = fc.constantFrom<Kind>("handlers", "strands");
const which = fc.nat(11);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant("acquire" as const),
      kind: kinds,
      drops: fc.option(which, { nil: undefined, freq: 3 }),
      fails: fc.nat(5).map((n) => n === 0),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("drop" as const), which }) },
  { weight: 1, arbitrary: fc.constant({ does: "add" as const }) },
  { weight: 1, arbitrary: fc.constant({ does: "close" as const }) },
);

test("after any history, what was acquired was dropped or released, once, the last first, and none is left at the end", () => {
  const seen = { acquired: 0, refused: 0, gone: 0, dropped: 0, released: 0, spared: 0, failed: 0 };
  const limits = { handlers: 3, strands: 5 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 24, size: "max" }), (steps) => {
      const held = account(limits);
      const holdings: { readonly kind: Kind; readonly holding: Holding; state: "held" | "dropped" | "released" }[] = [];
      const order: number[] = [];
      const isHeld = (kind?: Kind): number =>
        holdings.filter((each) => each.state === "held" && (kind === undefined || each.kind === kind)).length;
      const drop = (n: number): boolean => {
        const each = holdings.at(n);
        each?.holding.drop();
        if (each?.state !== "held") return false;
        each.state = "dropped";
        return true;
      };
      let added = 0;
      let closed = false;
      for (const each of [...steps, { does: "close" } as const]) {
        if (each.does === "acquire") {
          const n = holdings.length;
          const release = (): void => {
            expect(holdings[n].state).toBe("held");
            holdings[n].state = "released";
            order.push(n);
            seen.released++;
            if (each.drops !== undefined && drop(each.drops)) seen.spared++;
            if (each.fails) throw new Error("fails");
          };
          const expected = closed
            ? "RSP_DOMAIN_GONE"
            : isHeld(each.kind) >= limits[each.kind]
              ? "RSP_LIMIT"
              : "nothing";
          let holding: Holding | undefined;
          expect(thrown(() => (holding = held.acquire(each.kind, release))).code).toBe(expected);
          if (holding !== undefined) holdings.push({ kind: each.kind, holding, state: "held" });
          seen[closed ? "gone" : holding === undefined ? "refused" : "acquired"]++;
        } else if (each.does === "drop") {
          if (drop(each.which)) seen.dropped++;
        } else if (each.does === "add") {
          if (!closed) held.add("frames", { count: () => 1, release: () => void added-- });
          added += closed ? 0 : 1;
        } else {
          const before = { handlers: isHeld("handlers"), strands: isHeld("strands"), frames: added };
          const failed = thrown(() => {
            const { handlers, strands, more } = held.close();
            expect({ handlers, strands, frames: more.frames ?? 0 }).toEqual(before);
          });
          if (failed.code !== "nothing") expect(failed.message).toBe("Error: fails");
          if (failed.code !== "nothing") seen.failed++;
          closed = true;
        }
        expect(held.balance()).toMatchObject({ handlers: isHeld("handlers"), strands: isHeld("strands") });
        expect(held.balance().more.frames ?? 0).toBe(added);
      }
      expect(isHeld()).toBe(0);
      expect(added).toBe(0);
      expect(order).toEqual(order.toSorted((a, b) => b - a));
    }),
    { numRuns: histories, seed },
  );
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(histories / 20);
}, 300_000);
