import { costGroups, systemNames, type SystemName } from "@respin/systems";
import { expect, test } from "vitest";
import { Measurement } from "./measure.js";
import { patternNames, patterns, patternWorkload } from "./patterns.js";
import { play } from "./play.js";
import { referenceString, StepKind, Steps } from "./script.js";
import { bootFor, capacityOf } from "./setting.js";
import { finished, settingWith, valueOf } from "./testing/runs.js";
import { measured, prepare, type PlayedOptions, type Workload } from "./workload.js";

const setting = settingWith({ frames: 32 });
const workloads = patterns({ capacity: capacityOf(setting), rounds: 3 }, 1).map(patternWorkload);

function workloadNamed(name: string): Workload {
  const found = workloads.find((workload) => workload.name === name);
  if (found === undefined) throw new Error(`there is no workload ${name}`);
  return found;
}

function count(workload: Workload, ...kinds: readonly number[]): number {
  let found = 0;
  for (let at = 0; at < workload.steps.length; at++) if (kinds.includes(workload.steps.kind(at))) found++;
  return found;
}

const ways: readonly (readonly [string, (workload: Workload) => PlayedOptions])[] = [
  ["advice", ({ advised }) => ({ policy: advised, prefetch: true })],
  ["the system's own policy", () => ({ policy: undefined, prefetch: false })],
];
const cases = systemNames.flatMap((system) =>
  patternNames.flatMap((name) => ways.map(([way, options]) => ({ system, name, way, options }))),
);

test.each(cases)("what is measured adds up: $name on $system with $way", ({ system, name, options }) => {
  const workload = workloadNamed(name);
  const { system: ran, measurement } = finished(
    measured(system, setting, prepare(setting, workload), options(workload)),
  );
  const cells = measurement.cells("w");
  const value = (cell: string): number => valueOf(cells, `w/${cell}`, system);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

  expect(value("operations")).toBe(count(workload, StepKind.end));
  expect(value("references")).toBe(count(workload, StepKind.read, StepKind.write, StepKind.overwrite));
  expect(value("references")).toBe(referenceString(workload.files, workload.steps).length);
  expect(value("hits") + value("misses") + value("fresh")).toBe(value("references"));
  for (const { id, value: found } of cells) expect(found, id).toBeGreaterThanOrEqual(0);

  const time = value("time");
  const { breakdown = {} } = cells.find(({ id }) => id === "w/time") ?? {};
  expect(sum(Object.values(breakdown)) / time).toBeCloseTo(1, 9);
  expect(sum(costGroups.map((group) => value(`${group}-time`))) / time).toBeCloseTo(1, 9);
  expect(value("processor-time") / (time - value("disk-time"))).toBeCloseTo(1, 9);
  expect((value("throughput") * time) / 1e6).toBeCloseTo(1, 9);
  expect(value("latency-median")).toBeLessThanOrEqual(value("latency-p99"));
  expect(value("brought-in")).toBe(value("disk-reads") + value("fresh"));

  // Who misses waits for a page that is read for it, or that was being read for it already.
  const { prefetch } = options(workload);
  expect(value("disk-reads")).toBeGreaterThanOrEqual(value("misses"));
  if (system !== "monolithic") {
    expect(value("disk-reads")).toBeLessThanOrEqual(value("misses") + value("prefetches"));
    expect(value("prefetches") > 0).toBe(prefetch && count(workload, StepKind.prefetch) > 0);
  }
  const { waits } = ran.applications[0].counts();
  expect(value("misses") + value("fresh")).toBeLessThanOrEqual(waits);

  const crossed = {
    spin: ["calls", "traps"],
    monolithic: ["calls", "traps"],
    microkernel: ["calls", "traps", "messages"],
  };
  for (const kind of ["calls", "traps", "messages"]) {
    expect(value(kind) > 0, kind).toBe(crossed[system].includes(kind));
  }
  expect(value("bytes-copied") > 0).toBe(system === "monolithic");
});

