import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { NONE } from "../policy/policy.js";
import type { BlockRange } from "../write-order.js";
import { contentsOf, onPlatter, store, type World } from "./worlds.js";

/** One thing that a strand of the program does. Numbers name blocks and files modulo how many there are. */
export type Step =
  | { readonly does: "read" | "write" | "overwrite" | "prefetch" | "pin" | "unpin"; readonly block: number }
  | { readonly does: "force"; readonly groups: readonly (readonly number[])[] }
  | { readonly does: "flush" | "drop"; readonly file: number };

const block = fc.nat(1000);
const file = fc.nat(1000);
const one = <Does extends string>(weight: number, ...does: readonly Does[]) => ({
  weight,
  arbitrary: fc.record({ does: fc.constantFrom(...does), block }),
});

/** Steps of one strand; `drops` says whether files may be dropped with what was modified in them. */
function stepsOf(drops: boolean): fc.Arbitrary<readonly Step[]> {
  return fc.array(
    fc.oneof(
      one(8, "read"),
      one(8, "write"),
      one(1, "overwrite"),
      one(3, "prefetch"),
      one(1, "pin"),
      one(2, "unpin"),
      {
        weight: 1,
        arbitrary: fc.record({
          does: fc.constant("force" as const),
          groups: fc.array(fc.array(block, { maxLength: 4 }), { maxLength: 3 }),
        }),
      },
      {
        weight: drops ? 2 : 1,
        arbitrary: fc.record({ does: drops ? fc.constantFrom("flush", "drop") : fc.constant("flush" as const), file }),
      },
    ),
    { minLength: 5, maxLength: 60, size: "max" },
  );
}

/** What several strands of one program do, beside each other. */
export function histories(options: { readonly strands: number; readonly drops: boolean }) {
  return fc.array(stepsOf(options.drops), { minLength: 1, maxLength: options.strands });
}

/** More turns than any history of these lengths takes. */
const turnsMax = 20_000;

/**
 * What the program stored, and what of it must be on the platter when: the model that a world is held against. Versions
 * are numbers in the order of the stores, over all blocks.
 */
