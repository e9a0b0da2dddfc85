import { dispatcher, emitter3Of, emitterOf, emitting, eventOf, handLoop, calling, raising } from "../contenders.mjs";
import { counter, makeDirectCalls, makeHandlers } from "../handlers.mjs";
import { interleave, median, ratio } from "../measure.mjs";

const over = {
  direct: "n direct calls",
  hand: "hand loop",
  tapable: "tapable",
  ee3: "eventemitter3",
  node: "EventEmitter",
};

/** Handlers that always run: what is left of the dispatcher's cost when it has nothing to decide. */
export default {
  name: "raise",
  measures: "raises of n handlers without guards; ratios of the dispatcher's time to the others'",
  why: "the plain case, and the one that every other library has",
  columns: Object.values(over),

  cells({ quick }) {
    const cells = [];
    for (const sites of [1, 8]) {
      for (const handlers of [1, 5, 10, 50, 1000]) {
        for (const parameters of [0, 1, 5]) {
          // Eight times a thousand handlers are more code than the processor's caches hold, whoever calls it.
          if (sites === 8 && handlers === 1000) continue;
          if (quick && (parameters === 5 || (sites === 8 && parameters === 0))) continue;
          cells.push({ sites, handlers, parameters });
        }
      }
    }
    return cells;
  },

  run({ sites, handlers: n, parameters }, options) {
    const args = [1, 2, 3, 4, 5].slice(0, parameters);
    const sets = Array.from({ length: sites }, () => makeHandlers(n, parameters));
    const events = sets.map((handlers) => eventOf(handlers, parameters));
    for (const event of events) if (dispatcher.handlers(event).length !== n) throw new Error("handlers are missing");
    const sum = (n * (n + 1)) / 2 + n * args.reduce((all, each) => all + each, 0);
    const expected = (turns) => Math.imul(turns, sum);
    const contenders = [
      { name: "dispatcher", ...raising(events, parameters, args) },
      { name: "direct", ...makeDirectCalls(sets, parameters, args) },
      { name: "hand", ...handLoop(sets, parameters, args) },
      { name: "tapable", ...calling(sets, parameters, args) },
      { name: "ee3", ...emitting(sets.map(emitter3Of), parameters, args) },
      { name: "node", ...emitting(sets.map(emitterOf), parameters, args) },
    ].map((each) => ({ ...each, expected }));
    const times = interleave(contenders, counter, options);
    return [
      {
        name: rowName(n, parameters, sites),
        nanoseconds: median(times.dispatcher),
        ratios: Object.fromEntries(
          Object.entries(over).map(([key, column]) => [column, ratio(times, "dispatcher", key)]),
        ),
      },
    ];
  },

  bars: (rows) => [
    {
      text: "raise: never slower than eventemitter3",
      limit: 1,
      values: rows.map(({ name, ratios }) => ({ name, ...ratios[over.ee3] })),
    },
  ],
};

function rowName(n, parameters, sites) {
  return `${n.toLocaleString("en")} × ${parameters} args${sites === 1 ? "" : ", 8 in turn"}`;
}
