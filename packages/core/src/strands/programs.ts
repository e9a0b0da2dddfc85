import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Context } from "../interfaces.js";
import type { Spaces } from "../spaces.js";
import { Strand } from "./strand.js";

/** What the strands of one space run: a program, which no extension sees. Who assembles a system says what it is. */
export interface Program {
  /** What runs at an address, given an argument. It computes by `Strands.compute`, and after each call of the kernel comes to `Strands.preemptionPoint`. */
  readonly run: (start: number, argument: number) => Waiting<unknown>;
  /** A strand of it threw, and has ended. Without this it reaches who runs the strands. */
  readonly failed?: (strand: Strand, error: unknown) => void;
}

/** The programs of applications, by their spaces, and the strands that run there. */
export class Programs {
  readonly #spaces: Spaces;
  readonly #programs = new WeakMap<Context, Program>();
  readonly #enter: (strand: Strand, body: Waiting) => void;

  constructor(spaces: Spaces, enter: (strand: Strand, body: Waiting) => void) {
    this.#spaces = spaces;
    this.#enter = enter;
  }

  /** Say what program a space holds. */
  load(context: Context, program: Program): void {
    this.#spaces.asnOf(context, "Programs.load");
    this.#programs.set(context, program);
  }

  /**
   * A new strand of a space, at an address of its program. It may not run until it is unblocked. Throws RSP_CAPABILITY,
   * RSP_STRAND_PROGRAM.
   */
  create(context: Context, start: number, argument: number): Strand {
    const asn = this.#spaces.asnOf(context, "Strand.Create");
    const program = this.#programs.get(context);
    if (program === undefined || !Number.isSafeInteger(start) || !Number.isSafeInteger(argument)) {
      throw new RespinError(
        "RSP_STRAND_PROGRAM",
        program === undefined
          ? "Strand.Create: the space holds no program; create strands in a space whose program was loaded"
          : `Strand.Create: a program starts at an address, with a number; ${String(start)} or ${String(argument)} is none`,
      );
    }
    const strand = new Strand(`strand at ${start}`, asn);
    strand.isForOnce = true;
    this.#enter(strand, body(program, strand, start, argument));
    return strand;
  }
}

function* body(program: Program, strand: Strand, start: number, argument: number): Waiting {
  if (strand.isEnding) return;
  try {
    yield* program.run(start, argument);
  } catch (error) {
    // Whatever its end makes it throw, in a space that may be gone already.
    if (strand.isEnding) return;
    if (program.failed === undefined) throw error;
    program.failed(strand, error);
  }
}
