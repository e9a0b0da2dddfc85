/**
 * Keeps a list and an array that it hands over, and changes both while its successor has them.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | the same
 */
import { Handover, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { loot, saw } from "./witness.js";

const list = [1, 2, 3];
const words = Int32Array.from([1, 2, 3]);

function* changes(): Waiting {
  list[0] = 4711;
  words[0] = 4711;
  yield;
}

function* looks(given: unknown): Waiting {
  const text = JSON.stringify(given);
  for (let n = 0; n < 10; n++) yield;
  if (JSON.stringify(given) === text && text.length > 20) saw("the same");
  else loot("what is its successor's");
}

export const handover = implement(Handover, {
  Give: () => {
    Strand.Start("changes", changes());
    return { list, words };
  },
  Take: (given: unknown) => void Strand.Start("looks", looks(given)),
});
