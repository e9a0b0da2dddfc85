/**
 * Does the same with an async generator, and with `for await`.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_ASYNC
 * Otherwise: meter | trap async functions
 */
import { attempt, loot } from "./witness.js";

async function* each(): AsyncGenerator<number> {
  yield 5;
}

attempt("async generator", () => each().next() !== undefined);
const run = async (): Promise<void> => {
  for await (const n of each()) loot(`turn ${n}`);
};
attempt("for await", () => run() !== undefined);
