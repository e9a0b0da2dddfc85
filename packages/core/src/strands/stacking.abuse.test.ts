import { anything, defineInterface, procedure, type Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Dispatcher } from "../extensions/dispatcher-interface.js";
import type { Extension } from "../extensions/loaded.js";
import { Scheduling, Strand as StrandInterface, type Context, type StrandT } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { Strand } from "../strand.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import { fifoPackage } from "../testing/thread-package.js";

/** Schedulers that ignore or abuse what they hear: the strands of others go on as if there were none of it. */
const Ask = defineInterface("Ask", { Do: procedure([anything], anything) });

let kernel: Kernel;
let ejected: string[];
/** The space that the extension works for, and two strands of the application that runs there. */
let context: Context;
let own: Strand[];
let log: string[];
let victims: Strand[];

beforeEach(() => {
  ({ kernel, ejected } = bootKernel());
  const { strands, spaces } = kernel;
  log = [];
  context = spaces.create();
  const [mine, others] = [spaces.asnOf(context, "test"), spaces.asnOf(spaces.create(), "test")];
  own = ["own 0", "own 1"].map((name) => new Strand(name, mine));
  victims = [];
  // Of the kernel, of another application, and of one with a scheduler of its own.
  const well = fifoPackage("well behaved", kernel, strands);
  for (const name of ["k", "u", "w"]) {
    for (let n = 0; n < 2; n++) {
      const strand = new Strand(`${name}${n}`, name === "k" ? -1 : others);
      if (name === "w") well.stack(strand);
      victims.push(strand);
    }
  }
});

function* turns(name: string, n: number): Waiting {
  for (let turn = 0; turn < n; turn++) {
    log.push(name);
    yield;
  }
}

/** What a scheduler of the plainest kind does, for strands on `p`. */
const plain = `
const queue = [];
const p = Scheduling_Processor.raise("p");
const listen = (event, handler) => Dispatcher_Install.raise(event, handler);
const out = (s) => { const at = queue.indexOf(s); if (at >= 0) queue.splice(at, 1); };
const next = () => { const n = queue.shift(); if (n !== undefined) { queue.push(n); Scheduling_Run.raise(p, n); } };
`;
const hears = `
listen(Strand_Unblock, (s) => { if (s !== p) queue.push(s); });
listen(Strand_Block, out);
`;
const names = `listen(Strand_Resume, (s) => { if (s === p) next(); });`;
const takesStrands = `for (const s of given) Scheduling_Stack.raise(s, p);`;

interface Abuse {
  readonly body: string;
  readonly act?: string;
  readonly limits?: object;
}

/** Load an extension, and give it what it asks for: its application's strands, unless said. */
function load({ body, act = takesStrands, limits = {} }: Abuse, name = "abuser", contexts = [context]): Extension {
  const written = extensionFile({
    name,
    imports: [Dispatcher, StrandInterface, Scheduling],
    exports: [[Ask, `{ Do: (given) => { ${act} } }`]],
    body: plain + body,
  });
  return kernel.extensions.load(written, { limits, grant: { contexts } });
}

const ask = (extension: Extension, given: unknown = own.map(({ capability }) => capability)): unknown =>
  kernel.extensions.clientOf(extension, Ask).Do(given);

/** Start everybody, and run until the victims have ended: each had its turns, among the others' in order. */
function runVictims(): void {
  const { strands } = kernel;
  for (const strand of victims) strands.start(strand, turns(strand.name, 4));
  for (const strand of own) if (strand.state === "idle") strands.start(strand, turns(strand.name, 4));
  strands.runUntil(() => victims.every(({ state }) => state === "idle"));
  const ofVictims = log.filter((name) => victims.some((each) => each.name === name));
  for (const { name } of victims) expect(ofVictims.filter((each) => each === name)).toHaveLength(4);
  // Round robin, where the two that have a scheduler take turns at one place.
  const unstacked = ofVictims.filter((name) => !name.startsWith("w"));
  expect(unstacked).toEqual(Array.from({ length: 4 }, () => ["k0", "k1", "u0", "u1"]).flat());
}

