import { EventEmitter } from "node:events";
import { EventEmitter as EventEmitter3 } from "eventemitter3";
import { dispatcher, emptyEvent, module } from "../contenders.mjs";
import { code, counter, makeHandlers } from "../handlers.mjs";
import { interleave, median, ratio } from "../measure.mjs";

const over = { ee3: "eventemitter3", node: "EventEmitter" };

/**
 * Raises between changes. One more handler is installed, the event is raised, and the handler is uninstalled again. After
 * every change the dispatcher has to make anew what is behind the event's `raise`. Tapable cannot take a tap out.
 */
export default {
  name: "change",
  measures: "install, raise some times, uninstall, in turn, with n handlers there; ratios to on, emit, off",
  why: "what is gained on a raise must not be paid for by whoever changes the list",
  columns: Object.values(over),

  cells: ({ quick }) => [
    ...[1, 5, 10, 50, 1000].map((handlers) => ({ handlers, raises: 1 })),
    ...(quick ? [10] : [1, 10, 50]).flatMap((handlers) => [10, 100, 1000].map((raises) => ({ handlers, raises }))),
  ],

  run({ handlers: n, raises }, options) {
    const handlers = makeHandlers(n + 1, 1);
    const last = handlers.pop();
    const event = emptyEvent(1);
    for (const handler of handlers) dispatcher.installHandler(module, event, handler);
    const binding = dispatcher.create(module, event, last);
    const ee3 = new EventEmitter3();
    const node = new EventEmitter().setMaxListeners(0);
    for (const handler of handlers) {
      ee3.on("event", handler);
      node.on("event", handler);
    }
    const sum = raises * (((n + 1) * (n + 2)) / 2 + n + 1);
    const expected = (turns) => Math.imul(turns, sum);
    const emitting = ["emitter.on('event', last);", "emitter.emit('event', 1);", "emitter.off('event', last);"];
    const contenders = [
      {
        name: "dispatcher",
        run: changeLoop(
          { dispatcher, module, event, binding },
          ["dispatcher.install(module, binding);", "event.raise(1);", "dispatcher.uninstall(module, binding);"],
          raises,
        ),
      },
      { name: "ee3", run: changeLoop({ emitter: ee3, last }, emitting, raises) },
      { name: "node", run: changeLoop({ emitter: node, last }, emitting, raises) },
    ].map((each) => ({ ...each, expected }));
    const times = interleave(contenders, counter, options);
    return [
      {
        name: `${n.toLocaleString("en")} handlers, ${raises.toLocaleString("en")} raises a change`,
        nanoseconds: median(times.dispatcher),
        ratios: Object.fromEntries(
          Object.entries(over).map(([key, column]) => [column, ratio(times, "dispatcher", key)]),
        ),
      },
    ];
  },

  bars: (rows) => [
    {
      text: "change: never slower than eventemitter3",
      limit: 1,
      // For the same reason, and because a plan of the whole list is made at the first raise after each change.
      knownShort: 80,
      values: rows.map(({ name, ratios }) => ({ name, ...ratios[over.ee3] })),
    },
  ],
};

function changeLoop(names, [before, raise, after], raises) {
  const text = `return function loop(turns) {
    for (let turn = 0; turn < turns; turn++) { ${before} for (let n = 0; n < ${raises}; n++) ${raise} ${after} }
  };`;
  return code(Object.keys(names), text)(...Object.values(names));
}
