/**
 * Replaces the `next` that every iterator of arrays uses.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap __proto__ | TypeError
 */
import { attempt } from "./witness.js";

attempt("next of arrays", () => {
  const proto = ([1].values() as unknown as { __proto__: { next: unknown } }).__proto__;
  proto.next = () => ({ done: true, value: undefined });
  return [...[1, 2]].length === 0;
});
attempt("next, assigned to one", () => {
  const one = [1].values() as unknown as { next: unknown };
  one.next = () => ({ done: true, value: undefined });
  return [...[1, 2]].length === 0;
});
