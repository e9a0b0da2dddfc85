/**
 * Host-time throughput of a program that manages its own memory, on the three systems: faults that its handler answers, and
 * pages whose protection it changes.
 *
 *     pnpm bench:memory
 *
 * Each round does the same with a memory of 100 pages and with one of 10,000, one after the other, so that what disturbs the
 * host disturbs both: protect all pages, store to each (every store is a fault), and store to each again (none is). What a
 * fault takes is given in stores that go through by the same path; what either takes in the large memory, in what it takes
 * in the small one. The modelled translation buffer has 32 entries, so every store of either memory misses it.
 *
 * Exit: 0 within the bars, 1 not.
 */
import { Protection } from "@respin/hardware";
import { machineProfiles, openMemory, systemNames } from "../dist/index.js";

const sizes = { small: 100, large: 10_000 };
/** How many times as long a fault, or a change of a page, may take in the large memory. Faults are at about 1, changes at 0.1 (the call is shared by more pages) to 3 (the microkernel copies what was stored, which no longer fits the caches). */
const growthMax = 5;
/**
 * How many stores that go through a fault may take. It is 10 to 60: a raise through the dispatcher, the handler (on `spin`
 * metered code, on `monolithic` with 144 words copied to a stack, on `microkernel` on two other strands), and both ways.
 */
const storesPerFaultMax = 150;
/** Faults of a sample, in either memory. */
const faultsPerSample = 10_000;
const warmupRounds = 2;
const rounds = 11;

const machine = machineProfiles.get("alpha-axp-3000-400");

/** A program with so many pages, and what one sample of it takes: nanoseconds of the processor for each of the three. */
function setUp(system, pages) {
  const { workbench, memory } = openMemory(system, { machine, pages });
  const { program } = memory;
  const turns = faultsPerSample / pages;
  const time = (work) => {
    const before = process.cpuUsage();
    workbench.run(program.user.strand, work);
    const { user, system: kernel } = process.cpuUsage(before);
    return (user + kernel) * 1000;
  };
  function* storeToAll(value) {
    for (let page = 0; page < pages; page++) yield* program.store(page, value);
  }
  return () => {
    const before = memory.handled().faults;
    const taken = { protect: 0, fault: 0, store: 0 };
    for (let turn = 0; turn < turns; turn++) {
      taken.protect += time(memory.protect(0, pages, Protection.read));
      taken.fault += time(storeToAll(turn));
      taken.store += time(storeToAll(turn));
    }
    if (memory.handled().faults - before !== faultsPerSample) throw new Error(`${system}: faults were lost`);
    return Object.fromEntries(Object.entries(taken).map(([name, ns]) => [name, ns / faultsPerSample]));
  };
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

const shown = (values) => {
  const [low, high] = interval(values);
  return `${median(values).toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
};

function measure(system) {
  const samples = Object.entries(sizes).map(([name, pages]) => [name, setUp(system, pages)]);
  const round = () => Object.fromEntries(samples.map(([name, sample]) => [name, sample()]));
  for (let turn = 0; turn < warmupRounds; turn++) round();
  const all = Array.from({ length: rounds }, round);
  const perFault = all.map(({ small }) => small.fault);
  // A change of one page takes the clock of the process less than it can tell: it is summed over all pages of a sample.
  const bars = [
    ["stores that a fault takes", all.map(({ small }) => small.fault / small.store), storesPerFaultMax],
    ["a fault, 10,000 pages to 100", all.map(({ small, large }) => large.fault / small.fault), growthMax],
    ["a page protected, 10,000 pages to 100", all.map(({ small, large }) => large.protect / small.protect), growthMax],
  ];
  console.log(
    `${system}: ${(1e6 / median(perFault)).toFixed(0)} thousand faults a second, ` +
      `${median(all.map(({ large }) => large.protect)).toFixed(0)} ns a page protected`,
  );
  return bars.map(([what, ratios, most]) => {
    // Too slow only if the whole interval is: the host is shared.
    const slow = interval(ratios)[0] > most;
    console.log(`  ${what}: ${shown(ratios)}${slow ? `; more than ${most}` : ""}`);
    return !slow;
  });
}

const good = systemNames.flatMap(measure);
process.exitCode = good.every(Boolean) ? 0 : 1;
