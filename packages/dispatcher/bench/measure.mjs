/**
 * Interleaved timing. Each round runs every contender once, in an order that rotates, so that what disturbs the host
 * disturbs all of them. What is reported are ratios of two contenders of the same round.
 */

const nanosecondsPerMillisecond = 1e6;
/**
 * 21 rounds: the interval below then holds the median with 97 per cent; with 11 with 93. The warm-up of a contender has so
 * many turns at least, unless they take too long: V8 optimises a procedure when it has run some hundred times.
 */
const settings = {
  full: { rounds: 21, sampleMs: 2.5, warmUpMsMin: 60, warmUpMsMax: 2000, warmUpTurns: 24_000 },
  quick: { rounds: 11, sampleMs: 1.2, warmUpMsMin: 20, warmUpMsMax: 250, warmUpTurns: 24_000 },
};
/** V8 optimises on a thread of its own; by the next pass it has done so. */
const warmUpPasses = 4;
/** Short runs, so that a contender's loop is optimised from its start and not only from its middle. */
const warmUpRunTurns = 200;

const sorted = (values) => values.toSorted((a, b) => a - b);
export const median = (values) => sorted(values)[values.length >> 1];

/** The median, and the interval that holds it at 95 per cent by the samples' ranks. An odd number of samples. */
export function estimate(values) {
  const reach = Math.ceil(0.98 * Math.sqrt(values.length));
  const middle = values.length >> 1;
  const inOrder = sorted(values);
  return {
    ratio: inOrder[middle],
    interval: [inOrder[Math.max(0, middle - reach)], inOrder[Math.min(values.length - 1, middle + reach)]],
  };
}

/**
 * The processor's time that this process had, so that a busy host counts for less. What V8 does on threads of its own counts
 * too; after the warm-up that is little.
 */
export function nanoseconds(run) {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/**
 * Time contenders against each other. A contender has a `name`, `run(turns)`, and `expected(turns)`: what the counter says
 * after so many turns if all the work was done. `disturb`, if it has one, is called at the start of its warm-up.
 * Returns the nanoseconds per turn of each, by name and round. Throws if a contender did other work than it claims.
 */
export function interleave(contenders, counter, { quick }) {
  const { rounds, sampleMs, ...warmUp } = quick ? settings.quick : settings.full;
  const sample = ({ name, run, expected }, turns) => {
    counter.clear();
    const time = nanoseconds(() => run(turns));
    const wanted = expected(turns);
    const { sum } = counter;
    if (sum !== wanted) throw new Error(`${name} counted ${sum} in ${turns} turns, not ${wanted}`);
    return time;
  };
  for (const contender of contenders) sample(contender, 3);
  for (const { disturb } of contenders) disturb?.();
  for (let pass = 0; pass < warmUpPasses; pass++) {
    for (const contender of contenders) warm((turns) => sample(contender, turns), warmUp);
  }
  const turns = contenders.map((contender) =>
    calibrate((n) => sample(contender, n), sampleMs * nanosecondsPerMillisecond),
  );
  const times = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < contenders.length; n++) {
      const at = (n + round) % contenders.length;
      times[contenders[at].name].push(sample(contenders[at], turns[at]) / turns[at]);
    }
  }
  return times;
}

/** One pass of a warm-up. */
function warm(sample, { warmUpMsMin, warmUpMsMax, warmUpTurns }) {
  const start = performance.now();
  let turns = 0;
  for (;;) {
    sample(warmUpRunTurns);
    turns += warmUpRunTurns;
    const spent = (performance.now() - start) * warmUpPasses;
    if (spent > warmUpMsMax || (spent > warmUpMsMin && turns * warmUpPasses > warmUpTurns)) return;
  }
}

/** How many turns take so long. */
function calibrate(sample, time) {
  let turns = 1;
  for (;;) {
    const taken = sample(turns);
    if (taken >= time / 2) return Math.max(1, Math.round((turns * time) / taken));
    turns *= 2;
  }
}

/** The ratio of two contenders, round by round. `over` may name several, whose times are added. */
export function ratio(times, of, ...over) {
  return estimate(times[of].map((time, round) => time / over.reduce((sum, name) => sum + times[name][round], 0)));
}

/** Bytes that the heap grows by. No collection must come between: the process has a young generation that holds it all. */
export function heapGrowth(run) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
}

/** Bytes that are still held after a collection. */
export function heapHeld(run) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const kept = run();
  globalThis.gc();
  const held = process.memoryUsage().heapUsed - before;
  return { held, kept };
}
