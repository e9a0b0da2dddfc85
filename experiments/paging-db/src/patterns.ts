import { PageKind, type LocalitySetChoice, type PolicyChoice, type PolicyName } from "@respin/buffer-manager";
import { randomFrom, type Random } from "@respin/experiment";
import { Steps, StepKind, type ScriptFile } from "./script.js";
import type { Workload } from "./workload.js";

/** A way in which a database uses its pages, and what it would advise about them. */
export interface Pattern {
  readonly name: (typeof patternNames)[number];
  readonly title: string;
  readonly files: readonly ScriptFile[];
  readonly steps: Steps;
  /** The policy that its owner would name: Stonebraker (1981) for the first four, DBMIN (Chou and DeWitt, 1985) for joins. */
  readonly advised: PolicyChoice;
  /** What the pages of each file are to that policy. */
  readonly kinds: readonly PageKind[];
  /** Pairs of files of which the first must be on the disk before the second: the log before the data. */
  readonly orders: readonly (readonly [first: number, then: number])[];
}

/** Blocks that the database names ahead of the one that it examines. */
const lookAhead = 8;

/** How long the patterns are. */
export interface PatternSize {
  /** Pages of memory that the database has; files are sized by it. */
  readonly capacity: number;
  /** Times that loops are repeated, and the like. */
  readonly rounds: number;
}

/** The patterns' names, in the order in which they run. */
export const patternNames = [
  "sequential-once",
  "sequential-cyclic",
  "random-once",
  "random-again",
  "nested-loop-join",
  "index-join",
  "transactions",
] as const;

/** A pattern as a workload. */
export function patternWorkload(pattern: Pattern): Workload {
  const kinds = pattern.files.map(({ name }, file) => ({ file: name, kinds: pattern.kinds[file] }));
  return { ...pattern, kinds, stamped: true };
}

/** The seven patterns, for a memory of that size. */
export function patterns(size: PatternSize, seed: number): readonly Pattern[] {
  const random = randomFrom(seed);
  return [
    sequentialOnce(size),
    sequentialCyclic(size),
    randomOnce(size, random.fork("random-once")),
    randomAgain(size, random.fork("random-again")),
    nestedLoopJoin(size),
    indexJoin(size, random.fork("index-join")),
    transactions(size, random.fork("transactions")),
  ];
}

function one(name: string, pages: number): readonly ScriptFile[] {
  return [{ name, pages }];
}

/** Read pages in an order that is known beforehand: each names those that come after it. */
function readInOrder(steps: Steps, pages: readonly number[]): void {
  for (let ahead = 1; ahead < lookAhead && ahead < pages.length; ahead++) steps.add(StepKind.prefetch, 0, pages[ahead]);
  for (const [at, page] of pages.entries()) {
    if (at + lookAhead < pages.length) steps.add(StepKind.prefetch, 0, pages[at + lookAhead]);
    steps.add(StepKind.read, 0, page);
    steps.add(StepKind.end);
  }
}

const upTo = (n: number): number[] => Array.from({ length: Math.round(n) }, (_, i) => i);

function sequentialOnce({ capacity }: PatternSize): Pattern {
  const steps = new Steps();
  const pages = upTo(capacity * 2.5);
  readInOrder(steps, pages);
  return {
    name: "sequential-once",
    title: "sequential, never referenced again",
    files: one("table", pages.length),
    steps,
    advised: "toss",
    kinds: [PageKind.any],
    orders: [],
  };
}

/** A table that is a quarter larger than the memory, read over and over. */
export function sequentialCyclic({ capacity, rounds }: PatternSize): Pattern {
  const steps = new Steps();
  const pages = upTo(capacity * 1.25);
  for (let round = 0; round < rounds; round++) {
    for (const page of pages) {
      steps.add(StepKind.read, 0, page);
      steps.add(StepKind.end);
    }
  }
  return {
    name: "sequential-cyclic",
    title: "sequential, referenced again cyclically",
    files: one("table", pages.length),
    steps,
    advised: "mru",
    kinds: [PageKind.any],
    orders: [],
  };
}

function randomOnce({ capacity }: PatternSize, random: Random): Pattern {
  const steps = new Steps();
  const pages = random.shuffle(upTo(capacity * 2.5));
  readInOrder(steps, pages);
  return {
    name: "random-once",
    title: "random, never referenced again",
    files: one("table", pages.length),
    steps,
    advised: "toss",
    kinds: [PageKind.any],
    orders: [],
  };
}

