/**
 * Host-time throughput of page references through the whole path of `spin`, where every page is in memory: the
 * application's access, the MMU, the entry in the reference log, and the log drained into the LRU policy by a system call
 * whenever it is full.
 *
 *     pnpm bench:paging
 *
 * Each round times two loops over the same random page numbers, one after the other, so that what disturbs the host
 * disturbs both: references to pages, and to the elements of a typed array with one element a page. The bare loop is what
 * the host can do at best; the ratio to it is what the system around the reference costs.
 *
 * With 600 pages everything fits the host's caches; with 20,000 the policy's lists and the page table do not fit its first.
 * The modelled translation buffer has 32 entries, so nearly every reference misses it and walks the page table.
 *
 * Exit: 0 fast enough and allocation-free, 1 not.
 */
import { boot, machineProfiles, prepareDisk } from "../dist/index.js";

/**
 * How many times the bare loop's time a reference may take. A ratio of two loops that took turns says the same on a busy
 * or a slow host, where a rate does not; the rate is printed beside it. The ratio is 40 to 52.
 */
const timesBareLoopMax = 80;
/**
 * What the heap may grow by over a million references, the drains of the log among them: one for each 2047 references, a
 * system call into an extension, which allocates about 2000 bytes: generators, and views of the log. A reference that
 * allocated as little as 8 bytes would grow it by 8 MB.
 */
const heapGrowthBytesMax = 1.5 * 1024 * 1024;
const allocationCheckReferences = 1_000_000;
const allocationCheckTries = 7;
const referencesPerSample = 1_000_000;
const warmupSamples = 5;
const rounds = 31;

const profile = machineProfiles.get("alpha-axp-3000-400");

/** A system with one application whose file is in memory, and the two loops. */
function setUp(pages) {
  const platter = prepareDisk(profile, [{ name: "data", pages }]);
  const system = boot("spin", {
    machine: profile,
    frames: pages + 10,
    platter,
    applications: [{ name: "db", policy: "lru" }],
  });
  const [application] = system.applications;
  const pageNumbers = randomPages(pages);
  const bare = Int32Array.from({ length: pages }, (_, page) => page);
  const file = system.run(
    application,
    (function* () {
      const opened = yield* application.open("data");
      for (let page = 0; page < pages; page++) {
        if (!application.access(opened, page, true)) yield* application.wait(opened, page, true, true);
      }
      return opened;
    })(),
  );

  return {
    application,
    references: (n) => system.run(application, references(application, file, pageNumbers, n)),
    bareReferences: (n) => bareReferences(bare, pageNumbers, n),
  };
}

/** References that go straight through, as long as they do. */
function hits(application, file, pageNumbers, from, n) {
  const mask = pageNumbers.length - 1;
  let turn = from;
  while (turn < n && application.access(file, pageNumbers[turn & mask], false)) turn++;
  return turn;
}

function* references(application, file, pageNumbers, n) {
  for (let turn = 0; ; turn++) {
    turn = hits(application, file, pageNumbers, turn, n);
    if (turn >= n) break;
    // The log is full: every page is there.
    yield* application.wait(file, pageNumbers[turn & (pageNumbers.length - 1)], false);
  }
}

function bareReferences(bare, pageNumbers, n) {
  const mask = pageNumbers.length - 1;
  let sum = 0;
  for (let turn = 0; turn < n; turn++) sum = (sum + bare[pageNumbers[turn & mask]]) | 0;
  return sum;
}

/** Random page numbers: a power of two of them, many more than there are pages. */
function randomPages(pages) {
  let state = 1;
  return Int32Array.from({ length: 1 << 18 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * pages);
  });
}

/** Keeps the bare loop's results alive, so that it is not optimised away. */
let kept = 0;

/**
 * Nanoseconds per reference of one sample: of the processor's time that this process had, so that a busy host counts for
 * less.
 */
function sample(loop) {
  const before = process.cpuUsage();
  kept = (kept + (loop(referencesPerSample) ?? 0)) | 0;
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / referencesPerSample;
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

/** Bytes that the heap grew by over many references: the least of some tries. */
function heapGrowth(loop) {
  const tries = Array.from({ length: allocationCheckTries }, () => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    loop(allocationCheckReferences);
    return process.memoryUsage().heapUsed - before;
  });
  return Math.min(...tries);
}

function measure(pages) {
  const loops = setUp(pages);
  for (let turn = 0; turn < warmupSamples; turn++) {
    sample(loops.references);
    sample(loops.bareReferences);
  }
  const before = loops.application.counts();
  const times = Array.from({ length: rounds }, () => {
    return { through: sample(loops.references), bare: sample(loops.bareReferences) };
  });
  const after = loops.application.counts();
  if (after.waits !== before.waits) throw new Error("a page was missed; all are to be in memory");
  if (after.references - before.references !== rounds * referencesPerSample) throw new Error("references were lost");
  const through = times.map((time) => time.through);
  const ratios = times.map((time) => time.through / time.bare);
  const growth = heapGrowth(loops.references);
  const [low, high] = interval(ratios);
  const perSecond = (ns) => (1000 / ns).toFixed(1);
  console.log(
    `${pages} pages: ${perSecond(median(through))} million references a second (the faster quarter ${perSecond(lowerQuartile(through))}), ` +
      `${median(ratios).toFixed(1)} times a bare loop [${low.toFixed(1)}, ${high.toFixed(1)}], ` +
      `heap growth ${Math.round(growth / 1024)} KB per million references`,
  );
  // Too slow only if the whole interval is: the host is shared.
  const slow = low > timesBareLoopMax;
  if (slow) console.log(`${pages} pages: more than ${timesBareLoopMax} times a bare loop`);
  if (growth > heapGrowthBytesMax)
    console.log(`${pages} pages: the heap grew by more than ${heapGrowthBytesMax} bytes`);
  return !slow && growth <= heapGrowthBytesMax;
}

if (globalThis.gc === undefined) {
  console.error("bench:paging needs --expose-gc to look at the heap; start it by `pnpm bench:paging`");
  process.exitCode = 2;
} else {
  const good = [600, 20_000].map(measure);
  process.exitCode = good.every(Boolean) ? 0 : 1;
}