/** How often each of its own strands ran. */
const ran = (): number[] => own.map(({ name }) => log.filter((each) => each === name).length);

/** Run whatever is left. */
function runRest(): void {
  expect(thrown(() => kernel.strands.runUntil(() => own.every(({ state }) => state === "idle"))).code).toMatch(
    /nothing|RSP_DEADLOCK/,
  );
}

test("one that does what it should lets its strands take turns", () => {
  ask(load({ body: hears + names }));
  runVictims();
  runRest();
  expect(ran()).toEqual([4, 4]);
  expect(log.filter((name) => name.startsWith("own")).slice(0, 4)).toEqual(["own 0", "own 1", "own 0", "own 1"]);
});

test.each<[what: string, abuse: Abuse, ran: readonly number[]]>([
  ["hears of nothing and names nobody", { body: "" }, [0, 0]],
  ["ignores Resume", { body: hears }, [0, 0]],
  [
    "names nobody, and wakes its processor instead",
    { body: `${hears}listen(Strand_Resume, (s) => Strand_Unblock.raise(p));` },
    [0, 0],
  ],
  ["ignores Unblock", { body: `listen(Strand_Block, out);${names}` }, [0, 0]],
  ["throws in Resume", { body: `${hears}listen(Strand_Resume, () => { throw 1; });`, limits: { faults: 1e6 } }, [0, 0]],
  [
    "throws in Checkpoint, Block and Unblock",
    {
      body: `${hears}${names}for (const e of [Strand_Checkpoint, Strand_Block, Strand_Unblock]) listen(e, () => { throw 1; });`,
      limits: { faults: 1e6 },
    },
    [4, 4],
  ],
  [
    "unblocks each twice",
    { body: `${hears}${names}listen(Strand_Unblock, (s) => { Strand_Unblock.raise(s); });` },
    [4, 4],
  ],
  [
    "always names the same",
    {
      body: `let first; listen(Strand_Unblock, (s) => { if (s !== p) first ??= s; });
     listen(Strand_Resume, (s) => { if (s === p) Scheduling_Run.raise(p, first); });`,
    },
    [4, 0],
  ],
  [
    "names itself",
    { body: `${hears}listen(Strand_Resume, (s) => { Scheduling_Run.raise(p, p); });`, limits: { faults: 1e6 } },
    [0, 0],
  ],
])("one that %s: its own strands alone", (_what, abuse, expected) => {
  ask(load(abuse));
  runVictims();
  runRest();
  expect(ran()).toEqual(expected);
  expect(ejected).toEqual([]);
});

test("a handler that would come first, and stop all others, does not stop the kernel", () => {
  load({
    body: `for (const e of [Strand_Block, Strand_Unblock, Strand_Resume, Strand_Checkpoint])
      Dispatcher_Install.raise(e, () => {}, { order: "first", cancel: true });`,
  });
  const { strands } = kernel;
  strands.start(
    own[0],
    (function* (): Waiting {
      strands.events.Block.raise(own[0].capability);
      yield;
      log.push("went on");
    })(),
  );
  runVictims();
  expect(own[0].state).toBe("blocked");
  strands.events.Unblock.raise(own[0].capability);
  runRest();
  expect(log.filter((line) => line === "went on")).toHaveLength(1);
});

test.each([
  ["throws too often", `${hears}listen(Strand_Resume, () => { throw 1; });`],
  ["never returns", `${hears}listen(Strand_Resume, () => { for (;;) pay(1); });`],
])("one that %s is ejected, and its application's strands go on without it", (_what, body) => {
  ask(load({ body, limits: { faults: 2, operations: 10_000 } }));
  // Wake-ups from time to time: it is asked again at each.
  const prods = kernel.strands.startKernel(
    "prods",
    (function* (): Waiting {
      for (let turn = 0; turn < 8; turn++) {
        if (own[0].on !== undefined) kernel.strands.unblock(own[0].on);
        yield;
      }
    })(),
  );
  for (const strand of own) kernel.strands.start(strand, turns(strand.name, 4));
  kernel.strands.runUntil(() => [prods, ...own].every(({ state }) => state === "idle"));
  expect(ran()).toEqual([4, 4]);
  expect(ejected).toHaveLength(1);
  runVictims();
});

