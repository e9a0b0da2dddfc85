import { RespinError } from "@respin/hardware";
import { expect, test } from "vitest";
import {
  kernelPolicyNames,
  PageKind,
  policies,
  policyNamed,
  policyNames,
  policyOf,
  type PolicyChoice,
  type PolicyName,
} from "./index.js";
import { TestPool } from "./testing/pools.js";

const setting = { capacity: 4, pages: 9, pinned: new Uint8Array(4) };

test("a name chooses the policy that goes by it", () => {
  expect([...policies.keys()]).toEqual([...policyNames]);
  for (const name of policyNames) {
    expect(policyOf(name)(setting).name).toBe(name);
    expect(policyNamed(name)).toBe(name);
  }
  expect(policyNames).toEqual(expect.arrayContaining([...kernelPolicyNames]));
});

test("sets are chosen by data alone: each with its share, its kinds and its policy", () => {
  const choice: PolicyChoice = {
    sets: [
      { name: "tossed", share: 0, policy: "toss", kinds: [PageKind.scan] },
      { name: "rest", share: 1, policy: "mru", kinds: [] },
    ],
  };
  // What crosses a boundary is a copy.
  for (const each of [choice, structuredClone(choice)]) {
    const pool = new TestPool(policyOf(each), 3, 100);
    pool.hit(1, PageKind.scan);
    for (const page of [2, 3, 4]) pool.hit(page, PageKind.leaf);
    expect(pool.resident).toEqual([2, 3, 4]);
    pool.hit(5, PageKind.leaf);
    expect(pool.resident).toEqual([2, 3, 5]);
  }
});

test("what names no policy is refused with what there is", () => {
  const refused = expect.objectContaining({
    code: "RSP_POLICY_UNKNOWN",
    message: expect.stringMatching(/^there is no policy \w*; there are toss, mru, lru, /),
  });
  for (const word of ["", "LRU", "constructor", "__proto__"]) {
    expect(() => policyNamed(word)).toThrow(refused);
    expect(() => policyOf(word as PolicyName)).toThrow(refused);
    const set = { name: "all", share: 1, policy: word as PolicyName, kinds: [] };
    expect(() => policyOf({ sets: [set] })).toThrow(refused);
  }
  expect(() => policyOf({ sets: [] })).toThrow(RespinError);
});
