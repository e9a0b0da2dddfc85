/**
 * Host-time throughput of accesses that hit the translation buffer.
 *
 *     pnpm bench:hardware
 *
 * Each round times four loops over the same addresses, one after the other, so that what disturbs the host disturbs all
 * of them: loads and stores through the MMU, and loads and stores straight in a typed array of the same size. The bare
 * loops are what the host can do at best; the ratio to them is what the modelled MMU costs.
 *
 * Every access is in another page than the one before, so that no loop can keep a page's entry in a register. All pages
 * fit the translation buffer, and the addresses fit the host's second-level cache.
 *
 * Exit: 0 fast enough and allocation-free, 1 not.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { alphaAxp3000400, Machine, Protection } from "../dist/index.js";

/**
 * What the faster quarter of the rounds must reach, in accesses a second. Other work on the host makes rounds slower and
 * never faster, so that on a busy host the median says more of that work than of the MMU. Printed is the median.
 */
const accessesPerSecondMin = 100e6;
/**
 * What the heap may grow by, and how often it may be collected, over the accesses of the allocation check. An access that
 * allocated as little as 8 bytes would grow it by 80 MB, or have the young generation collected several times.
 */
const heapGrowthBytesMax = 64 * 1024;
const collectionsMax = 1;
const allocationCheckAccesses = 10_000_000;
const allocationCheckTries = 3;
/** The host tells of a collection only some turns of its own loop later. */
const observerDelayMs = 20;
const accessesPerSample = 4_000_000;
const rounds = 31;

const { tlbEntries } = alphaAxp3000400.mmu;
const machine = new Machine(alphaAxp3000400, { frames: tlbEntries });
const { mmu } = machine;
const space = mmu.createSpace();
for (let page = 0; page < tlbEntries; page++) {
  mmu.allocate(space, page);
  mmu.map(space, page, page, Protection.readWrite);
}
const words = tlbEntries * mmu.pageWords;
const mask = words - 1;
/** One page and seven words further each time: odd, so every word is met before the first is met again. */
const stride = mmu.pageWords + 7;
const bare = new Int32Array(words);

function loads(n) {
  let sum = 0;
  let address = 0;
  for (let turn = 0; turn < n; turn++) {
    if (mmu.load(space, address) < 0) throw new Error(`the load of word ${address} did not go through`);
    sum = (sum + mmu.loaded) | 0;
    address = (address + stride) & mask;
  }
  return sum;
}

function stores(n) {
  let address = 0;
  for (let turn = 0; turn < n; turn++) {
    if (mmu.store(space, address, turn) < 0) throw new Error(`the store to word ${address} did not go through`);
    address = (address + stride) & mask;
  }
  return address;
}

function bareLoads(n) {
  let sum = 0;
  let address = 0;
  for (let turn = 0; turn < n; turn++) {
    sum = (sum + bare[address]) | 0;
    address = (address + stride) & mask;
  }
  return sum;
}

function bareStores(n) {
  let address = 0;
  for (let turn = 0; turn < n; turn++) {
    bare[address] = turn;
    address = (address + stride) & mask;
  }
  return address;
}

/** Keeps the loops' results alive, so that none of them is optimised away. */
let kept = 0;

/** Nanoseconds per access of one sample. */
function sample(loop) {
  const start = process.hrtime.bigint();
  kept = (kept + loop(accessesPerSample)) | 0;
  return Number(process.hrtime.bigint() - start) / accessesPerSample;
}

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const lowerQuartile = (values) => sorted(values)[values.length >> 2];

/** The interval that holds the median of an odd number of samples at 95 per cent, by the samples' ranks. */
function interval(values) {
  const reach = Math.ceil(0.98 * Math.sqrt(values.length));
  const middle = values.length >> 1;
  const inOrder = sorted(values);
  return [inOrder[Math.max(0, middle - reach)], inOrder[Math.min(values.length - 1, middle + reach)]];
}

/** How much the heap grew over many accesses and how often it was collected meanwhile: the least of some tries. */
async function allocation(loop) {
  const tries = [];
  for (let turn = 0; turn < allocationCheckTries; turn++) {
    let collections = 0;
    const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
    globalThis.gc?.();
    await setTimeout(observerDelayMs);
    observer.observe({ entryTypes: ["gc"] });
    const before = process.memoryUsage().heapUsed;
    kept = (kept + loop(allocationCheckAccesses)) | 0;
    const growth = process.memoryUsage().heapUsed - before;
    await setTimeout(observerDelayMs);
    observer.disconnect();
    tries.push({ growth, collections });
  }
  return tries.toSorted((a, b) => a.collections - b.collections || a.growth - b.growth)[0];
}

async function main() {
  // The store marks every page dirty first, so that from here on every access hits.
  const cases = [
    { name: "store", through: stores, beside: bareStores },
    { name: "load", through: loads, beside: bareLoads },
  ];
  const times = cases.map(() => ({ through: [], beside: [] }));
  for (let warm = 0; warm < 3; warm++) {
    for (const { through, beside } of cases) {
      sample(through);
      sample(beside);
    }
  }
  const missesBefore = mmu.tlbMisses;
  for (let round = 0; round < rounds; round++) {
    for (const [at, { through, beside }] of cases.entries()) {
      times[at].through.push(sample(through));
      times[at].beside.push(sample(beside));
    }
  }

  const failures = [];
  console.log(
    `TLB hits through the MMU, ${rounds} rounds of ${accessesPerSample / 1e6} million accesses over ${words * 4} bytes in ${tlbEntries} pages`,
  );
  for (const [at, { name, through }] of cases.entries()) {
    const perSecond = 1e9 / median(times[at].through);
    const ratios = times[at].through.map((time, round) => time / times[at].beside[round]);
    const [low, high] = interval(ratios);
    const { growth, collections } = await allocation(through);
    console.log(
      `${name.padEnd(6)}${(perSecond / 1e6).toFixed(0).padStart(5)} million/s   ${median(times[at].through).toFixed(2)} ns, ` +
        `bare loop ${median(times[at].beside).toFixed(2)} ns, ratio ${median(ratios).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]   ` +
        `heap ${growth >= 0 ? "+" : ""}${growth} bytes, ${collections} collections over ${allocationCheckAccesses / 1e6} million`,
    );
    const undisturbed = 1e9 / lowerQuartile(times[at].through);
    if (undisturbed < accessesPerSecondMin) {
      failures.push(
        `${name}: ${(undisturbed / 1e6).toFixed(0)} million/s in the faster rounds, at least ${accessesPerSecondMin / 1e6} wanted`,
      );
    }
    if (growth > heapGrowthBytesMax || collections > collectionsMax) {
      failures.push(
        `${name}: the heap grew by ${growth} bytes with ${collections} collections, at most ${heapGrowthBytesMax} and ${collectionsMax} allowed; a hit allocates`,
      );
    }
  }
  if (mmu.tlbMisses !== missesBefore) failures.push(`${mmu.tlbMisses - missesBefore} accesses missed; all must hit`);
  for (const failure of failures) console.error(failure);
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
