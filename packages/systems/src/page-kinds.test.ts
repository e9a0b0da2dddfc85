import { PageKind, type KindsChoice } from "@respin/buffer-manager";
import { alphaAxp3000400 } from "@respin/hardware";
import { expect, test } from "vitest";
import { prepareDisk } from "./prepare.js";
import { bootOne, microkernel, placements, raw, referenceStrings, spin } from "./testing/placements.js";

/** What the pages of a file are told to be, as data alone, and what it costs to look at them. */

const pages = 60;
/** A tenth of the pages says of itself that it is on the way to the others. */
const isInterior = (page: number): boolean => page % 10 === 7;
/** A b-tree page of SQLite's without cells, which is not its file's first. */
const disk = prepareDisk(alphaAxp3000400, [
  { name: "other", pages: 2 },
  {
    name: "tree",
    pages,
    filled: pages,
    content: (page, into) => {
      into.set([isInterior(page) ? 5 : 13, page, 0, 0, 0, 32, 0, 0]);
    },
  },
]);

function run(placement: (typeof placements)[number], kinds: KindsChoice) {
  const { system, application } = bootOne(placement, disk.copy(), {
    machine: alphaAxp3000400,
    frames: 24,
    applications: [{ name: "db", policy: "sets", kinds }],
  });
  system.run(
    application,
    (function* () {
      const file = yield* application.open("tree");
      for (const { page } of referenceStrings["random"](pages, 600)) {
        if (!application.access(file, page, false)) yield* application.wait(file, page, false);
      }
    })(),
  );
  const { machine } = system.kernel;
  const accesses = machine.count(machine.costs.named("memory.access"));
  return { counts: application.counts(), accesses };
}

const eachPage = Uint8Array.from({ length: pages }, (_, page) =>
  page === 0 ? PageKind.any : isInterior(page) ? PageKind.interior : PageKind.leaf,
);

for (const placement of placements) {
  test(`${placement.label}: what is read off the page is as good as what is said of each, for two accesses a page`, () => {
    const said = run(placement, [{ file: "tree", kinds: eachPage }]);
    const looked = run(placement, [{ file: "tree", kinds: "sqlite" }]);
    expect(looked.counts).toEqual(said.counts);
    expect(looked.accesses - said.accesses).toBe(2 * said.counts.ownMisses);
  });

  test(`${placement.label}: what is said of another file changes nothing`, () => {
    const none = run(placement, []);
    expect(run(placement, [{ file: "other", kinds: PageKind.scan }])).toEqual(none);
    expect(run(placement, [{ file: "tree", kinds: PageKind.scan }])).not.toEqual(none);
  });
}

test("the kinds of its pages change what a database misses, and alike on all systems", () => {
  const counts = [spin, raw, microkernel].map((placement) => [
    run(placement, [{ file: "tree", kinds: "sqlite" }]).counts,
    run(placement, []).counts,
  ]);
  const [[looked, none]] = counts;
  expect(looked.misses).not.toBe(none.misses);
  for (const other of counts) expect(other).toEqual(counts[0]);
});
