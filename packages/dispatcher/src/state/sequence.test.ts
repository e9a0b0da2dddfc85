import fc from "fast-check";
import { expect, test } from "vitest";
import { DispatchError } from "../errors.js";
import { Sequence, type Rank, type Sequenced } from "./sequence.js";

class Item implements Sequenced<Item> {
  readonly name: string;
  rank: Rank;
  before: readonly Item[] = [];
  after: readonly Item[] = [];
  namedBy: Set<Item> | undefined = undefined;
  inSequence = false;
  label = 0;
  previous: Item | undefined = undefined;
  next: Item | undefined = undefined;

  constructor(name: string, rank: Rank = "middle") {
    this.name = name;
    this.rank = rank;
  }

  get place(): Item {
    return this;
  }
}

const names = (items: Iterable<Item>): string => Array.from(items, ({ name }) => name).join(" ");

test("an item enters at the end that its rank names, others behind those that are not last", () => {
  const sequence = new Sequence<Item>();
  const ranks: Rank[] = ["middle", "last", "middle", "first", "last", "middle"];
  ranks.forEach((rank, n) => sequence.enter(new Item(`${n}`, rank)));
  expect(names(sequence)).toBe("3 0 2 5 1 4");
  expect(sequence.size).toBe(6);
  expect(sequence.head?.name).toBe("3");
});

test("what enters and leaves can be undone", () => {
  const sequence = new Sequence<Item>();
  const [a, b, c] = ["a", "b", "c"].map((name) => new Item(name));
  for (const item of [a, b, c]) sequence.enter(item);
  const undoLeave = sequence.leave(b);
  const x = new Item("x");
  x.before = [a];
  x.after = [c];
  const undoEnter = sequence.enter(x);
  expect(names(sequence)).toBe("c x a");
  undoEnter();
  undoLeave();
  expect(names(sequence)).toBe("a b c");
  expect(b.inSequence).toBe(true);
});

test("what takes the place of another stands where it stood, unless its constraints ask otherwise", () => {
  const sequence = new Sequence<Item>();
  const [a, b, c] = ["a", "b", "c"].map((name) => new Item(name));
  for (const item of [a, b, c]) sequence.enter(item);
  const x = new Item("x", "last");
  const undo = sequence.supersede(a, x);
  expect(names(sequence)).toBe("x b c");
  undo();
  expect(names(sequence)).toBe("a b c");
  x.after = [b];
  sequence.supersede(a, x);
  expect(names(sequence)).toBe("b x c");
});

test("a place between two is found more often than numbers can be halved", () => {
  const sequence = new Sequence<Item>();
  const [a, b] = ["a", "b"].map((name) => new Item(name));
  sequence.enter(a);
  sequence.enter(b);
  const expected = ["a"];
  for (let n = 0; n < 2000; n++) {
    const item = new Item(`${n}`);
    item.before = [b];
    sequence.enter(item);
    expected.push(`${n}`);
  }
  expect(names(sequence)).toBe([...expected, "b"].join(" "));
});

test("a cycle is told in its order", () => {
  const sequence = new Sequence<Item>();
  const [a, b, c] = ["a", "b", "c"].map((name) => new Item(name));
  b.after = [a];
  c.after = [b];
  a.after = [c];
  sequence.enter(a);
  sequence.enter(b);
  expect(() => sequence.enter(c)).toThrow(
    /(a before b before c before a|b before c before a before b|c before a before b before c)/,
  );
  expect(names(sequence)).toBe("a b");
});

/** The same order by lists and searches alone. */
class NaiveSequence {
  items: Item[] = [];

  mustPrecede(one: Item, other: Item): boolean {
    return one.before.includes(other) || other.after.includes(one);
  }

  /** Undefined for a cycle. */
  with(item: Item, at: number): Item[] | undefined {
    const placed = this.items.toSpliced(at, 0, item);
    const fits = placed.every((one, n) =>
      placed.every((other, m) => !this.mustPrecede(one, other) || (n < m && one !== other)),
    );
    return fits ? placed : this.sorted(placed);
  }