test("the end of one gives its application's strands back to the global scheduler, wherever they are", () => {
  const extension = load({ body: hears + names });
  ask(extension);
  const { strands } = kernel;
  for (const strand of own) strands.start(strand, turns(strand.name, 4));
  strands.runUntil(() => log.length === 1);
  kernel.extensions.unload(extension);
  expect(own.map(({ on }) => on)).toEqual([undefined, undefined]);
  runVictims();
  expect(ran()).toEqual([4, 4]);
});

test("what takes the place of one holds its strands, and schedules them on", () => {
  const old = load({ body: hears + names });
  ask(old);
  const { strands, extensions } = kernel;
  for (const strand of own) strands.start(strand, turns(strand.name, 4));
  strands.runUntil(() => log.length === 3);
  const written = extensionFile({
    name: "abuser",
    imports: [Dispatcher, StrandInterface, Scheduling],
    exports: [[Ask, `{ Do: (given) => { ${takesStrands} } }`]],
    body: plain + hears + names,
  });
  const heir = extensions.replace(old, written);
  ask(heir);
  runVictims();
  runRest();
  expect(ran()).toEqual([4, 4]);
  expect([heir.state, ejected]).toEqual(["running", []]);
  extensions.unload(heir);
  expect(own.map(({ on }) => on)).toEqual([undefined, undefined]);
});

test.each(["Strand_Resume", "Strand_Checkpoint", "Strand_Unblock", "Strand_Block"])(
  "one that ends within its handler of %s",
  (event) => {
    const extension = load({
      body: `${hears}${names}listen(${event}, () => { for (;;) pay(1); });`,
      limits: { operations: 5000 },
    });
    expect(["nothing", "RSP_EJECTED", "RSP_EXTENSION_ENDED"]).toContain(thrown(() => ask(extension)).code);
    runVictims();
    runRest();
    expect(ejected).toHaveLength(1);
    expect(ran()).toEqual([4, 4]);
  },
);

test("nobody hears of, blocks, names, stacks, offers or ranks what it does not hold, nor plays the kernel", () => {
  const extension = load({
    body: `let heard = 0; listen(Strand_Resume, () => { heard++; });`,
    act: `const code = (act) => { try { act(); return "done"; } catch (error) { return error.code; } };
      if (given === undefined) return heard;
      const s = given;
      return [
        code(() => Scheduling_Stack.raise(s, p)), code(() => Scheduling_Unstack.raise(s)), code(() => Scheduling_Offer.raise(s)),
        code(() => Scheduling_Prioritize.raise(s, 1)), code(() => Scheduling_Run.raise(p, s)), code(() => Scheduling_Run.raise(s, s)),
        code(() => Strand_Block.raise(s)), code(() => Strand_Resume.raise(s)), code(() => Strand_Checkpoint.raise(s)),
        code(() => Scheduling_Adopt.raise(s)),
      ];`,
  });
  const held = "RSP_STRAND_HELD";
  for (const { capability } of victims) {
    expect(ask(extension, capability)).toEqual([
      held,
      held,
      held,
      held,
      "RSP_STRAND_STACK",
      held,
      "RSP_STRAND",
      "RSP_STRAND",
      "RSP_STRAND",
      "RSP_CAPABILITY",
    ]);
  }
  runVictims();
  const heard = ask(extension, undefined);
  // Only its own application's four turns each.
  expect(heard).toBe(log.length === 0 ? 0 : heard);
  const other = load(
    { body: `let heard = 0; listen(Strand_Resume, () => { heard++; });`, act: "return heard;" },
    "deaf",
    [],
  );
  runRest();
  expect(ask(other, undefined)).toBe(0);
});

