/** The contenders, each set up its own usual way. A set is what is on one event: procedures, and perhaps guards. */
import { EventEmitter } from "node:events";
import { EventEmitter as EventEmitter3 } from "eventemitter3";
import { SyncHook } from "tapable";
import { Dispatcher, integer, Modules, nothing, parameter, signature } from "../dist/index.js";
import { argumentsText, disturbedTurns, makeGuards, makeHandlers, makeLoop, parameterNames } from "./handlers.mjs";

const modules = new Modules();
export const module = modules.create("bench");
export const makeDispatcher = (options = {}) => new Dispatcher({ modules, ...options });
/** Events that are dropped with all their handlers count as installed for ever. */
export const dispatcher = makeDispatcher({ limits: { handlersPerModule: Number.MAX_SAFE_INTEGER } });

export function eventSignature(parameters, result = nothing) {
  return signature(
    parameterNames(parameters).map((name) => parameter(name, integer)),
    result,
  );
}

/** An event whose own procedure is uninstalled, so that what runs is what gets installed. */
export function emptyEvent(parameters, { on = dispatcher, result } = {}) {
  const event = on.define(module, "Bench.Event", eventSignature(parameters, result), () => {});
  on.uninstall(module, on.intrinsic(event));
  return event;
}

/** An event with the first procedure as its intrinsic handler, and the others installed. */
export function eventOf([intrinsic, ...others], parameters) {
  const event = dispatcher.define(module, "Bench.Event", eventSignature(parameters), intrinsic);
  for (const handler of others) dispatcher.installHandler(module, event, handler);
  return event;
}

export function guardedEvent({ handlers, guards }, parameters) {
  const event = emptyEvent(parameters);
  handlers.forEach((handler, n) => dispatcher.installHandler(module, event, handler, { guards: [guards[n]] }));
  return event;
}

/** Raises, and in the warm-up raises with one more handler there: no event stays as it was first raised. */
export function raising(events, parameters, args) {
  const run = makeLoop(events, `target.raise(${argumentsText(parameters)});`, args);
  const disturb = () => {
    const bindings = events.map((event) => dispatcher.installHandler(module, event, makeHandlers(1, parameters)[0]));
    run(disturbedTurns);
    for (const binding of bindings) dispatcher.uninstall(module, binding);
  };
  return { run, disturb };
}

/** As `raising`. */
function looping(lists, extra, body, args) {
  const run = makeLoop(lists, body, args);
  const disturb = () => {
    for (const list of lists) list.push(extra);
    run(disturbedTurns);
    for (const list of lists) list.pop();
  };
  return { run, disturb };
}

export function handLoop(sets, parameters, args) {
  const [handler] = makeHandlers(1, parameters);
  return looping(
    sets.map((handlers) => handlers.map((each) => ({ handler: each }))),
    { handler },
    `for (let n = 0; n < target.length; n++) target[n].handler(${argumentsText(parameters)});`,
    args,
  );
}

export function guardedHandLoop(sets, parameters, args) {
  const passed = argumentsText(parameters);
  const [handler] = makeHandlers(1, parameters);
  const [guard] = makeGuards(1, parameters, "atLeast");
  return looping(
    sets.map(({ handlers, guards }) => handlers.map((each, n) => ({ guard: guards[n], handler: each }))),
    { guard, handler },
    `for (let n = 0; n < target.length; n++) { const each = target[n]; if (each.guard(${passed})) each.handler(${passed}); }`,
    args,
  );
}

/** As `raising`; since a tap cannot be taken out, the last one is not there at first. */
export function calling(sets, parameters, args) {
  const hooks = sets.map((handlers) => {
    const hook = new SyncHook(parameterNames(parameters));
    handlers.slice(0, -1).forEach((handler, n) => hook.tap(`tap${n}`, handler));
    return hook;
  });
  const run = makeLoop(hooks, `target.call(${argumentsText(parameters)});`, args);
  run(disturbedTurns);
  hooks.forEach((hook, n) => hook.tap("last", sets[n].at(-1)));
  return { run };
}

const listening = (emitter, handlers) => {
  for (const handler of handlers) emitter.on("event", handler);
  return emitter;
};
export const emitter3Of = (handlers) => listening(new EventEmitter3(), handlers);
export const emitterOf = (handlers) => listening(new EventEmitter().setMaxListeners(0), handlers);

/** As `raising`. */
export function emitting(emitters, parameters, args) {
  const run = makeLoop(emitters, `target.emit(${['"event"', ...parameterNames(parameters)].join(", ")});`, args);
  const disturb = () => {
    const [listener] = makeHandlers(1, parameters);
    for (const emitter of emitters) emitter.on("event", listener);
    run(disturbedTurns);
    for (const emitter of emitters) emitter.off("event", listener);
  };
  return { run, disturb };
}
