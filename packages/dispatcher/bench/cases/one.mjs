import { dispatcher, emitter3Of, emitting, emptyEvent, eventOf, module, raising } from "../contenders.mjs";
import { argumentsText, counter, makeClosedHandlers, makeDirectCalls, makeHandlers, makeLoop } from "../handlers.mjs";
import { interleave, median, ratio } from "../measure.mjs";

const over = { direct: "direct call", fixed: "never reassigned", ee3: "eventemitter3" };
const kinds = { intrinsic: "intrinsic", other: "another", closed: "with closure", untouched: "never changed" };

/**
 * One handler. The papers' claim is that an event nobody extends costs what its procedure costs. All but "never changed" had
 * another handler beside it in the warm-up, as the direct call had another target; V8 puts what never changed in line.
 */
export default {
  name: "one",
  measures: "raises of one handler; ratios to a direct call through a reference that is reassigned, and that never is",
  why: "most events of a system have one handler: what they cost is what the dispatcher costs everybody",
  columns: Object.values(over),

  cells({ quick }) {
    return [1, 8].flatMap((sites) => (quick ? [1] : [0, 1, 5]).map((parameters) => ({ sites, parameters })));
  },

  run({ sites, parameters }, options) {
    const args = [1, 2, 3, 4, 5].slice(0, parameters);
    const sets = Array.from({ length: sites }, () => makeHandlers(1, parameters));
    const intrinsic = sets.map((handlers) => eventOf(handlers, parameters));
    const untouched = sets.map((handlers) => eventOf(handlers, parameters));
    const other = sets.map(([handler]) => {
      const event = emptyEvent(parameters);
      dispatcher.installHandler(module, event, handler);
      return event;
    });
    const closed = sets.map(() => {
      const event = emptyEvent(parameters);
      const [handler] = makeClosedHandlers(1, parameters);
      dispatcher.installHandler(module, event, handler, { closure: { own: 1 } });
      return event;
    });
    const sum = 1 + args.reduce((all, each) => all + each, 0);
    const contenders = [
      { name: "intrinsic", ...raising(intrinsic, parameters, args) },
      { name: "other", ...raising(other, parameters, args) },
      { name: "closed", ...raising(closed, parameters, args) },
      { name: "untouched", run: raising(untouched, parameters, args).run },
      { name: "direct", ...makeDirectCalls(sets, parameters, args) },
      {
        name: "fixed",
        run: makeLoop(
          sets.map(([f0]) => ({ f0 })),
          `target.f0(${argumentsText(parameters)});`,
          args,
        ),
      },
      { name: "ee3", ...emitting(sets.map(emitter3Of), parameters, args) },
    ].map((each) => ({ ...each, expected: (turns) => Math.imul(turns, sum) }));
    const times = interleave(contenders, counter, options);
    return Object.entries(kinds).map(([kind, name]) => ({
      name: `${name}, ${parameters} args${sites === 1 ? "" : ", 8 in turn"}`,
      kind,
      nanoseconds: median(times[kind]),
      ratios: Object.fromEntries(Object.entries(over).map(([key, column]) => [column, ratio(times, kind, key)])),
    }));
  },

  bars: (rows) => [
    ...Object.entries(kinds).map(([kind, name]) => ({
      text: `one handler (${name}): within 1.3 times a direct call`,
      limit: 1.3,
      // A closure is one call more, where the host's compiler does not inline it.
      ...(kind === "closed" ? { knownShort: 2.6 } : {}),
      values: rows.filter((row) => row.kind === kind).map((row) => ({ name: row.name, ...row.ratios[over.direct] })),
    })),
    {
      text: "one handler: never slower than eventemitter3",
      limit: 1,
      values: rows.map(({ name, ratios }) => ({ name, ...ratios[over.ee3] })),
    },
  ],
};
