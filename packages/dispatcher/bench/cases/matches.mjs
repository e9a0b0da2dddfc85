import { EventEmitter as EventEmitter3 } from "eventemitter3";
import { anything, argumentIs, fieldIs, nothing, parameter, signature } from "../../dist/index.js";
import { dispatcher, module } from "../contenders.mjs";
import { code, counter, makeDirectCalls, makeHandlers, makeManyHandlers } from "../handlers.mjs";
import { interleave, median, ratio } from "../measure.mjs";

const sizes = [10, 100, 1000, 10_000, 100_000];
const over = { direct: "direct call", ten: "10 bindings", map: "Map and call", ee3: "eventemitter3 by name" };
/** A power of two, and as many as there are different values to meet. */
const raised = 1 << 17;

/** What is matched on: how the k-th value looks, what guards a binding, and what a Map would be asked for. */
const subjects = {
  integers: { value: (k) => k, guard: (k) => argumentIs("a", k), key: "a" },
  // Integers far apart: an array would have many more holes than elements.
  scattered: {
    value: (k) => Math.imul(k, 7919),
    guard: (k) => argumentIs("a", Math.imul(k, 7919)),
    key: "a",
  },
  strings: { value: (k) => `/a/path/of/${k}`, guard: (k) => argumentIs("a", `/a/path/of/${k}`), key: "a" },
  packets: {
    value: (k) => Uint8Array.of(8, 0, k >>> 24, k >>> 16, k >>> 8, k),
    guard: (k) => fieldIs("a", { offset: 2, width: 4 }, k),
    key: "((a[2] << 24 | a[3] << 16 | a[4] << 8 | a[5]) >>> 0)",
  },
};

/**
 * Bindings that each match on another value, of which one fires. Beside them what a program for this one purpose would do:
 * a Map from value to procedure, and an emitter with a name per value. Both show what memory costs, which no index saves.
 *
 * The handlers are closures of sixteen texts. With a text each, a hundred thousand of them would never be optimised, and
 * they would be what is measured.
 */
export default {
  name: "matches",
  measures: "raises of an event with n declared matches, one of which fires; the same value each time, or random ones",
  why: "demultiplexing: the cost must not grow with how many wait for something",
  columns: Object.values(over),

  cells: ({ quick }) => [
    { subject: "integers", rotating: false },
    { subject: "integers", rotating: true },
    { subject: "scattered", rotating: true },
    ...(quick ? [] : [{ subject: "strings", rotating: true }]),
    { subject: "packets", rotating: true },
  ],

  run({ subject, rotating }, options) {
    const { value, guard, key } = subjects[subject];
    const [direct] = makeHandlers(1, 1);
    const contenders = [];
    for (const n of sizes) {
      const handlers = makeManyHandlers(n);
      const distinct = Array.from({ length: n }, (_, k) => value(k));
      const ks = rotating ? randomIndices(n) : new Int32Array(raised).fill(n >> 1);
      const values = Array.from(ks, (k) => distinct[k]);
      const expected = sumsOf(ks);

      const event = dispatcher.define(module, "Bench.Match", signature([parameter("a", anything)], nothing), () => {});
      dispatcher.uninstall(module, dispatcher.intrinsic(event));
      handlers.forEach((handler, k) => dispatcher.installHandler(module, event, handler, { guards: [guard(k)] }));
      const map = new Map(handlers.map((handler, k) => [subject === "packets" ? k : distinct[k], handler]));
      contenders.push(
        { name: `dispatcher ${n}`, expected, run: makeValueLoop(values, "target.raise(a);", event) },
        { name: `map ${n}`, expected, run: makeValueLoop(values, `target.get(${key})(a);`, map) },
      );
      if (subject !== "packets") {
        const emitter = new EventEmitter3();
        handlers.forEach((handler, k) => emitter.on(distinct[k], handler));
        contenders.push({ name: `ee3 ${n}`, expected, run: makeValueLoop(values, "target.emit(a, a);", emitter) });
      }
      // Every value once: what is behind a value is made when it is first raised.
      for (const each of distinct) event.raise(each);
    }
    const call = makeDirectCalls([[direct]], 1, [1]);
    contenders.push({ name: "direct", ...call, expected: (turns) => Math.imul(turns, 2) });
    const times = interleave(contenders, counter, options);
    return sizes.map((n) => ({
      name: `${n.toLocaleString("en")} ${subject}, ${rotating ? "random" : "the same"}`,
      bindings: n,
      rotating,
      nanoseconds: median(times[`dispatcher ${n}`]),
      ratios: {
        [over.direct]: ratio(times, `dispatcher ${n}`, "direct"),
        [over.ten]: ratio(times, `dispatcher ${n}`, `dispatcher ${sizes[0]}`),
        [over.map]: ratio(times, `dispatcher ${n}`, `map ${n}`),
        ...(subject === "packets" ? {} : { [over.ee3]: ratio(times, `dispatcher ${n}`, `ee3 ${n}`) }),
      },
      mapGrowth: ratio(times, `map ${n}`, `map ${sizes[0]}`),
    }));
  },

  bars: (rows) => [
    ...[false, true].map((rotating) => ({
      text: `declared matches, ${rotating ? "random values" : "same value"}: 100,000 within 3 times 10`,
      limit: 3,
      // Ten bindings are in the host's first cache, a hundred thousand in none: a Map's lookup and call alone grow as much.
      ...(rotating ? { knownShort: 40 } : {}),
      values: rows
        .filter((row) => row.bindings === sizes.at(-1) && row.rotating === rotating)
        .map(({ name, ratios }) => ({ name, ...ratios[over.ten] })),
    })),
    {
      text: "declared matches: never slower than eventemitter3 with a name per value",
      limit: 1,
      // An object's property by a string's name is the host's fastest lookup.
      knownShort: 3,
      values: rows
        .filter(({ ratios }) => over.ee3 in ratios)
        .map(({ name, ratios }) => ({ name, ...ratios[over.ee3] })),
    },
  ],

  notes: (rows) =>
    rows
      .filter(({ bindings }) => bindings === sizes.at(-1))
      .map(
        ({ name, mapGrowth: { ratio: growth } }) =>
          `${name}: a Map's lookup and call alone grow ${growth.toFixed(1)} times from 10`,
      ),
};

function makeValueLoop(values, body, target) {
  return code(
    ["values", "target"],
    `return function loop(turns) { for (let turn = 0; turn < turns; turn++) { const a = values[turn & ${raised - 1}]; ${body} } };`,
  )(values, target);
}

function randomIndices(n) {
  let state = 1;
  return Int32Array.from({ length: raised }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  });
}

/** What the counter says after so many turns. */
function sumsOf(ks) {
  const sums = new Int32Array(raised + 1);
  for (let turn = 0; turn < raised; turn++) sums[turn + 1] = sums[turn] + ks[turn] + 1;
  return (turns) => (Math.imul(Math.floor(turns / raised), sums[raised]) + sums[turns % raised]) | 0;
}
