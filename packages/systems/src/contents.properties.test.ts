import type { Platter } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Application, FileNumber } from "./application.js";
import { bootOne, codeOf, diskWith, pageBytes, placements, use, type Placement } from "./testing/placements.js";

/**
 * Files are bytes: whatever a program stores, resizes and removes, it finds the same bytes on all systems as in a plain
 * map, and after a sync so does a system that is booted from the platter.
 */

const deep = process.env["RESPIN_DEEP"] === "1";
const names = ["a", "b", "c"];
const pagesEach = 12;
const disk = diskWith(
  { name: "a", pages: pagesEach, filled: 7 },
  ...["b", "c"].map((name) => ({ name, pages: pagesEach })),
);

const file = fc.nat(2);
const page = fc.nat(pagesEach - 1);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant("read" as const), file, page }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant("write" as const),
      file,
      page,
      at: fc.nat(pageBytes - 1),
      length: fc.nat(pageBytes),
      value: fc.nat(255),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("overwrite" as const), file, page, value: fc.nat(255) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("prefetch" as const), file, page }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("sync" as const, "force" as const), file, page }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant("shrink" as const), file, bytes: fc.nat(pagesEach * pageBytes) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("remove" as const), file }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("pin" as const, "unpin" as const), file, page }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("sequential" as const, "random" as const), file }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const histories = fc.record({
  frames: fc.integer({ min: 10, max: 24 }),
  policy: fc.constantFrom(undefined, "lru", "mru", "2q", "arc", "toss", "sets", "clock"),
  steps: fc.array(step, { minLength: 10, maxLength: 120, size: "max" }),
});

/** What the files hold: the model. */
interface Contents {
  exists: boolean;
  bytes: Uint8Array;
}

/** A disk as a sync left it, and what the file that was synced held then. */
interface Synced {
  readonly platter: Platter;
  readonly file: number;
  readonly contents: Contents;
}

class Session {
  readonly #application: Application;
  readonly #platter: Platter;
  readonly #files: FileNumber[] = [];
  readonly #pins = new Set<string>();
  readonly model: Contents[];
  /** The first and the last sync. */
  readonly synced: Synced[] = [];

  constructor(application: Application, platter: Platter) {
    this.#application = application;
    this.#platter = platter;
    this.model = names.map((name) => ({ exists: name === "a", bytes: name === "a" ? filled() : new Uint8Array(0) }));
  }

  *run(steps: readonly Step[]): Waiting {
    for (const name of names) this.#files.push(yield* this.#application.open(name));
    for (const each of steps) yield* this.#take(each);
    for (const key of this.#pins) {
      const [at, pinned] = key.split(":").map(Number);
      yield* this.#application.unpin(this.#files[at], pinned);
    }
    for (const at of names.keys()) {
      yield* this.#compare(at);
      yield* this.#sync(at);
    }
  }

