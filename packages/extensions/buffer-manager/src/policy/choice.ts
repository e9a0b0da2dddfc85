import { RespinError } from "@respin/hardware";
import { arc } from "./arc.js";
import { clock } from "./clock.js";
import { localitySets, sqliteSets } from "./locality-sets.js";
import { lruK } from "./lru-k.js";
import { lru } from "./lru.js";
import { mru } from "./mru.js";
import type { PageKind, PolicyFactory } from "./policy.js";
import { s3Fifo } from "./s3-fifo.js";
import { sieve } from "./sieve.js";
import { tossImmediately } from "./toss-immediately.js";
import { twoQ } from "./two-q.js";

/** Every policy that a database may choose, by the name it goes by on the command line, in the order of their listing. */
const named = [
  ["toss", tossImmediately],
  ["mru", mru],
  ["lru", lru],
  ["2q", twoQ],
  ["lru-k", lruK],
  ["clock", clock],
  ["arc", arc],
  ["s3-fifo", s3Fifo],
  ["sieve", sieve],
  // Locality sets as an SQLite file wants them.
  ["sets", localitySets(sqliteSets)],
] as const;

/** The name of a policy. */
export type PolicyName = (typeof named)[number][0];

/** One of several locality sets, as an application says it. */
export interface LocalitySetChoice {
  readonly name: string;
  /** The fraction of the pool that is the set's own, 0 .. 1; all shares together make at most 1. */
  readonly share: number;
  readonly policy: PolicyName;
  /** What its pages hold. Of the last set it does not matter: that takes what is left. */
  readonly kinds: readonly PageKind[];
}

/**
 * How an application wants its pages to be replaced, as data: a policy's name, or locality sets of its own. It crosses into
 * the kernel, where no function of an application can go.
 */
export type PolicyChoice = PolicyName | { readonly sets: readonly LocalitySetChoice[] };

/** Every policy by its name. */
export const policies: ReadonlyMap<string, PolicyFactory> = new Map<string, PolicyFactory>(named);

/** The names of all policies, in the order in which they are listed. */
export const policyNames: readonly PolicyName[] = named.map(([name]) => name);

/** The policies that a kernel may have for everybody: those that need to know nothing of the pages. */
export const kernelPolicyNames: readonly PolicyName[] = ["clock", "lru", "2q", "arc", "s3-fifo", "sieve"];

/** The policy that goes by a word. Throws RSP_POLICY_UNKNOWN. */
export function policyNamed(word: string): PolicyName {
  return policyNames.find((name) => name === word) ?? unknownPolicy(word);
}

/** The policy that a choice is of. Throws RSP_POLICY_UNKNOWN, and RSP_POLICY_SETS as `localitySets` does. */
export function policyOf(choice: PolicyChoice): PolicyFactory {
  if (typeof choice === "string") return policies.get(choice) ?? unknownPolicy(choice);
  return localitySets(choice.sets.map((set) => ({ ...set, policy: policyOf(set.policy) })));
}

function unknownPolicy(word: string): never {
  throw new RespinError("RSP_POLICY_UNKNOWN", `there is no policy ${word}; there are ${policyNames.join(", ")}`);
}
