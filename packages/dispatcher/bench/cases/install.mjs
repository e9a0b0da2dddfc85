import { EventEmitter } from "node:events";
import { EventEmitter as EventEmitter3 } from "eventemitter3";
import { SyncHook } from "tapable";
import { argumentIs } from "../../dist/index.js";
import { dispatcher, emptyEvent, module } from "../contenders.mjs";
import { counter, makeManyHandlers } from "../handlers.mjs";
import { estimate, heapHeld, median, nanoseconds } from "../measure.mjs";

const sizes = [1, 10, 100, 1000, 10_000, 100_000];
const most = sizes.at(-1);
/** Handlers of one sample: small lists are made many times over. */
const perSample = 5000;
const over = { ee3: "eventemitter3", node: "EventEmitter", tapable: "tapable" };

/** What the counter says when handlers 0 to n - 1 have run. */
const sums = (n) => ((n * (n + 1)) / 2) | 0;

/** Installing. What is installed is there: every list is raised once afterwards, not timed, and must count right. */
export default {
  name: "install",
  measures: "installing n handlers on a new event, per handler; ratios to `on` and `tap`",
  why: "extensions come and go; a system with many of them must not take longer and longer to let one in",
  columns: Object.values(over),

  cells: () => [{ part: "times" }, { part: "heap", matched: false }, { part: "heap", matched: true }],

  run({ part, matched }, options) {
    return part === "times" ? timesOf(options) : heapOf(matched);
  },

  bars(rows) {
    const value = (key) =>
      rows
        .filter((row) => key in row)
        .map((row) => ({ name: row.name, ratio: row[key], interval: [row[key], row[key]] }));
    return [
      { text: "100,000 handlers installed in under 2 seconds", limit: 2, values: value("seconds") },
      { text: "under 1,024 bytes of heap a binding", limit: 1024, values: value("bytes") },
      {
        text: "installing is at worst n log n: from 1,000 to 100,000 handlers at most 5/3 the time of each",
        limit: 5 / 3,
        // A heap of a hundred thousand bindings is more to collect, and in no cache.
        knownShort: 3,
        values: rows.filter(({ growth }) => growth !== undefined).map(({ name, growth }) => ({ name, ...growth })),
      },
      {
        text: "install: never slower than eventemitter3's on",
        limit: 1,
        // `on` pushes a listener to an array. Here it is checked, its module's right to install is asked, and it is placed.
        knownShort: 80,
        values: rows
          .filter(({ ratios }) => over.ee3 in ratios)
          .map(({ name, ratios }) => ({ name, ...ratios[over.ee3] })),
      },
    ];
  },

  notes: (rows) =>
    rows
      .filter(({ seconds }) => seconds !== undefined)
      .map(({ name, seconds, bytes, bytesRaised, firstRaise }) =>
        [
          `${name}: ${seconds.toFixed(2)} s, ${bytes.toFixed(0)} bytes of heap each`,
          `${bytesRaised.toFixed(0)} once raised; the first raise took ${(firstRaise / 1e6).toFixed(0)} ms`,
        ].join(", "),
      ),
};

/** How each makes what handlers are installed on, installs them, and raises. */
const makers = {
  dispatcher: {
    make: () => emptyEvent(1),
    install: (event, handlers) => {
      for (const handler of handlers) dispatcher.installHandler(module, event, handler);
    },
    raise: (event) => event.raise(1),
  },
  ee3: {
    make: () => new EventEmitter3(),
    install: (emitter, handlers) => {
      for (const handler of handlers) emitter.on("event", handler);
    },
    raise: (emitter) => emitter.emit("event", 1),
  },
  node: {
    make: () => new EventEmitter().setMaxListeners(0),
    install: (emitter, handlers) => {
      for (const handler of handlers) emitter.on("event", handler);
    },
    raise: (emitter) => emitter.emit("event", 1),
  },
  tapable: {
    make: () => new SyncHook(["a"]),
    install: (hook, handlers) => {
      for (const handler of handlers) hook.tap("tap", handler);
    },
    raise: (hook) => hook.call(1),
  },
};

/** Tapable's generated code for more taps is more than V8 compiles. */
const tapsRaisedMax = 10_000;

function timesOf({ quick }) {
  const times = new Map();
  const handlers = makeManyHandlers(most);
  for (const n of sizes) {
    const list = handlers.slice(0, n);
    const lists = Math.max(1, Math.round(perSample / n));
    const rounds = n === most ? 5 : n === 10_000 ? 7 : quick ? 7 : 15;
    const perHandler = Object.fromEntries(Object.keys(makers).map((name) => [name, []]));
    for (let round = -3; round < rounds; round++) {
      for (const [name, { make, install, raise }] of Object.entries(makers)) {
        const made = Array.from({ length: lists }, make);
        globalThis.gc({ type: n >= 10_000 ? "major" : "minor" });
        const time = nanoseconds(() => {
          for (const each of made) install(each, list);
        });
        if (round >= 0) perHandler[name].push(time / lists / n);
        if (name === "tapable" && n > tapsRaisedMax) continue;
        counter.clear();
        for (const each of made.slice(0, 3)) raise(each);
        const wanted = Math.imul(Math.min(3, lists), sums(n));
        if (counter.sum !== wanted) throw new Error(`${name} counted ${counter.sum}, not ${wanted}`);
      }
    }
    times.set(n, perHandler);
  }
  return sizes.map((n) => {
    const { dispatcher: own, ...others } = times.get(n);
    return {
      name: `${n.toLocaleString("en")} handlers`,
      nanoseconds: median(own),
      ratios: Object.fromEntries(
        Object.entries(others).map(([name, theirs]) => [
          over[name],
          estimate(own.map((time, at) => time / theirs[at])),
        ]),
      ),
      growth: n === most ? estimate(own.map((time) => time / median(times.get(1000).dispatcher))) : undefined,
    };
  });
}

function heapOf(matched) {
  const handlers = makeManyHandlers(most);
  let seconds = 0;
  let firstRaise = 0;
  const { held, kept } = heapHeld(() => {
    const event = emptyEvent(1);
    seconds =
      nanoseconds(() => {
        handlers.forEach((handler, k) =>
          dispatcher.installHandler(module, event, handler, matched ? { guards: [argumentIs("a0", k)] } : {}),
        );
      }) / 1e9;
    return event;
  });
  const raised = heapHeld(() => {
    counter.clear();
    firstRaise = nanoseconds(() => kept.raise(7));
    if (counter.sum !== (matched ? 8 : sums(most))) throw new Error(`the first raise counted ${counter.sum}`);
    // Behind an index, each value's part is made when it is first raised.
    if (matched) for (let k = 0; k < most; k++) kept.raise(k);
    return kept;
  });
  return [
    {
      name: `${most.toLocaleString("en")} ${matched ? "bindings with a declared match" : "bindings"}`,
      ratios: {},
      seconds,
      firstRaise,
      bytes: held / most,
      bytesRaised: (held + raised.held) / most,
    },
  ];
}
