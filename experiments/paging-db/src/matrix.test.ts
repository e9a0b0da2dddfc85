import { policyNames } from "@respin/buffer-manager";
import { randomFrom } from "@respin/experiment";
import { expect, test } from "vitest";
import { compareSystems, policyMatrix } from "./comparison.js";
import { patterns, patternWorkload } from "./patterns.js";
import { referenceString, StepKind, Steps } from "./script.js";
import { capacityOf } from "./setting.js";
import { lru, secondChance, sieve, simulations } from "./testing/caches.js";
import { finished, settingWith, valueOf } from "./testing/runs.js";
import type { Workload } from "./workload.js";

const setting = settingWith({ frames: 30 });
const capacity = capacityOf(setting);

/** The references of a workload, with whether each is written from end to end. */
function referencesOf({ files, steps }: Workload): { page: number; whole: boolean }[] {
  const pages = referenceString(files, steps);
  const kinds = Array.from({ length: steps.length }, (_, at) => steps.kind(at)).filter(
    (kind) => kind <= StepKind.overwrite,
  );
  return kinds.map((kind, at) => ({ page: pages[at], whole: kind === StepKind.overwrite }));
}

const workloads = patterns({ capacity, rounds: 6 }, 2).map(patternWorkload);

const again = workloads.filter(({ name }) => !name.endsWith("-once"));

test.each(again.map((workload) => ({ name: workload.name, workload })))(
  "the matrix has the misses of a simulation in arrays, on every system: $name",
  ({ workload }) => {
    const cells = finished(policyMatrix(setting, workload));
    for (const [policy, simulation] of Object.entries(simulations)) {
      const holds = simulation(capacity);
      const missed = referencesOf(workload).filter(({ page }) => !holds(page));
      for (const system of setting.systems) {
        const value = (what: string): number => valueOf(cells, `${workload.name}.matrix/${what}`, system, { policy });
        expect(value("fetches"), `${policy} on ${system}`).toBe(missed.length);
        expect(value("misses"), `${policy} on ${system}`).toBe(missed.filter(({ whole }) => !whole).length);
      }
    }
    for (const policy of ["advised", ...policyNames]) {
      const values = setting.systems.map((system) =>
        valueOf(cells, `${workload.name}.matrix/misses`, system, { policy }),
      );
      expect(new Set(values).size, policy).toBe(1);
    }
  },
);

/** Random reads of every other page, so that nobody who reads is taken for a sequential reader. */
function scattered(pages: number, count: number): Workload {
  const random = randomFrom(5);
  const draw = random.zipf(pages / 2, 0.7);
  const steps = new Steps();
  for (let n = 0; n < count; n++) {
    steps.add(StepKind.read, 0, 2 * draw());
    steps.add(StepKind.end);
  }
  return {
    name: "scattered",
    files: [{ name: "f", pages }],
    steps,
    advised: "lru",
    kinds: [],
    stamped: true,
  };
}

test.each([
  ["lru", lru],
  ["clock", secondChance],
  ["sieve", sieve],
] as const)(
  "the monolithic system's own way is two caches, one above the other, the kernel's by %s",
  (name, simulation) => {
    const workload = scattered(200, 3000);
    const cells = finished(compareSystems({ ...setting, systems: ["monolithic"], kernelPolicy: name }, workload));
    const userFrames = Math.round(capacity / 2);
    const [user, kernel] = [lru(userFrames), simulation(capacity - userFrames)];
    const references = [...referenceString(workload.files, workload.steps)];
    const passed = references.filter((page) => !user(page));
    const missed = passed.filter((page) => !kernel(page));
    const value = (what: string): number => valueOf(cells, `scattered.own-policy/${what}`, "monolithic");
    expect(value("own-misses")).toBe(passed.length);
    expect(value("misses")).toBe(missed.length);
    expect(value("disk-reads")).toBe(missed.length);
    // Each page that the kernel hands over is copied.
    expect(value("bytes-copied")).toBe(passed.length * 8192);
  },
);

test("SPIN's and the microkernel's own way is second chance over all the memory, with the reference bits for uses", () => {
  const workload = scattered(200, 3000);
  const systems = ["spin", "microkernel"] as const;
  const cells = finished(compareSystems({ ...setting, systems }, workload));
  const references = [...referenceString(workload.files, workload.steps)];
  const [own, advised] = [secondChance(capacity), lru(capacity)].map(
    (holds) => references.filter((page) => !holds(page)).length,
  );
  for (const system of systems) {
    expect(valueOf(cells, "scattered.own-policy/misses", system)).toBe(own);
    expect(valueOf(cells, "scattered/misses", system)).toBe(advised);
  }
});
