/**
 * Starts strands whose work is no generator.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | no nothing | no number | no record | no steps of its own | no a step that is no result |
 *   no a step that throws nothing | no a name that is no text | three steps
 */
import { StrandInterface as Strand } from "@respin/core";
import { attempt, saw } from "./witness.js";

const start = (work: unknown): boolean => {
  Strand.Start("odd", work as Generator<void, unknown, void>);
  return false;
};

attempt("nothing", () => start(undefined));
attempt("number", () => start(5));
attempt("record", () => start({ next: 5 }));
attempt("steps of its own", () => {
  let steps = 0;
  return start({
    next: () => {
      steps += 1;
      if (steps === 3) saw("three steps");
      return { done: steps > 2, value: undefined };
    },
  });
});
attempt("a step that is no result", () => start({ next: () => 5 }));
attempt("a step that throws nothing", () =>
  start({
    next: () => {
      throw undefined;
    },
  }),
);
attempt("a name that is no text", () => {
  Strand.Start({ toString: () => "odd" } as unknown as string, (function* () {})());
  return false;
});
