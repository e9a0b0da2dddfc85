/**
 * Host time of a switch between strands, and how it grows with their number.
 *
 *     pnpm bench:strands
 *
 * A switch is all that the kernel does from one strand's yield to the next strand's turn. Three kinds: the kernel's own strands;
 * strands of applications, whose contexts are saved and restored by a raise of Checkpoint and of Resume each; and a ring in
 * which each strand unblocks the next and blocks itself, by raises of Unblock and Block.
 *
 * Each round times ten strands and many, one after the other, so that what disturbs the host disturbs both. Many strands do
 * not fit the host's caches: that is what the ratio shows, since the queue takes the same steps for any number.
 *
 * Exit: 0 within the bars, 1 not.
 */
import { alphaAxp3000400, Machine, Platter } from "@respin/hardware";
import { Kernel, sameKernelCosts, Store, Strand } from "../dist/index.js";

/** How many times as long a switch between 100,000 strands may take as one between ten. */
const timesTenMax = 2;
/** What the process may take with 100,000 strands. */
const megabytesMax = 300;
const sizes = [100, 1000, 10_000, 100_000];
const most = 100_000;
/** At least two turns for each of the most strands. */
const switchesPerSample = 200_000;
const rounds = 15;

function bootKernel() {
  const platter = Platter.for(alphaAxp3000400.disk);
  Store.format(platter, alphaAxp3000400.frameBytes, []);
  return new Kernel(new Machine(alphaAxp3000400, { frames: 16, platter, systemCosts: sameKernelCosts(100) }));
}

function* yields() {
  for (;;) yield;
}

function* passesOn(strands, own, next) {
  const { Block, Unblock } = strands.events;
  for (;;) {
    Block.raise(own());
    Unblock.raise(next());
    yield;
  }
}

/** Each starts so many strands in a kernel. */
const kinds = {
  kernel: ({ strands }, n) => {
    for (let each = 0; each < n; each++) strands.startKernel("k", yields());
  },
  application: ({ strands }, n) => {
    for (let each = 0; each < n; each++) strands.start(new Strand("a", each & 63), yields());
  },
  ring: ({ strands }, n) => {
    const all = [];
    for (let each = 0; each < n; each++) {
      const [own, next] = [() => all[each], () => all[(each + 1) % n]];
      all.push(strands.startKernel("r", passesOn(strands, own, next)).capability);
    }
  },
};

/** A kernel with so many strands of a kind, as what runs some switches there. */
function setUp(kind, n) {
  const kernel = bootKernel();
  kinds[kind](kernel, n);
  return (switches) => {
    let left = switches;
    kernel.strands.runUntil(() => left-- <= 0);
  };
}

/** Nanoseconds of the processor's time that this process had for each switch of one sample. */
function sample(run) {
  const before = process.cpuUsage();
  run(switchesPerSample);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / switchesPerSample;
}

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];

/** The interval that holds the median of an odd number of samples at 95 per cent, by the samples' ranks. */
function interval(values) {
  const reach = Math.ceil(0.98 * Math.sqrt(values.length));
  const middle = values.length >> 1;
  const inOrder = sorted(values);
  return [inOrder[Math.max(0, middle - reach)], inOrder[Math.min(values.length - 1, middle + reach)]];
}

/** What the process takes with the most strands, each of which has had its turns. */
function measureMemory() {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const run = setUp("application", most);
  run(2 * most);
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  // Alive until here.
  run(1);
  const bytes = (heapUsed - before) / most;
  const megabytes = rss / 1e6;
  console.log(`${most} strands: ${Math.round(bytes)} bytes each, the process takes ${Math.round(megabytes)} MB`);
  if (megabytes > megabytesMax) console.log(`${most} strands: the process takes more than ${megabytesMax} MB`);
  return megabytes <= megabytesMax;
}

function measure(kind, n) {
  const [few, many] = [setUp(kind, 10), setUp(kind, n)];
  for (const run of [few, many, few, many]) sample(run);
  const times = Array.from({ length: rounds }, () => ({ few: sample(few), many: sample(many) }));
  const ratios = times.map((time) => time.many / time.few);
  const [low, high] = interval(ratios);
  console.log(
    `${kind}, ${n} strands: ${median(ratios).toFixed(2)} times a switch between ten [${low.toFixed(2)}, ${high.toFixed(2)}], ` +
      `${median(times.map((time) => time.many)).toFixed(0)} ns beside ${median(times.map((time) => time.few)).toFixed(0)} ns`,
  );
  // Too slow only if the whole interval is: the host is shared.
  const slow = low > timesTenMax;
  if (slow) console.log(`${kind}, ${n} strands: more than ${timesTenMax} times a switch between ten`);
  return !slow;
}

if (globalThis.gc === undefined) {
  console.error("bench:strands needs --expose-gc to look at the heap; start it by `pnpm bench:strands`");
  process.exitCode = 2;
} else {
  const good = [measureMemory()];
  for (const kind of Object.keys(kinds)) for (const n of sizes) good.push(measure(kind, n));
  process.exitCode = good.every(Boolean) ? 0 : 1;
}
