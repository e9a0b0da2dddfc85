/**
 * What metrics cost the host: raises, accesses to memory, and whole page faults of `spin`,
 * where metrics were never there, were there and are closed, and are on.
 *
 *     pnpm bench:telemetry
 *
 * Each of the three is a process of its own, since what V8 has learned of a call while raises were timed it does not forget. They
 * take samples in turn, so that what disturbs the host disturbs all. No two processes compile the same code alike: so this
 * is done with several generations of processes, and a ratio is the median of those of a generation's turns.
 *
 * Exit: 0 metrics that are closed cost at most 1.05 times what it costs where they never were, 1 they cost more, beyond the noise.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const ratioMax = 1.05;
const generationsMax = 5;
const generationsMin = 3;
/** No more generations are begun after so long. */
const secondsMax = 17;
const samplesEach = 9;
const kinds = ["never", "closed", "on"];
const loops = ["one procedure", "guarded handlers", "access", "fault"];
const child = fileURLToPath(new URL("child.mjs", import.meta.url));

const answer = (process) =>
  new Promise((resolve, reject) => {
    const failed = (code) => reject(new Error(`a process of the benchmark ended with ${code}`));
    process.once("exit", failed);
    process.once("message", (message) => {
      process.off("exit", failed);
      resolve(message);
    });
  });

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => {
  const inOrder = sorted(values);
  return (inOrder[(inOrder.length - 1) >> 1] + inOrder[inOrder.length >> 1]) / 2;
};

/** Of each loop the nanoseconds where there never were metrics, and the other processes' times in times that: medians of all turns. */
async function generation() {
  const processes = kinds.map((kind) => fork(child, [kind]));
  try {
    await Promise.all(processes.map(answer));
    const times = {};
    for (const loop of loops) {
      const samples = kinds.map(() => []);
      for (let n = 0; n < samplesEach; n++) {
        for (let at = 0; at < kinds.length; at++) {
          // Who is first in a turn is another each time.
          const which = (at + n) % kinds.length;
          processes[which].send(loop);
          samples[which].push(await answer(processes[which]));
        }
      }
      const [never, closed, on] = samples;
      const ratios = (those) => median(those.map((time, n) => time / never[n]));
      times[loop] = { never: median(never), closed: ratios(closed), on: ratios(on) };
    }
    return times;
  } finally {
    for (const each of processes) each.kill("SIGKILL");
  }
}

/** The interval from the least to the greatest: of five values it holds the median at 94 per cent, of three at 75. */
const interval = (values) => [Math.min(...values), Math.max(...values)];
const shown = (values) => {
  const [low, high] = interval(values);
  return `${median(values).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
};

const began = Date.now();
const all = [];
const seconds = () => (Date.now() - began) / 1000;
while (all.length < generationsMin || (all.length < generationsMax && seconds() < secondsMax))
  all.push(await generation());
let isGood = true;
console.log("host time, times that where there never were metrics: median [interval] of generations of processes");
console.log(`${"".padEnd(18)}${"never, ns".padStart(10)}  ${"closed".padEnd(24)}on`);
for (const loop of loops) {
  const [closed, on] = ["closed", "on"].map((kind) => all.map((times) => times[loop][kind]));
  const ns = median(all.map((times) => times[loop].never));
  console.log(`${loop.padEnd(18)}${ns.toFixed(1).padStart(10)}  ${shown(closed).padEnd(24)}${shown(on)}`);
  // Too much only if all of the interval is: the host is shared.
  if (interval(closed)[0] <= ratioMax) continue;
  isGood = false;
  console.log(`${loop}: closed metrics cost more than ${ratioMax} times what it costs without`);
}
console.log(`${all.length} generations in ${seconds().toFixed(1)} s`);
process.exitCode = isGood ? 0 : 1;