function randomAgain({ capacity, rounds }: PatternSize, random: Random): Pattern {
  const steps = new Steps();
  const place = random.shuffle(upTo(capacity * 3));
  const draw = random.zipf(place.length, 0.8);
  for (let n = 0; n < capacity * rounds; n++) {
    steps.add(random.float() < 0.1 ? StepKind.write : StepKind.read, 0, place[draw()]);
    steps.add(StepKind.end);
  }
  return {
    name: "random-again",
    title: "random, with a probability of being referenced again",
    files: one("table", place.length),
    steps,
    advised: "lru-k",
    kinds: [PageKind.any],
    orders: [],
  };
}

function nestedLoopJoin({ capacity, rounds }: PatternSize): Pattern {
  const steps = new Steps();
  const inner = Math.round(capacity * 1.2);
  for (let outer = 0; outer < rounds; outer++) {
    steps.add(StepKind.read, 0, outer);
    for (let page = 0; page < inner; page++) {
      steps.add(StepKind.read, 1, page);
      steps.add(StepKind.end);
    }
  }
  return {
    name: "nested-loop-join",
    title: "a nested-loop join: the inner table is looped over for each page of the outer",
    files: [
      { name: "outer", pages: rounds },
      { name: "inner", pages: inner },
    ],
    steps,
    advised: { sets: [tossed(PageKind.scan), rest("mru", 1)] },
    kinds: [PageKind.scan, PageKind.any],
    orders: [],
  };
}

function indexJoin({ capacity, rounds }: PatternSize, random: Random): Pattern {
  const steps = new Steps();
  const outer = Math.round((capacity * rounds) / 16);
  const [interior, leaves, data] = [Math.max(2, Math.round(capacity * 0.02)), Math.round(capacity * 0.4), capacity * 2];
  const draw = random.zipf(data, 0.5);
  for (let page = 0; page < outer; page++) {
    steps.add(StepKind.read, 0, page);
    for (let tuple = 0; tuple < 8; tuple++) {
      const row = draw();
      const leaf = Math.floor((row * leaves) / data);
      steps.add(StepKind.read, 1, 1 + Math.floor((leaf * interior) / leaves));
      steps.add(StepKind.read, 1, 1 + interior + leaf);
      steps.add(StepKind.read, 2, row);
    }
    steps.add(StepKind.end);
  }
  return {
    name: "index-join",
    title: "an index join: for each tuple of the outer table a path through the index to a row",
    files: [
      { name: "outer", pages: outer },
      { name: "index", pages: 1 + interior + leaves },
      { name: "data", pages: data },
    ],
    steps,
    advised: {
      sets: [
        tossed(PageKind.scan),
        { name: "index", share: 0.45, policy: "lru", kinds: [PageKind.interior] },
        rest("lru-k", 0.55),
      ],
    },
    kinds: [PageKind.scan, PageKind.interior, PageKind.any],
    orders: [],
  };
}

function transactions({ capacity, rounds }: PatternSize, random: Random): Pattern {
  const steps = new Steps();
  const data = capacity * 2;
  const count = Math.round((capacity * rounds) / 12);
  const place = random.shuffle(upTo(data));
  const draw = random.zipf(data, 0.9);
  const scanned = count * 4;
  for (let transaction = 0; transaction < count; transaction++) {
    for (let n = 0; n < 6; n++) steps.add(StepKind.read, 0, place[draw()]);
    // Four transactions to a page of the log.
    const log = Math.floor(transaction / 4);
    steps.add(transaction % 4 === 0 ? StepKind.overwrite : StepKind.write, 1, log);
    for (let n = 0; n < 2; n++) steps.add(StepKind.write, 0, place[draw()]);
    steps.add(StepKind.force, 1, log);
    for (let n = 0; n < 4; n++) {
      const page = transaction * 4 + n;
      if (page + 4 < scanned) steps.add(StepKind.prefetch, 2, page + 4);
      steps.add(StepKind.read, 2, page);
    }
    steps.add(StepKind.end);
  }
  return {
    name: "transactions",
    title: "transactions with a log, and a scan running through them",
    files: [
      { name: "data", pages: data },
      { name: "log", pages: Math.ceil(count / 4) },
      { name: "scanned", pages: scanned },
    ],
    steps,
    advised: {
      sets: [
        tossed(PageKind.scan),
        // The page that the log's end stands on is written again and again.
        { name: "log", share: 0.02, policy: "lru", kinds: [PageKind.log] },
        rest("lru-k", 0.98),
      ],
    },
    kinds: [PageKind.any, PageKind.log, PageKind.scan],
    orders: [[1, 0]],
  };
}

/** Pages of a kind that are given up at once. */
function tossed(kind: PageKind): LocalitySetChoice {
  return { name: `kind ${kind}`, share: 0, policy: "toss", kinds: [kind] };
}

/** All other pages. */
function rest(policy: PolicyName, share: number): LocalitySetChoice {
  return { name: "rest", share, policy, kinds: [] };
}