test.each([...systemNames])(
  "quantiles of the latency are those of the operations as a clock beside sees them: %s",
  (name) => {
    const workload = workloadNamed("random-again");
    const { system, application } = started(name, workload);
    const { machine } = system.kernel;
    const measurement = new Measurement(system, application);
    const ends = [machine.cycles];
    const onEnd = (): void => {
      ends.push(machine.cycles);
      measurement.operationEnded();
    };
    played(play(system, application, workload, { prefetch: true, stamped: true, onEnd }));
    const cells = measurement.cells("w");
    const sorted = ends
      .slice(1)
      .map((end, index) => end - ends[index])
      .toSorted((a, b) => a - b);
    const half = sorted.length / 2;
    const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
    expect(valueOf(cells, "w/latency-median", name)).toBe(machine.microseconds(median));
    expect(valueOf(cells, "w/latency-p99", name)).toBe(
      machine.microseconds(sorted[Math.ceil(sorted.length * 0.99) - 1]),
    );
    // All of the time is some operation's.
    const total = machine.microseconds(sorted.reduce((a, b) => a + b, 0));
    expect(total / (valueOf(cells, "w/time", name) * sorted.length)).toBeCloseTo(1, 9);
  },
);

test("a second measurement counts nothing of what was before it", () => {
  const workload = workloadNamed("sequential-cyclic");
  const { system, application } = started("spin", workload);
  const measure = (): Measurement => {
    const measurement = new Measurement(system, application);
    const onEnd = (): void => measurement.operationEnded();
    played(play(system, application, workload, { prefetch: false, stamped: true, onEnd }));
    return measurement;
  };
  const references = count(workload, StepKind.read);
  const cells = [measure(), measure()].map((measurement) => measurement.cells("w"));
  // The first goes on: it has both.
  expect(cells.map((found) => valueOf(found, "w/references", "spin"))).toEqual([2 * references, references]);
  const [both, second] = cells.map((found) => valueOf(found, "w/misses", "spin"));
  expect(second).toBeGreaterThan(0);
  expect(second).toBeLessThan(both);
});

test("a script's overwritten pages are new, not missed, and a forced page is on the disk", () => {
  const steps = new Steps();
  for (let page = 0; page < 5; page++) {
    steps.add(StepKind.overwrite, 0, page);
    steps.add(StepKind.force, 0, page);
    steps.add(StepKind.end);
  }
  const script = { ...workloadNamed("sequential-once"), files: [{ name: "f", pages: 5 }], steps };
  for (const system of systemNames) {
    const options = { policy: "lru", prefetch: true } as const;
    const cells = finished(measured(system, setting, prepare(setting, script), options)).measurement.cells("w");
    const value = (cell: string): number => valueOf(cells, `w/${cell}`, system);
    expect({ fresh: value("fresh"), misses: value("misses"), reads: value("disk-reads") }, system).toEqual({
      fresh: 5,
      misses: 0,
      reads: 0,
    });
    expect(value("disk-writes"), system).toBeGreaterThanOrEqual(5);
  }
});

test("a reference that reached another page than it names is a defect, and is told as one", () => {
  const workload = workloadNamed("sequential-once");
  // Nothing is stamped on this disk, so that no page but the first is what it should be.
  const { system, application } = started("spin", { ...workload, stamped: false });
  const run = play(system, application, workload, { prefetch: false, stamped: true, onEnd: () => {} });
  expect(() => [...run]).toThrow(/reached page 0 for page 1; this is a defect of Respin/);
});

test("a long script gives the caller its turns, and is played to its end", () => {
  const steps = new Steps();
  for (let at = 0; at < 50_000; at++) steps.add(StepKind.read, 0, at % 7);
  const script = { ...workloadNamed("sequential-once"), files: [{ name: "f", pages: 7 }], steps };
  const { system, application } = started("monolithic", script);
  const turns = [...play(system, application, script, { prefetch: false, stamped: true, onEnd: () => {} })];
  expect(turns.length).toBeGreaterThan(1);
  expect(turns.at(-1)).toBe(steps.length);
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
  expect(application.counts()).toMatchObject({ references: 50_000, misses: 7 });
});

function started(name: SystemName, workload: Workload) {
  const prepared = prepare(setting, workload);
  const system = bootFor(name, setting, {
    ...prepared,
    applications: [{ name: "database", policy: "lru" }],
  });
  return { system, application: system.applications[0] };
}

/** How many turns the caller was given until a script was played. */
function played(turns: Iterable<number>): number {
  return [...turns].length;
}
