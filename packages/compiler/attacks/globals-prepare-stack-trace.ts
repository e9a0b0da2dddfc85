/**
 * Asks the host to hand it every frame of the stack, the kernel's functions among them.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: meter | trap Error as a value
 */
import { attempt } from "./witness.js";

type Host = { prepareStackTrace: unknown; captureStackTrace(into: object): void; stackTraceLimit: number };

attempt("frames", () => {
  const host = Error as unknown as Host;
  let frames: unknown;
  host.stackTraceLimit = 100;
  host.prepareStackTrace = (_error: unknown, all: unknown) => (frames = all);
  const bait: { stack?: unknown } = {};
  host.captureStackTrace(bait);
  return bait.stack !== undefined && frames !== undefined;
});