  *#take(each: Step): Waiting {
    const application = this.#application;
    const number = this.#files[each.file];
    const { bytes } = this.model[each.file];
    const pages = Math.ceil(bytes.length / pageBytes);
    switch (each.does) {
      case "read":
        if (each.page < pages) yield* this.#read(each.file, each.page);
        break;
      case "write": {
        // Into the file, or right behind its end.
        const at = Math.min(each.page * pageBytes + each.at, bytes.length);
        const length = Math.min(each.length, pageBytes - (at % pageBytes));
        if (at < pagesEach * pageBytes) yield* this.#write(each.file, at, length, each.value);
        break;
      }
      case "overwrite": {
        const at = Math.min(each.page, Math.floor(bytes.length / pageBytes), pagesEach - 1);
        if (!application.access(number, at, true)) yield* application.wait(number, at, true, true);
        application.bytes().fill(each.value);
        yield* this.#grown(each.file, (at + 1) * pageBytes);
        this.model[each.file].bytes.fill(each.value, at * pageBytes, (at + 1) * pageBytes);
        break;
      }
      case "prefetch":
        yield* application.prefetch(number, each.page);
        break;
      case "sync":
        yield* this.#sync(each.file);
        break;
      case "force":
        yield* application.force([[[number, each.page]], names.map((_, other) => [this.#files[other], 0] as const)]);
        break;
      case "shrink":
        if (each.bytes < bytes.length) yield* this.#shrink(each.file, each.bytes);
        break;
      case "remove":
        yield* application.remove(number);
        this.model[each.file] = { exists: false, bytes: new Uint8Array(0) };
        this.#forgetPins(each.file, 0);
        break;
      case "pin":
        // Few, so that there is always a page to be had.
        if (this.#pins.size < 2 && each.page < pages) {
          yield* application.pin(number, each.page);
          const key = `${each.file}:${each.page}`;
          if (this.#pins.has(key)) yield* application.unpin(number, each.page);
          this.#pins.add(key);
        }
        break;
      case "unpin":
        if (this.#pins.delete(`${each.file}:${each.page}`)) yield* application.unpin(number, each.page);
        break;
      case "sequential":
      case "random":
        yield* application.advise(number, each.does);
        break;
    }
  }

  *#read(at: number, wanted: number): Waiting {
    const application = this.#application;
    yield* use(application, this.#files[at], wanted, false);
    const expected = this.model[at].bytes.subarray(wanted * pageBytes, (wanted + 1) * pageBytes);
    const found = application.bytes().subarray(0, expected.length);
    if (Buffer.compare(found, expected) !== 0)
      expect([...found], `page ${wanted} of ${names[at]}`).toEqual([...expected]);
  }

  *#write(at: number, offset: number, length: number, value: number): Waiting {
    const wanted = Math.floor(offset / pageBytes);
    yield* use(this.#application, this.#files[at], wanted, true);
    this.#application.bytes().fill(value, offset % pageBytes, (offset % pageBytes) + length);
    yield* this.#grown(at, offset + length);
    this.model[at].bytes.fill(value, offset, offset + length);
  }

  /** A store behind the end makes the file longer. */
  *#grown(at: number, end: number): Waiting {
    const model = this.model[at];
    if (end <= model.bytes.length && model.exists) return;
    const bytes = new Uint8Array(Math.max(end, model.bytes.length));
    bytes.set(model.bytes);
    this.model[at] = { exists: true, bytes };
    yield* this.#application.resize(this.#files[at], bytes.length);
  }

  *#shrink(at: number, length: number): Waiting {
    yield* this.#application.resize(this.#files[at], length);
    this.model[at] = { exists: true, bytes: this.model[at].bytes.slice(0, length) };
    this.#forgetPins(at, Math.ceil(length / pageBytes));
  }

  #forgetPins(at: number, from: number): void {
    for (let gone = from; gone < pagesEach; gone++) this.#pins.delete(`${at}:${gone}`);
  }

  *#sync(at: number): Waiting {
    yield* this.#application.sync(this.#files[at]);
    const { exists, bytes } = this.model[at];
    const synced = { platter: this.#platter.copy(), file: at, contents: { exists, bytes: bytes.slice() } };
    this.synced.splice(1, 1);
    this.synced.push(synced);
  }

  *#compare(at: number): Waiting {
    const { exists, bytes } = this.model[at];
    expect(this.#application.exists(this.#files[at])).toBe(exists);
    expect(this.#application.size(this.#files[at])).toBe(bytes.length);
    for (let each = 0; each * pageBytes < bytes.length; each++) yield* this.#read(at, each);
  }

  /** Boot anew from what a sync left on the platter. */
  static check(placement: Placement, { platter, file: at, contents }: Synced): void {
    const { system, application } = bootOne(placement, platter, { frames: 12 });
    const session = new Session(application, platter);
    session.model[at] = contents;
    system.run(
      application,
      (function* () {
        for (const name of names) session.#files.push(yield* application.open(name));
        yield* session.#compare(at);
      })(),
    );
  }
}

function filled(): Uint8Array {
  const bytes = new Uint8Array(7 * pageBytes);
  for (let each = 0; each < 7; each++) bytes[each * pageBytes] = each;
  return bytes;
}

for (const placement of placements) {
  test(`${placement.label}: every byte is what was stored last, now and after a reboot`, () => {
    fc.assert(
      fc.property(histories, ({ frames, policy, steps }) => {
        const platter = disk.copy();
        const { system, application } = bootOne(placement, platter, {
          frames,
          policy,
        });
        const session = new Session(application, platter);
        system.run(application, session.run(steps));
        for (const synced of session.synced) Session.check(placement, synced);
      }),
      { numRuns: deep ? 2000 : 70, seed: 4711 },
    );
  });

  test(`${placement.label}: a new page reads as zeros, also where a file was removed before`, () => {
    const { system, application } = bootOne(placement, disk.copy(), { frames: 12, policy: "lru" });
    const program = function* (): Waiting {
      const number = yield* application.open("a");
      yield* use(application, number, 3, true);
      application.bytes().fill(7);
      yield* application.remove(number);
      expect(application.exists(number)).toBe(false);
      yield* use(application, number, 3, false);
      expect(application.bytes().every((byte) => byte === 0)).toBe(true);
      expect(application.counts().fresh).toBe(1);
    };
    system.run(application, program());
  });

  test(`${placement.label}: a file fills its extent, and no more`, () => {
    const { system, application } = bootOne(placement, disk.copy(), { frames: 12 });
    const program = function* (): Waiting {
      const number = yield* application.open("b");
      yield* use(application, number, pagesEach - 1, true);
      yield* application.resize(number, pagesEach * pageBytes);
      yield* application.resize(number, pagesEach * pageBytes + 1);
    };
    expect(codeOf(() => system.run(application, program()))).toBe("RSP_FILE_FULL");
    expect(application.size(0)).toBe(pagesEach * pageBytes);
  });
}
