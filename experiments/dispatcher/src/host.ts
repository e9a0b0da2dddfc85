import { ratioOfMedians, SAMPLES_MAX, type Cell } from "@respin/experiment";
import { raiseLoops, RespinError, type RaiseLoops, type RaiseSetting } from "@respin/systems";
import { handlersUpTo } from "./setting.js";

/** A raise that is timed on the host. The host's compiler decides what is in line. */
export interface HostSetting extends Omit<RaiseSetting, "inLine"> {
  readonly parameters: 0 | 1 | 5;
}

/** How a ratio is sampled. */
export interface Sampling {
  readonly rounds: number;
  readonly seed: number;
}

const argumentCounts = [0, 1, 5] as const;

/** Beyond this, V8 takes longer to optimise the raise's code than a run should: it would be timed before that. */
const hostHandlersMax = 1_000;

/** Table 1's grid, and the sweep over the number of handlers. */
export function hostSettings(handlersMax: number): HostSetting[] {
  const grid = argumentCounts.flatMap((parameters) =>
    [0, 1, 5, 10, 50].map((handlers) => ({ parameters, handlers, firing: "all", guards: "predicates" }) as const),
  );
  const sweep = handlersUpTo(Math.min(handlersMax, hostHandlersMax), [1, 5]).flatMap((handlers) => [
    ...(["all", "none", "one"] as const).map(
      (firing) => ({ parameters: 1, handlers, firing, guards: "predicates" }) as const,
    ),
    { parameters: 1, handlers, firing: "one", guards: "matches" } as const,
  ]);
  const isOfGrid = ({ handlers, firing }: HostSetting): boolean =>
    firing === "all" && grid.some((setting) => setting.handlers === handlers);
  return [...grid, ...sweep.filter((setting) => !isOfGrid(setting))];
}

/**
 * V8 optimises a procedure when it has run some hundred times, and here every guard and handler is one: a thousand handlers
 * need some thousand raises. It does so on a thread of its own, and has done it by the next pass. Short runs, so that the
 * loops are optimised from their start and not only from their middle. Beyond the time limit, which only a computer that is
 * busy with much else comes to, they are taken as they are.
 */
const warm = { passes: 4, runTurns: 100, turnsMin: 3_000, msMin: 6, msMax: 4_000 };
const sampleMs = 1;
const sliceMs = 20;
const resamples = 1_000;
/** A sample is no better than that, and documents stay small. */
const sampleDigits = 5;

/**
 * How many direct calls one raise takes on this computer. Raises and calls are sampled in turn, in one process, so that
 * what disturbs one disturbs the other. Yields whenever some milliseconds have passed. Throws RSP_HOST_WORK if other
 * handlers ran than should have.
 */
export function* measureRatio(setting: HostSetting, { rounds, seed }: Sampling): Generator<void, Cell> {
  const loops = raiseLoops({ ...setting, inLine: false });
  const timer = new Timer(loops, setting);
  yield;
  for (let pass = 0; pass < warm.passes; pass++) {
    yield* timer.warmUp("raise");
    yield* timer.warmUp("call");
  }
  const turns = { raise: timer.turnsOf("raise"), call: timer.turnsOf("call") };
  const samples: Record<Loop, number[]> = { raise: [], call: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (["raise", "call"] as const) : (["call", "raise"] as const);
    for (const loop of order) samples[loop].push(timer.time(loop, turns[loop]) / turns[loop]);
    if (round % 8 === 7) yield;
  }
  timer.check();
  const { ratio, interval } = ratioOfMedians(samples.raise, samples.call, { seed, resamples });
  const { parameters, handlers, guards, firing } = setting;
  return {
    id: "host/raise",
    system: "any",
    clock: "host",
    unit: "1",
    value: ratio,
    interval,
    samples: samples.raise.slice(-SAMPLES_MAX).map((raise, index, raises) => {
      const calls = samples.call.slice(-raises.length);
      return Number((raise / calls[index]).toPrecision(sampleDigits));
    }),
    parameters: { arguments: parameters, handlers, guards, true: firing },
  };
}

type Loop = "raise" | "call";

class Timer {
  readonly #loops: RaiseLoops;
  readonly #setting: HostSetting;
  /** Handlers that should have run so far. */
  #wanted = 0;

  constructor(loops: RaiseLoops, setting: HostSetting) {
    this.#loops = loops;
    this.#setting = setting;
  }

  /** Milliseconds that so many turns of a loop take. */
  time(loop: Loop, turns: number): number {
    const { handlers, firing } = this.#setting;
    const fired = handlers === 0 || firing === "one" ? 1 : firing === "all" ? handlers : 0;
    this.#wanted += turns * (loop === "call" ? 1 : fired);
    const start = performance.now();
    this.#loops[loop](turns);
    return performance.now() - start;
  }

  /** One pass of a warm-up. */
  *warmUp(loop: Loop): Generator<void, void> {
    let [turns, spent, sinceYield] = [0, 0, 0];
    while ((turns < warm.turnsMin || spent < warm.msMin) && spent < warm.msMax) {
      const took = this.time(loop, warm.runTurns);
      turns += warm.runTurns;
      spent += took;
      sinceYield += took;
      if (sinceYield < sliceMs) continue;
      sinceYield = 0;
      yield;
    }
    yield;
  }

  /** Turns that fill a sample; at least one. */
  turnsOf(loop: Loop): number {
    let turns = 1;
    for (;;) {
      const took = this.time(loop, turns);
      if (took >= sampleMs) return Math.max(1, Math.ceil((turns * sampleMs) / took));
      turns *= 2;
    }
  }

  check(): void {
    const ran = this.#loops.ran();
    if (ran === this.#wanted) return;
    const { handlers, parameters } = this.#setting;
    throw new RespinError(
      "RSP_HOST_WORK",
      `raises of ${handlers} handlers with ${parameters} arguments ran ${ran} handlers in place of ${this.#wanted}; their time says nothing`,
    );
  }
}
