import * as fc from "fast-check";
import { expect, test } from "vitest";
import { history, operationsOf, type Step, type Subject } from "./testing/histories.js";
import { Linked } from "./testing/linked.js";
import { Coverage, Reference } from "./testing/reference.js";

const deep = process.env.RESPIN_DEEP === "1";
const histories = deep ? 40_000 : 2500;
const seed = Number(process.env.RESPIN_SEED ?? 4711);

/** All that can be seen, after each step. */
function* trace(subject: Subject, steps: readonly Step[]): Generator<string, void, void> {
  for (const step of steps) {
    const outcomes = operationsOf(step, subject.size).map((each) => subject.apply(each));
    yield JSON.stringify({ outcomes, domains: subject.domains, calls: subject.calls });
  }
}

/** Each kind of outcome, which a history of some length has to come to now and then. */
const expected = [
  "create: done",
  "createFromModule: done",
  "resolve: done",
  "resolve: RSP_LINK_FINGERPRINT",
  "resolve: RSP_DOMAIN_GONE",
  "resolve: something is linked",
  "resolve: a conflict beside what would link",
  "resolve: in the place of what is gone",
  "unresolve: done",
  "combine: done",
  "combine: RSP_DOMAIN_EXPORTS",
  "combine: RSP_DOMAIN_GONE",
  "run: done",
  "run: RSP_UNRESOLVED",
  "run: RSP_DOMAIN_GONE",
  "run: RSP_DOMAIN_IDLE",
  "run: another error",
  "destroy: done",
  "reexport: done",
  "reexport: RSP_UNRESOLVED",
  "reexport: RSP_DOMAIN_GONE",
  "call: value",
  "call: own",
  "call: by way of another",
  "call: RSP_UNRESOLVED",
  "call: RSP_DOMAIN_GONE",
  "call: RSP_DOMAIN_IDLE",
];

test(
  `${histories} random histories of domains end alike in the linker and in the reference`,
  () => {
    const coverage = new Coverage();
    const { stackTraceLimit } = Error;
    // Most errors here are as they should be: nobody looks where they come from.
    Error.stackTraceLimit = 0;
    try {
      fc.assert(
        fc.property(history, (steps) => {
          const linked = trace(new Linked(), steps);
          for (const wanted of trace(new Reference(coverage), steps)) {
            const got = linked.next().value;
            if (got !== wanted) expect(JSON.parse(got ?? "")).toEqual(JSON.parse(wanted));
          }
        }),
        { numRuns: histories, seed },
      );
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }

    if (deep) console.log(JSON.stringify({ histories, ...coverage.counts }));
    for (const what of expected) expect(coverage.counts[what] ?? 0, what).toBeGreaterThan(histories / 125);
    expect(Object.keys(coverage.counts).filter((what) => !expected.includes(what))).toEqual([]);
  },
  deep ? 900_000 : 120_000,
);