export class Model {
  readonly world: World;
  /** The last version of each block, and all that count, oldest first. */
  readonly current = new Map<number, number>();
  readonly #versions = new Map<number, number[]>();
  readonly #pins = new Map<number, number>();
  #version = 0;
  #pinChanges = 0;
  /** Errors that steps met, by code. */
  readonly errors = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
    for (const each of numbers(world.blocks)) {
      this.current.set(each, 0);
      this.#versions.set(each, []);
    }
  }

  /** Run the strands' steps beside each other until all have ended, looking at Invariant B1 after every turn. */
  run(scripts: readonly (readonly Step[])[]): void {
    const { strands } = this.world.kernel;
    let running = scripts.length;
    const program = function* (model: Model, script: readonly Step[]): Waiting {
      for (const step of script) yield* model.#take(step);
      running--;
    };
    for (const [index, script] of scripts.entries()) {
      strands.start(this.world.strand(`strand ${index}`), program(this, script));
    }
    this.until(() => running === 0);
  }

  /** Run one thing to its end. */
  finish(body: Waiting): void {
    let ended = false;
    const wrapped = function* (): Waiting {
      yield* body;
      ended = true;
    };
    this.world.kernel.strands.start(this.world.strand("last"), wrapped());
    this.until(() => ended);
  }

  until(done: () => boolean): void {
    let turns = 0;
    this.world.kernel.strands.runUntil(() => {
      if (++turns > turnsMax) throw new Error(`the strands have not ended after ${turnsMax} turns`);
      this.#checkB1();
      return done();
    });
  }

  /** Write everything out, with no pin left, and compare the platter with the model. */
  settle(): void {
    const { world } = this;
    const { pool } = world;
    for (const pinned of this.#pins.keys()) this.#unpin(pinned, true);
    this.finish(
      (function* () {
        yield* pool.force([pool.modifiedIn(world.blocks)]);
      })(),
    );
    if (pool.modifiedIn(world.blocks).length > 0) throw new Error("blocks are modified after they were written");
    for (const [each, version] of this.current) this.#expectOnPlatter(each, version, "after everything was written");
  }

  /** Invariant B3, on a platter that may have been left at any moment. */
  checkB3(rules: readonly { readonly earlier: BlockRange; readonly later: BlockRange }[]): void {
    const { platter } = this.world.kernel.machine.disk;
    for (const { earlier, later } of rules) {
      const newest = Math.max(
        ...numbers(later)
          .map((each) => onPlatter(platter, each))
          .map(({ head, tail }) => Math.max(head, tail)),
      );
      for (const each of numbers(earlier)) {
        const wanted = (this.#versions.get(each) ?? []).findLast((version) => version < newest) ?? 0;
        const { head, tail } = onPlatter(platter, each);
        if (Math.min(head, tail) < wanted) {
          throw new Error(
            `B3: store ${newest} is on the platter, and block ${each} is at ${head}/${tail}, before ${wanted}`,
          );
        }
      }
    }
  }

  *#take(step: Step): Waiting {
    const changes = this.#pinChanges;
    try {
      yield* this.#perform(step);
    } catch (error) {
      if (!(error instanceof RespinError) || !(error.code in tolerated)) throw error;
      if (error.code === "RSP_MEMORY_EXHAUSTED" && !this.#arePinned(changes)) {
        throw new Error(`${this.#pins.size} blocks are pinned`, { cause: error });
      }
      this.errors.set(error.code, (this.errors.get(error.code) ?? 0) + 1);
    }
    // Let the others have their turn.
    yield;
  }

  /** Whether all pages are pinned; where a failure takes its time, the pins that were in the way may be gone again. */
  #arePinned(changesBefore: number): boolean {
    const { failsAtOnce, pool } = this.world;
    return this.#pins.size === pool.capacity || (!failsAtOnce && this.#pinChanges > changesBefore);
  }

  *#perform(step: Step): Waiting {
    const { world } = this;
    const { pool } = world;
    switch (step.does) {
      case "read":
        yield* world.use(this.#block(step.block), "read", (words) => this.#seen(words, this.#block(step.block)));
        break;
      case "write":
      case "overwrite":
        yield* world.use(this.#block(step.block), step.does, (words) => this.#stored(words, this.#block(step.block)));
        break;
      case "prefetch":
        pool.prefetch(this.#block(step.block));
        break;
      case "pin":
        yield* this.#pin(this.#block(step.block));
        break;
      case "unpin":
        this.#unpin(this.#block(step.block), false);
        break;
      case "force":
        {
          const groups = step.groups.map((group) => group.map((each) => this.#block(each)));
          yield* this.#durable(groups.flat(), pool.force(groups));
        }
        break;
      case "flush": {
        const range = world.ranges[step.file % world.ranges.length];
        yield* this.#durable(numbers(range), pool.force([pool.modifiedIn(range)]));
        break;
      }
      case "drop": {
        const range = world.ranges[step.file % world.ranges.length];
        yield* pool.drop(range);
        this.#dropped(range);
        break;
      }
    }
  }

  #block(number: number): number {
    const { first, blocks } = this.world.blocks;
    return first + (number % blocks);
  }

  /** Invariant B2: what is read is what was stored last. */
  #seen(words: Int32Array, wanted: number): void {
    const { block: found, head, tail } = contentsOf(words);
    const version = this.current.get(wanted);
    if (found !== wanted || head !== version || tail !== version) {
      throw new Error(`B2: block ${wanted} reads as store ${head}/${tail} of block ${found}, not as store ${version}`);
    }
  }

  #stored(words: Int32Array, where: number): void {
    store(words, ++this.#version);
    this.current.set(where, this.#version);
    this.#versions.get(where)?.push(this.#version);
  }

  /** What was stored before a force-out began is on the platter when it has ended. */
  *#durable(blocks: readonly number[], force: Waiting): Waiting {
    const before = blocks.map((each) => [each, this.current.get(each) ?? 0] as const);
    yield* force;
    for (const [each, version] of before) {
      // Unless it was dropped since.
      this.#expectOnPlatter(each, Math.min(version, this.current.get(each) ?? 0), "after it was forced out");
    }
  }

  #expectOnPlatter(each: number, version: number, when: string): void {
    const { head, tail, block: found } = onPlatter(this.world.kernel.machine.disk.platter, each);
    if (found !== each || Math.min(head, tail) < version) {
      throw new Error(
        `B2: block ${each} ${when} stands on the platter as store ${head}/${tail} of block ${found}, not ${version}`,
      );
    }
  }

  *#pin(where: number): Waiting {
    yield* this.world.pin(where);
    this.#pinChanges++;
    this.#pins.set(where, (this.#pins.get(where) ?? 0) + 1);
  }

  #unpin(where: number, all: boolean): void {
    for (let count = this.#pins.get(where) ?? 0; count > 0; count = all ? count - 1 : 0) {
      this.#pinChanges++;
      this.world.pool.unpin(where);
      if (count === 1) this.#pins.delete(where);
      else this.#pins.set(where, count - 1);
    }
  }

  /** What was not on the platter is gone, and nobody waits for it any more. */
  #dropped(range: BlockRange): void {
    for (const each of numbers(range)) {
      const version = onPlatter(this.world.kernel.machine.disk.platter, each).head;
      this.current.set(each, version);
      this.#versions.set(
        each,
        (this.#versions.get(each) ?? []).filter((one_) => one_ <= version),
      );
      if (this.#pins.delete(each)) this.#pinChanges++;
    }
  }

  /** Invariant B1: a block is in at most one page, a page holds at most one block, and the policy knows exactly those. */
  #checkB1(): void {
    const { pool, blocks, told } = this.world;
    const slots = new Map<number, number>();
    const pages = new Set<unknown>();
    for (const each of numbers(blocks)) {
      const slot = pool.slotOf(each);
      const page = pool.pageOf(each);
      if ((slot === NONE) !== (page === undefined)) throw new Error(`B1: block ${each} has slot ${slot} and no page`);
      if (page === undefined) continue;
      if (pool.blockOf(page) !== each) throw new Error(`B1: block ${each}'s page holds block ${pool.blockOf(page)}`);
      if (slots.has(slot) || pages.has(page)) throw new Error(`B1: block ${each} shares slot ${slot} or its page`);
      slots.set(slot, each);
      pages.add(page);
    }
    if (slots.size !== pool.resident)
      throw new Error(`B1: ${slots.size} blocks are in, the pool counts ${pool.resident}`);
    if (pool.policy === undefined) return;
    if (told.size !== slots.size) throw new Error(`B1: ${pool.policy.name} knows ${told.size} blocks of ${slots.size}`);
    for (const [slot, each] of slots) {
      if (told.get(slot) !== each)
        throw new Error(`B1: ${pool.policy.name} has block ${told.get(slot)} in slot ${slot}`);
    }
  }
}

/** Errors that are a step's own, and nobody else's. */
const tolerated: Readonly<Record<string, true>> = { RSP_MEMORY_EXHAUSTED: true, RSP_TEST_READ: true };

export function numbers({ first, blocks }: BlockRange): number[] {
  return Array.from({ length: blocks }, (_, index) => first + index);
}
