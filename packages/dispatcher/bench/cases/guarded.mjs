import { emitter3Of, emitterOf, emitting, guardedEvent, guardedHandLoop, calling, raising } from "../contenders.mjs";
import { counter, gate, makeDirectCalls, makeGuards, makeHandlers, makeTestingHandlers } from "../handlers.mjs";
import { interleave, median, ratio } from "../measure.mjs";

/** What the guards say: the test, and what it is given for n handlers. */
const answers = {
  "all true": { kind: "atLeast", given: (n) => n, passes: (n) => n },
  "all false": { kind: "atLeast", given: () => -1, passes: () => 0 },
  "one true": { kind: "equal", given: (n) => n >> 1, passes: () => 1 },
};

const over = {
  hand: "hand loop",
  tapable: "tapable unguarded + guards",
  ee3: "eventemitter3",
  node: "EventEmitter",
};

/**
 * Handlers with one predicate guard each. Tapable and the emitters have no guards: tapable's taps all run, and beside them
 * the n guards are called directly; the emitters' listeners test inside.
 */
export default {
  name: "guarded",
  measures: "raises of n handlers with a guard each; ratios of the dispatcher's time to the others'",
  why: "guards decide who is called: most of an extensible system's raises evaluate many and run few",
  columns: Object.values(over),

  cells({ quick }) {
    const cells = [];
    for (const sites of [1, 8]) {
      for (const answer of Object.keys(answers)) {
        for (const handlers of [1, 5, 10, 50, 1000]) {
          for (const parameters of [0, 1, 5]) {
            if (sites === 8 && (handlers === 1000 || parameters !== 1)) continue;
            if (quick && (parameters !== 1 || (sites === 8 && handlers !== 50))) continue;
            cells.push({ sites, answer, handlers, parameters });
          }
        }
      }
    }
    return cells;
  },

  run({ sites, answer, handlers: n, parameters }, options) {
    const { kind, given, passes } = answers[answer];
    const args = [given(n), 2, 3, 4, 5].slice(0, parameters);
    gate.level = given(n);
    const sets = Array.from({ length: sites }, () => ({
      handlers: makeHandlers(n, parameters),
      guards: makeGuards(n, parameters, kind),
      testing: makeTestingHandlers(n, parameters, kind),
    }));
    const ofArguments = args.reduce((all, each) => all + each, 0);
    const all = (n * (n + 1)) / 2 + n * ofArguments;
    const fired = answer === "all true" ? all : answer === "all false" ? 0 : (n >> 1) + 1 + ofArguments;
    const testing = sets.map((set) => set.testing);
    const contenders = [
      {
        name: "dispatcher",
        sum: fired,
        ...raising(
          sets.map((set) => guardedEvent(set, parameters)),
          parameters,
          args,
        ),
      },
      { name: "hand", sum: fired, ...guardedHandLoop(sets, parameters, args) },
      {
        name: "taps",
        sum: all,
        ...calling(
          sets.map(({ handlers }) => handlers),
          parameters,
          args,
        ),
      },
      {
        name: "guards",
        sum: passes(n),
        ...makeDirectCalls(
          sets.map(({ guards }) => guards),
          parameters,
          args,
          { guards: true },
        ),
      },
      { name: "ee3", sum: fired, ...emitting(testing.map(emitter3Of), parameters, args) },
      { name: "node", sum: fired, ...emitting(testing.map(emitterOf), parameters, args) },
    ].map((each) => ({ ...each, expected: (turns) => Math.imul(turns, each.sum) }));
    const times = interleave(contenders, counter, options);
    return [
      {
        name: `${n.toLocaleString("en")} × ${parameters} args, ${answer}${sites === 1 ? "" : ", 8 in turn"}`,
        handlers: n,
        sites,
        nanoseconds: median(times.dispatcher),
        ratios: {
          [over.hand]: ratio(times, "dispatcher", "hand"),
          [over.tapable]: ratio(times, "dispatcher", "taps", "guards"),
          [over.ee3]: ratio(times, "dispatcher", "ee3"),
          [over.node]: ratio(times, "dispatcher", "node"),
        },
      },
    ];
  },

  bars(rows) {
    const fifty = (sites) => rows.filter((row) => row.handlers === 50 && row.sites === sites);
    const values = (of, column) => of.map(({ name, ratios }) => ({ name, ...ratios[column] }));
    return [
      {
        text: "50 guarded handlers: at most half of a hand-written loop",
        limit: 0.5,
        values: values(fifty(1), over.hand),
      },
      { text: "50 guarded handlers, 8 events in turn: the same", limit: 0.5, values: values(fifty(8), over.hand) },
      {
        text: "50 guarded handlers: at most tapable's 50 unguarded taps and a direct call per guard",
        limit: 1,
        values: values(fifty(1), over.tapable),
      },
      { text: "50 guarded handlers, 8 events in turn: the same", limit: 1, values: values(fifty(8), over.tapable) },
      { text: "guarded: never slower than eventemitter3", limit: 1, values: values(rows, over.ee3) },
    ];
  },
};
