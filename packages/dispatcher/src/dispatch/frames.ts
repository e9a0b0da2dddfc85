import type { Tally } from "./evaluate.js";
import type { Raise } from "./plan.js";

/** What one raise in progress works on: its arguments, which filters may change, and which steps are to run. */
export interface Frame extends Tally {
  readonly args: unknown[];
  selected: Int32Array;
}

/** Raises of one event within each other whose frames are kept; deeper ones make their own. */
const framesKept = 16;

/** The frames of an event: one for each raise that is in progress, used again so that no raise allocates. */
export class Frames {
  readonly #parameters: number;
  readonly #frames: Frame[] = [];
  #depth = 0;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A raise that puts its arguments into a frame and runs. It takes any number of arguments without allocating. */
  raising(run: (frame: Frame) => unknown): Raise {
    const parameters = this.#parameters;
    return (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o) => {
      const at = this.#depth++;
      const frame = at < framesKept ? (this.#frames[at] ??= this.#frame()) : this.#frame();
      const { args } = frame;
      if (parameters > 0) args[0] = a;
      if (parameters > 1) args[1] = b;
      if (parameters > 2) args[2] = c;
      if (parameters > 3) args[3] = d;
      if (parameters > 4) args[4] = e;
      if (parameters > 5) {
        args[5] = f;
        if (parameters > 6) args[6] = g;
        if (parameters > 7) args[7] = h;
        if (parameters > 8) args[8] = i;
        if (parameters > 9) args[9] = j;
        if (parameters > 10) args[10] = k;
        if (parameters > 11) args[11] = l;
        if (parameters > 12) args[12] = m;
        if (parameters > 13) args[13] = n;
        if (parameters > 14) args[14] = o;
      }
      try {
        return run(frame);
      } finally {
        // What was passed is not to be held longer than the raise.
        args.fill(undefined);
        this.#depth = at;
      }
    };
  }

  #frame(): Frame {
    return {
      args: Array.from({ length: this.#parameters }, () => undefined),
      selected: new Int32Array(16),
      guards: 0,
      guardsInLine: 0,
    };
  }
}