test("what would stand on itself, on no processor, or too high is refused", () => {
  const extension = load({
    body: "",
    act: `const code = (act) => { try { act(); return "done"; } catch (error) { return error.code; } };
      const all = [p]; for (let n = 0; n < 9; n++) all.push(Scheduling_Processor.raise("q"));
      const stacked = all.slice(1).map((q, n) => code(() => Scheduling_Stack.raise(all[n], q)));
      return [code(() => Scheduling_Stack.raise(p, p)), code(() => Scheduling_Stack.raise(all[3], all[0])),
        code(() => Scheduling_Stack.raise(given[0], given[1])), stacked];`,
  });
  const refused = "RSP_STRAND_STACK";
  expect(ask(extension)).toEqual([
    refused,
    refused,
    "RSP_STRAND_HELD",
    [...Array.from({ length: 7 }, () => "done"), refused, "done"],
  ]);
  runVictims();
});

test("priorities reach up to the usual one, and no further", () => {
  const extension = load({
    body: "",
    act: `const code = (n) => { try { Scheduling_Prioritize.raise(given[0], n); return "done"; } catch (error) { return error.code; } };
      return [-3, 1001, 0.5, "1", 1000, -2].map(code);`,
  });
  const refused = "RSP_STRAND_PRIORITY";
  expect(ask(extension)).toEqual([refused, refused, refused, refused, "done", "done"]);
  runVictims();
  runRest();
  expect(log.at(-1)).toBe("own 0");
});

test("an offer is good for one adoption, and while who made it holds the strand", () => {
  const giver = load({ body: "", act: `return Scheduling_Offer.raise(given);` }, "giver");
  const taker = load(
    {
      body: hears + names,
      act: `const code = (o) => { try { Scheduling_Stack.raise(Scheduling_Adopt.raise(o), p); return "done"; } catch (error) { return error.code; } };
      return given.map(code);`,
    },
    "taker",
    [],
  );
  const offers = [own[0], own[0], own[1]].map(({ capability }) => ask(giver, capability));
  expect(ask(taker, [offers[0], offers[0], offers[1], offers[2]])).toEqual([
    "done",
    "RSP_CAPABILITY",
    "RSP_STRAND_HELD",
    "done",
  ]);
  expect(thrown(() => ask(giver, own[0].capability)).code).toBe("RSP_STRAND_HELD");
  runVictims();
  expect(ran()).toEqual([4, 4]);
  // At the end of who adopted it, it is whose it was.
  kernel.extensions.unload(taker);
  expect(thrown(() => ask(giver, own[0].capability)).code).toBe("nothing");
});

test("strands of a space that an extension made end with it, at their next preemption point, and only there", () => {
  const { strands } = kernel;
  strands.programs.load(context, {
    *run(start, argument) {
      log.push(`${start} began`);
      for (let turn = 0; turn < argument; turn++) {
        yield;
        yield* strands.preemptionPoint();
      }
      log.push(`${start} ended`);
    },
  });
  const creating = load(
    {
      body: `${hears}${names}let context;`,
      act: `if (context === undefined) { context = given; return; }
        return [1, 2, 3].map((n) => { const s = Strand_Create.raise(context, n, 1000); Scheduling_Stack.raise(s, p); if (n < 3) Strand_Unblock.raise(s); return s; });`,
    },
    "creator",
  );
  ask(creating, context);
  const made = (ask(creating, "create") as StrandT[]).map((each) => Strand.of(each, "test"));
  expect(creating.balance().strands).toBe(3);
  strands.runUntil(() => log.length === 2);
  kernel.extensions.unload(creating);
  expect(made.map(({ on }) => on)).toEqual([undefined, undefined, undefined]);
  runVictims();
  strands.runUntil(() => made.every(({ state }) => state === "idle"));
  // The third never began.
  expect(log.filter((line) => /^\d/.test(line))).toEqual(["1 began", "2 began"]);
  const stranger = load({ body: "", act: `return Strand_Create.raise(given, 1, 1);` }, "stranger", []);
  expect(thrown(() => ask(stranger, context)).code).toBe("RSP_STRAND_HELD");
});
