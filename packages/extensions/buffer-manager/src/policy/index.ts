import { arc } from "./arc.js";
import { clock } from "./clock.js";
import { localitySets, sqliteSets } from "./locality-sets.js";
import { lruK } from "./lru-k.js";
import { lru } from "./lru.js";
import { mru } from "./mru.js";
import type { PolicyFactory } from "./policy.js";
import { s3Fifo } from "./s3-fifo.js";
import { sieve } from "./sieve.js";
import { tossImmediately } from "./toss-immediately.js";
import { twoQ } from "./two-q.js";

export { NONE, PageKind } from "./policy.js";
export type { Policy, PolicyFactory, PolicySetting, Slot } from "./policy.js";
export { localitySets } from "./locality-sets.js";
export type { LocalitySet } from "./locality-sets.js";
export { lruKWith } from "./lru-k.js";
export { arc, clock, lru, lruK, mru, s3Fifo, sieve, tossImmediately, twoQ };

/** Locality sets as an SQLite file wants them. */
export const sets: PolicyFactory = localitySets(sqliteSets);

/** Every policy that a database may choose, by the name it goes by on the command line. */
export const policies: ReadonlyMap<string, PolicyFactory> = new Map([
  ["toss", tossImmediately],
  ["mru", mru],
  ["lru", lru],
  ["2q", twoQ],
  ["lru-k", lruK],
  ["clock", clock],
  ["arc", arc],
  ["s3-fifo", s3Fifo],
  ["sieve", sieve],
  ["sets", sets],
]);

/** The policies that a kernel may have for everybody: those that need to know nothing of the pages. */
export const kernelPolicies: ReadonlyMap<string, PolicyFactory> = new Map([
  ["clock", clock],
  ["lru", lru],
  ["2q", twoQ],
  ["arc", arc],
  ["s3-fifo", s3Fifo],
  ["sieve", sieve],
]);

/** The names of all policies, in the order in which they are listed. */
export const policyNames: readonly string[] = [...policies.keys()];
