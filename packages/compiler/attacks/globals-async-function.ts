/**
 * Makes promises with an async function, and from those what runs later.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_ASYNC
 * Otherwise: meter | trap async functions
 */
import { attempt, loot } from "./witness.js";

async function later(): Promise<void> {
  await undefined;
  loot("a turn of its own");
}

attempt("promise", () => later() !== undefined);
attempt("async arrow", () => (async () => 5)() !== undefined);
