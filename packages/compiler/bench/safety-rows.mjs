/** The rows of bench:safety; see safety.mjs. */
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Kernel, PhysAddr, Store, VirtAddr } from "@respin/core";
import { BufferManager, BufferManagerService, MappedPages, policyOf, storageBacking } from "@respin/buffer-manager";
import { alphaAxp3000400, Machine, Platter } from "@respin/hardware";
import { defineEvents, exportEvents, PublicKey, SigningKey, TrustedKeys } from "@respin/linker";
import { systemCosts } from "@respin/systems";
import { build, compile } from "../dist/index.js";

const rounds = 31;
const warmups = 10;
const folder = fileURLToPath(new URL(".", import.meta.url));
const key = SigningKey.create();

/** A kernel that trusts the benchmark's own compiler. */
function bootKernel() {
  const platter = Platter.for(alphaAxp3000400.disk);
  Store.format(platter, alphaAxp3000400.frameBytes, [{ name: "data", pages: 1024 }]);
  const machine = new Machine(alphaAxp3000400, { frames: 2048, platter, systemCosts: systemCosts.spin });
  return new Kernel(machine, { trusted: new TrustedKeys([key.publicKey]) });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Nanoseconds of the processor's time that a piece of work takes. */
function time(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/** The median of what one takes as a multiple of what the other does, in turns. */
function compare(inside, plain) {
  for (let n = 0; n < warmups; n++) {
    time(inside);
    time(plain);
  }
  const ratios = Array.from({ length: rounds }, (_, n) => {
    // Which is first changes, so that neither always pays for what the other left behind.
    const first = n % 2 === 0 ? time(inside) : undefined;
    const without = time(plain);
    return (first ?? time(inside)) / without;
  });
  return median(ratios);
}

/** An extension whose `VirtAddr.Allocate` does what is measured, with a number. */
const entry = (allocate) => `
import { PhysAddr, VirtAddr, type Page, type Region } from "@respin/core";
import { invariant } from "@respin/hardware";
import { implement } from "@respin/linker";
let region: Region | undefined;
let sum = 0;
const pages: Page[] = [];
function held(): Region {
  invariant(region !== undefined, "it was given one");
  return region;
}
export const addresses = implement(VirtAddr, {
  Deallocate: (given) => { region = given; },
  Allocate: (_context, n) => { ${allocate} return held(); },
  Extent: () => { PhysAddr.Clean(pages[0]); return { address: sum, pages: pages.length }; },
});
`;
const sources = {
  "call in": entry("sum = (sum + n) | 0;"),
  "call out": entry("for (let i = 0; i < n; i++) PhysAddr.Clean(pages[0]);"),
  "tightest loop": entry("for (let i = 0; i < n; i++) sum = (sum + i) | 0;"),
};

/** One sample of a row, which is what this process has to say: where the host's compiler puts code, and what it inlines, is its own. */
export async function sample(name) {
  if (name === "load") return loadMilliseconds();
  if (name.startsWith("buffer manager, ")) return bufferManager(name.slice("buffer manager, ".length));
  return micro(name);
}

/** A loop with a call site of its own. */
function loopOver(turns, body, argument) {
  const make = new Function(
    "body",
    `return () => { for (let n = 0; n < ${turns}; n++) body.raise(undefined, ${argument}); };`,
  );
  return make(body);
}

/**
 * Calls across a domain's border are compared with calls through a reference that may change of the same metered code, so
 * that the border is what is measured; a loop, with the same loop unmetered.
 */
async function micro(name) {
  const kernel = bootKernel();
  const { extensions, machine, modules, dispatcher } = kernel;
  const state = { calls: 0 };
  const clean = () => void (state.calls = (state.calls + 1) | 0);
  const nothing = ["Deallocate", "Reclaim", "Repossess", "Pin", "Unpin", "Modified", "Zero", "Read", "Write"];
  const events = defineEvents({ modules, dispatcher }, PhysAddr, {
    Allocate: function* () {},
    Clean: clean,
    ...Object.fromEntries(nothing.map((each) => [each, () => ({})])),
  });
  const provider = extensions.linker.createFromModule("provider", exportEvents(PhysAddr, events));
  const path = join(folder, "measured.ts");
  const options = { name: "measured", files: new Map([[path, sources[name]]]) };
  const extension = extensions.create(await build(path, key, options));
  extensions.linker.resolve(provider, extension.domain);
  extensions.run(extension);
  const links = extensions.linker.linksOf(extension.domain, VirtAddr);
  const allow = () => machine.allow(2 ** 30);
  allow();
  links.Deallocate.raise({});

  const plain = name === "tightest loop" ? unmetered() : await unlinked(path, options, machine, clean);
  plain.Deallocate.raise({});
  const turns = 2000;
  const [calls, argument] = name === "call in" ? [turns * 1000, "n"] : [turns, 1000];
  const inside = loopOver(calls, links.Allocate, argument);
  const outside = loopOver(calls, plain.Allocate, argument);
  return compare(
    () => (allow(), inside()),
    () => (allow(), outside()),
  );
}

/** The same metered code outside of any domain and compartment, its import a reference that may change. */
async function unlinked(path, options, machine, clean) {
  const { code } = await compile(path, options);
  const implemented = [];
  const library = { implement: (_name, procedures) => implemented.push(procedures), invariant: () => {} };
  const frame = new Function(`return ${code}`)();
  const program = frame(machine.counter, () => {}, library, globalThis);
  const link = { raise: () => {} };
  link.raise = clean;
  program.link(0, link);
  program.run();
  return Object.fromEntries(Object.entries(implemented[0]).map(([each, raise]) => [each, mutable(raise)]));
}

/** The loop as TypeScript leaves it. */
function unmetered() {
  let sum = 0;
  let region;
  const held = () => region;
  return {
    Deallocate: mutable((given) => (region = given)),
    Allocate: mutable((_context, n) => {
      for (let i = 0; i < n; i++) sum = (sum + i) | 0;
      return held();
    }),
  };
}

/** A reference that the host cannot take for a constant. */
function mutable(raise) {
  const reference = { raise: () => {} };
  reference.raise = raise;
  return reference;
}

/** The log of an application's references, read again and again: finding each page and telling the policy. */
function bufferManager(policy) {
  const pages = 600;
  const object = readFileSync(new URL("../../extensions/buffer-manager/dist/buffer-manager.rsp", import.meta.url));
  const pem = readFileSync(new URL("../../systems/dist/trusted-compiler.pub", import.meta.url), "utf8");
  const references = Int32Array.from({ length: 2047 }, (_, n) => (n * 7919 + ((n * n) % 613)) % pages);

  const setUp = (isInside) => {
    const platter = Platter.for(alphaAxp3000400.disk);
    Store.format(platter, alphaAxp3000400.frameBytes, [{ name: "data", pages: 1024 }]);
    const machine = new Machine(alphaAxp3000400, { frames: 1024, platter, systemCosts: systemCosts.spin });
    const kernel = new Kernel(machine, { trusted: new TrustedKeys([PublicKey.parse(pem, "the compiler's key")]) });
    const { storage, extensions, strands, store } = kernel;
    const client = storage.createClient("db", 700);
    const log = storage.allocateFree(storage.createClient("log", 1));
    storage.pin(log);
    const volume = store.service(storage);
    const setting = {
      application: "db",
      capacity: 650,
      pageBytes: machine.memory.frameBytes,
      blocks: store.blocks,
      kinds: [],
      log,
    };
    let manager;
    if (isInside) {
      const extension = extensions.load(object, {
        grant: { clients: [client] },
        imports: [extensions.volumeDomain(volume)],
      });
      extensions.clientOf(extension, MappedPages).Start({ ...setting, client, policy });
      manager = extensions.clientOf(extension, BufferManager);
    } else {
      const parts = { machine, strands, PhysAddr: storage.events, Volume: volume };
      manager = new BufferManagerService(storageBacking(parts, client), volume, {
        ...setting,
        policy: policyOf(policy),
      });
    }
    const run = (body) => {
      let isDone = false;
      strands.startKernel(
        "bench",
        (function* () {
          yield* body();
          isDone = true;
        })(),
      );
      strands.runUntil(() => isDone);
    };
    let first = 0;
    run(function* () {
      const file = yield* manager.Open("data");
      first = file.firstBlock;
      for (let page = 0; page < pages; page++) yield* manager.Overwrite(file.reference, page);
    });
    const blocks = references.map((page) => first + page);
    const count = Int32Array.of(blocks.length);
    return () =>
      run(function* () {
        for (let n = 0; n < 100; n++) {
          storage.write(log, 1, blocks);
          storage.write(log, 0, count);
          yield* manager.Drain();
          yield;
        }
      });
  };
  return compare(setUp(true), setUp(false));
}

/** Verify, load, link and run the buffer manager, when the realm has been hardened. */
function loadMilliseconds() {
  const object = readFileSync(new URL("../../extensions/buffer-manager/dist/buffer-manager.rsp", import.meta.url));
  const pem = readFileSync(new URL("../../systems/dist/trusted-compiler.pub", import.meta.url), "utf8");
  const times = Array.from({ length: 21 }, () => {
    const platter = Platter.for(alphaAxp3000400.disk);
    Store.format(platter, alphaAxp3000400.frameBytes, [{ name: "data", pages: 16 }]);
    const machine = new Machine(alphaAxp3000400, { frames: 32, platter, systemCosts: systemCosts.spin });
    const kernel = new Kernel(machine, { trusted: new TrustedKeys([PublicKey.parse(pem, "the compiler's key")]) });
    const { extensions, storage, store } = kernel;
    const volume = extensions.volumeDomain(store.service(storage));
    const before = performance.now();
    extensions.load(object, { imports: [volume] });
    return performance.now() - before;
  });
  return median(times);
}
