/**
 * One process of the benchmark: a `spin` whose pages are all in memory, and loops over it. It takes samples when it is told to.
 *
 * `never`: nothing of telemetry is imported. `closed`: raises were timed and the system was scraped while everything warmed up, then
 * the metrics were closed. `on`: raises are timed.
 */
import { boot, machineProfiles, prepareDisk } from "@respin/systems";

const [how] = process.argv.slice(2);
const pages = 200;
const pageNumbersMask = (1 << 14) - 1;
/** Samples until V8 has seen enough: a fault goes through very much code. */
const warmUps = { "one procedure": 3, "guarded handlers": 3, access: 5, fault: 12 };
/** What a sample takes is about the same of each: some 7 ms. */
const turns = { "one procedure": 2_000_000, "guarded handlers": 300_000, access: 100_000, fault: 300 };

const profile = machineProfiles.get("alpha-axp-3000-400");
const platter = prepareDisk(profile, [{ name: "data", pages: 2 * pages }]);
const system = boot("spin", {
  machine: profile,
  frames: pages + 10,
  platter,
  applications: [{ name: "db", policy: "lru" }],
});
const [application] = system.applications;
const { dispatcher, modules } = system.kernel;

/** Events as the kernel's are: the dispatcher charges for their raises. */
const { integer, parameter, signature } = await import("@respin/dispatcher");
const module = modules.create("bench");
const gives = signature([parameter("a", integer)], integer);
const one = dispatcher.define(module, "Bench.One", gives, (a) => a + 1);
const guarded = dispatcher.define(module, "Bench.Guarded", gives, (a) => a + 1);
for (const odd of [0, 1])
  dispatcher.installHandler(module, guarded, (a) => a - 1, { guards: [(a) => (a & 1) === odd] });

let kept = 0;
function raise(event, n) {
  let sum = 0;
  for (let turn = 0; turn < n; turn++) sum = (sum + event.raise(turn & 1023)) | 0;
  kept = (kept + sum) | 0;
}

let state = 1;
const random = Int32Array.from({ length: pageNumbersMask + 1 }, () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * (pages / 2));
});
const file = system.run(
  application,
  (function* () {
    const opened = yield* application.open("data");
    for (let page = 0; page < pages / 2; page++) {
      if (!application.access(opened, page, true)) yield* application.wait(opened, page, true, true);
    }
    return opened;
  })(),
);
/** References to pages that are there, but for the drains of the log. */
function* hits(n) {
  for (let turn = 0; turn < n; turn++) {
    const page = random[turn & pageNumbersMask];
    if (!application.access(file, page, false)) yield* application.wait(file, page, false);
  }
}
/** A cycle through more pages than there are frames, which misses each time. */
let next = 0;
function* misses(n) {
  for (let turn = 0; turn < n; turn++) {
    next = (next + 1) % (2 * pages);
    if (!application.access(file, next, false)) yield* application.wait(file, next, false);
  }
}

const loops = {
  "one procedure": (n) => raise(one, n),
  "guarded handlers": (n) => raise(guarded, n),
  fault: (n) => system.run(application, misses(n)),
  access: (n) => system.run(application, hits(n)),
};

/** Nanoseconds a turn, of the processor's time that this process had: a busy host counts for less. */
function sample(name) {
  const before = process.cpuUsage();
  loops[name](turns[name]);
  const { user, system: kernel } = process.cpuUsage(before);
  return ((user + kernel) * 1000) / turns[name];
}

function warmUp() {
  for (const name of Object.keys(loops)) for (let n = 0; n < warmUps[name]; n++) sample(name);
}

warmUp();
if (how !== "never") {
  const { systemMetrics } = await import("@respin/telemetry");
  const metrics = systemMetrics(system);
  warmUp();
  // The buckets of what was raised so far, and a whole scrape.
  metrics.operation({ id: 1, workload: "bench", modelledSeconds: 1, outcome: "done" });
  await metrics.registry.metrics();
  if (how === "closed") metrics.close();
} else warmUp();
warmUp();
process.on("message", (name) => process.send(sample(name)));
process.send("ready");
