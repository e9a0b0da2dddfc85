/**
 * Asks an event what else it has: its prototype, its maker, its binding, its authority.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: meter | keys name | no members of an event | trap constructor
 */
import { PhysAddr } from "@respin/core";
import { attempt, saw } from "./witness.js";

attempt("members of an event", () => {
  const event = PhysAddr.Reclaim as unknown as Record<string, unknown>;
  const names = Object.keys(event);
  saw(`keys ${names.join(" ")}`);
  return (event as { install?: unknown }).install !== undefined || (event as { module?: unknown }).module !== undefined;
});
attempt("what it inherits", () => (PhysAddr.Reclaim as unknown as { constructor: unknown }).constructor !== undefined);