  sorted(items: readonly Item[]): Item[] | undefined {
    const sorted: Item[] = [];
    const visit = (item: Item, waiting: readonly Item[]): boolean => {
      if (waiting.includes(item)) return false;
      if (sorted.includes(item)) return true;
      const ahead = items.filter((other) => this.mustPrecede(other, item));
      if (!ahead.every((other) => visit(other, [...waiting, item]))) return false;
      sorted.push(item);
      return true;
    };
    return items.every((item) => visit(item, [])) ? sorted : undefined;
  }

  /** Where its rank puts it. */
  end({ rank }: Item): number {
    if (rank === "first") return 0;
    return rank === "last" ? this.items.length : this.items.findLastIndex((other) => other.rank !== "last") + 1;
  }

  /** From where it is wanted, as far as its constraints ask. */
  moved(item: Item, wanted: number): number {
    const { items } = this;
    const at = Math.max(wanted, items.findLastIndex((other) => this.mustPrecede(other, item)) + 1);
    const behind = items.findIndex((other) => this.mustPrecede(item, other));
    return behind < 0 ? at : Math.min(at, behind);
  }
}

const histories = fc.array(
  fc.record({
    kind: fc.constantFrom("enter", "enter", "enter", "leave", "supersede", "undo"),
    item: fc.nat(11),
    other: fc.nat(11),
    rank: fc.constantFrom<Rank>("first", "middle", "middle", "last"),
    before: fc.array(fc.nat(11), { maxLength: 2 }),
    after: fc.array(fc.nat(11), { maxLength: 2 }),
  }),
  { maxLength: 60 },
);

test("after any history the order is the model's, all constraints hold (L1), and a cycle changes nothing", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const items = Array.from({ length: 12 }, (_, n) => new Item(`${n}`));
      const sequence = new Sequence<Item>();
      const model = new NaiveSequence();
      let undo: { readonly run: () => void; readonly items: Item[] } | undefined;
      /** Do it to both; they have to agree on whether it can be done. */
      const both = (expected: Item[] | undefined, change: () => () => void): void => {
        const before = model.items;
        try {
          const run = change();
          expect(expected, "a cycle has to be refused").toBeDefined();
          undo = { run, items: before };
          model.items = expected ?? before;
        } catch (error) {
          if (!(error instanceof DispatchError)) throw error;
          expect(error.code).toBe("RSP_DISPATCH_CYCLE");
          expect(expected, "what is no cycle must not be refused").toBeUndefined();
          undo = undefined;
        }
      };
      for (const step of history) {
        const item = items[step.item];
        const other = items[step.other];
        if (step.kind === "undo") {
          undo?.run();
          if (undo !== undefined) model.items = undo.items;
          undo = undefined;
        } else if (step.kind === "leave") {
          if (!item.inSequence) continue;
          both(
            model.items.filter((each) => each !== item),
            () => sequence.leave(item),
          );
        } else {
          if (item.inSequence || (step.kind === "supersede" && !other.inSequence)) continue;
          item.rank = step.rank;
          item.before = step.before.map((n) => items[n]);
          item.after = step.after.map((n) => items[n]);
          if (step.kind === "supersede") {
            const at = model.items.indexOf(other);
            const rest = new NaiveSequence();
            rest.items = model.items.filter((each) => each !== other);
            both(rest.with(item, rest.moved(item, at)), () => sequence.supersede(other, item));
          } else {
            both(model.with(item, model.moved(item, model.end(item))), () => sequence.enter(item));
          }
        }
        expect(names(sequence)).toBe(names(model.items));
        expect(sequence.size).toBe(model.items.length);
        let previous: Item | undefined;
        for (const each of sequence) {
          expect(each.previous).toBe(previous);
          if (previous !== undefined) expect(previous.label).toBeLessThan(each.label);
          previous = each;
        }
        for (const [n, one] of model.items.entries()) {
          for (const later of model.items.slice(n)) expect(model.mustPrecede(later, one)).toBe(false);
        }
        for (const each of items) expect(each.inSequence).toBe(model.items.includes(each));
      }
    }),
    { numRuns: 1500 },
  );
});
