import { argumentIs, Declarations, integer, nothing, parameter, signature, withClosure } from "../../dist/index.js";
import { emptyEvent, makeDispatcher, module } from "../contenders.mjs";
import { gate, makeClosedHandlers, makeGuards, makeHandlers, makeLoop, argumentsText } from "../handlers.mjs";
import { heapGrowth } from "../measure.mjs";

const raises = 1_000_000;
/** An allocation of as little as 8 bytes a raise would be 8 MB. */
const growthMax = 256 * 1024;
const tries = 3;

/** Every kind of synchronous raise: how it is set up, and on which strategy. */
const kinds = {
  "the intrinsic handler": (on) => on.define(module, "Bench.Event", signatureOf(1), makeHandlers(1, 1)[0]),
  "another handler": (on) => filled(on, 1, 1),
  "a handler with closure": (on) => {
    const event = emptyEvent(1, { on });
    on.installHandler(module, event, makeClosedHandlers(1, 1)[0], { closure: { own: 1 } });
    return event;
  },
  "5 handlers": (on) => filled(on, 5, 1),
  "5 handlers with closures": (on) => {
    const event = emptyEvent(1, { on });
    for (const handler of makeClosedHandlers(5, 1)) on.installHandler(module, event, handler, { closure: { own: 1 } });
    return event;
  },
  "50 handlers": (on) => filled(on, 50, 1),
  "5 handlers, no arguments": (on) => filled(on, 5, 0),
  "5 handlers, 3 arguments": (on) => filled(on, 5, 3),
  "5 handlers, 5 arguments": (on) => filled(on, 5, 5),
  "5 handlers, 9 arguments": (on) => filled(on, 5, 9),
  "5 handlers, 15 arguments": (on) => filled(on, 5, 15),
  "10 guards, all true": (on) =>
    filled(
      on,
      10,
      1,
      guardedBy(() => makeGuards(1, 1, "atLeast")),
    ),
  "10 guards, none true": (on) =>
    filled(
      on,
      10,
      1,
      guardedBy(() => makeGuards(100, 1, "equal").slice(-1)),
    ),
  "a guard with closure": (on) =>
    filled(
      on,
      1,
      1,
      guardedBy(() => [withClosure({ least: 0 }, (closure, a) => a >= closure.least)]),
    ),
  "5 declared matches": (on) =>
    filled(
      on,
      5,
      1,
      guardedBy((k) => [argumentIs("a0", k)]),
    ),
  "100 declared matches": (on) =>
    filled(
      on,
      100,
      1,
      guardedBy((k) => [argumentIs("a0", k)]),
    ),
  "100 declared matches, 5 arguments": (on) =>
    filled(
      on,
      100,
      5,
      guardedBy((k) => [argumentIs("a4", k)]),
    ),
  "a filter": (on) => {
    const event = filled(on, 1, 1);
    const halve = (a) => {
      a.value = 0;
    };
    on.installHandler(module, event, halve, { filter: ["a0"], order: "first" });
    return event;
  },
  cancel: (on) => filled(on, 5, 1, (k) => ({ guards: makeGuards(1, 1, "atLeast"), cancel: k === 2 })),
  "a result, the last one's": (on) => resulting(on, {}),
  "a result handler": (on) => resulting(on, { resultHandler: (a, b) => (a + b) | 0 }),
  "a default handler": (on) =>
    emptied(
      on.define(module, "Bench.Event", signatureOf(1), () => {}, { defaultHandler: makeHandlers(1, 1)[0] }),
      on,
    ),
  "exceptions contained": (on) => {
    const event = filled(on, 5, 1);
    on.setExceptions(module, event, "contained");
    return event;
  },
  "a bound": (on, declarations) =>
    filled(
      on,
      1,
      1,
      () => ({ bound: 1000 }),
      (handler) => declarations.declare(handler, { ephemeral: true }),
    ),
  "a post-guard": (on) => {
    const event = filled(on, 5, 1);
    const post = makeGuards(1, 1, "atLeast");
    for (const binding of on.handlers(event)) on.impose(module, binding, [], { postGuards: post });
    return event;
  },
  "an interceptor": (on) => {
    const event = filled(on, 5, 1);
    on.intercept(module, event, { before: () => {} });
    return event;
  },
};

/** Bytes that a raise allocates, in generated code and interpreted. */
export default {
  name: "allocation",
  measures: "bytes that the heap grows by per raise, over a million raises of each kind",
  why: "a collection in the middle of a raise is a pause that nobody asked for",
  columns: [],
  nodeOptions: ["--min-semi-space-size=128", "--max-semi-space-size=128"],

  cells: () => [{ strategy: "adaptive" }, { strategy: "interpreted" }],

  run({ strategy }, { quick }) {
    return Object.entries(kinds).map(([name, make]) => {
      const declarations = new Declarations();
      const on = makeDispatcher({ strategy, proof: declarations });
      gate.level = 1;
      const event = make(on, declarations);
      const parameters = /(\d+) arguments/.exec(name)?.[1] ?? (name.endsWith("no arguments") ? 0 : 1);
      const run = makeRaises(event, Number(parameters));
      const turns = quick || name.startsWith("50 ") || name.startsWith("10 ") ? raises / 4 : raises;
      // Until it is optimised, and once all that a long run makes of it is made.
      for (let warm = 0; warm < 5; warm++) run(turns / 10);
      const growth = Math.min(...Array.from({ length: tries }, () => heapGrowth(() => run(turns))));
      return {
        name: `${name}, ${strategy === "adaptive" ? "generated" : "interpreted"}`,
        ratios: {},
        bytesPerRaise: growth / turns,
        allocates: growth > growthMax,
      };
    });
  },

  checks: (rows) =>
    rows
      .filter(({ allocates }) => allocates)
      .map(({ name, bytesPerRaise }) => `${name}: ${bytesPerRaise.toFixed(1)} bytes a raise`),
};

function signatureOf(parameters, result = nothing) {
  return signature(
    Array.from({ length: parameters }, (_, n) => parameter(`a${n}`, integer)),
    result,
  );
}

function emptied(event, on) {
  on.uninstall(module, on.intrinsic(event));
  return event;
}

function filled(on, n, parameters, optionsOf = () => ({}), prepare = (handler) => handler) {
  const event = emptied(
    on.define(module, "Bench.Event", signatureOf(parameters), () => {}),
    on,
  );
  makeHandlers(n, parameters).forEach((handler, k) => on.installHandler(module, event, prepare(handler), optionsOf(k)));
  return event;
}

function guardedBy(guards) {
  return (k) => ({ guards: guards(k) });
}

function resulting(on, options) {
  const event = emptied(
    on.define(module, "Bench.Event", signatureOf(1, integer), () => 0, options),
    on,
  );
  for (let k = 0; k < 5; k++) {
    on.installHandler(module, event, (a) => a + k);
  }
  return event;
}

/** Arguments are small integers, of which V8 allocates none. */
function makeRaises(event, parameters) {
  if (parameters <= 5) return makeLoop([event], `target.raise(${argumentsText(parameters)});`, [1, 2, 3, 4, 5]);
  const args = Array.from({ length: parameters }, (_, n) => n).join(", ");
  return makeLoop([event], `target.raise(${args});`, []);
}
