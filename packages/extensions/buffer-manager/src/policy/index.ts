export { kernelPolicyNames, policies, policyNamed, policyNames, policyOf } from "./choice.js";
export type { LocalitySetChoice, PolicyChoice, PolicyName } from "./choice.js";
export { localitySets } from "./locality-sets.js";
export { lruKWith } from "./lru-k.js";
export { lru } from "./lru.js";
export { mru } from "./mru.js";
export { NONE, PageKind } from "./policy.js";
export type { Policy, PolicyFactory, PolicySetting, Slot } from "./policy.js";
