import { choice, choices, claim, defineExperiment, integer, published, text } from "./index.js";
import type { Experiment } from "./index.js";
import { randomFrom } from "./random.js";

/** A small experiment for this package's tests: a sum of chances a system, and a host ratio. */
export const sums: Experiment = defineExperiment({
  name: "sums",
  title: "Sums of chances",
  question: "Does a sum depend on anything but the seed?",
  origin: "ours",
  parameters: {
    draws: integer({ default: 10, min: 1, max: 1000, help: "how many chances" }),
    policy: choice(["lru", "mru", "second-chance"], { default: "lru", help: "a word" }),
    workload: choices(["scan", "loop"], { default: ["scan"], help: "some words" }),
    label: text({ help: "any text" }),
  },
  async *run({ systems, seed, parameters }) {
    for (const [done, system] of systems.entries()) {
      yield { kind: "progress", done, total: systems.length, label: system, counters: { sums_total: done } };
      const random = randomFrom(seed).fork(system);
      let sum = 0;
      for (let draw = 0; draw < parameters.draws; draw++) sum += random.integer(0, 100);
      yield {
        kind: "cell",
        cell: {
          id: "sum/total",
          system,
          clock: "count",
          unit: "1",
          value: sum,
          parameters: { policy: parameters.policy },
          breakdown: { draws: parameters.draws },
        },
      };
    }
    yield {
      kind: "cell",
      cell: {
        published: published("t4.trap.spin"),
        interval: [1, 2],
        value: 1.5,
        unit: "1",
        clock: "host",
        system: "any",
        id: "sum/host",
      },
    };
  },
  claims: [
    claim("spin-sums", "SPIN's sum is not negative", ({ value }) => {
      const sum = value("sum/total", "spin");
      return { holds: sum >= 0, margin: sum, evidence: ["sum/total"] };
    }),
    claim("equal", "SPIN and the monolithic system have the same sum", ({ ratio }) => {
      const times = ratio("sum/total", ["spin", "monolithic"]);
      return { holds: times === 1, margin: times - 1, evidence: ["sum/total"] };
    }),
  ],
  profiles: ({ machine, systems }) => ({ [machine]: "m", ...Object.fromEntries(systems.map((name) => [name, "s"])) }),
});
