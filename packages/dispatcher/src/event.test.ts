import { expect, test } from "vitest";
import { Dispatcher, DispatchError } from "./index.js";

test("with its intrinsic handler alone, an event is that procedure", () => {
  const intrinsic = (a: number): number => a + 1;
  const event = new Dispatcher().define("Add.One", intrinsic, "add");
  expect(event.raise).toBe(intrinsic);
});

test("the last handler's result is the event's", () => {
  const dispatcher = new Dispatcher();
  const reclaim = dispatcher.define("PhysAddr.Reclaim", (candidate: string) => candidate, "core");
  const binding = dispatcher.install(reclaim, () => "another", { module: "ext", guard: (page) => page === "mine" });
  expect(reclaim.raise("mine")).toBe("another");
  expect(reclaim.raise("theirs")).toBe("theirs");
  dispatcher.uninstall(binding);
  expect(reclaim.raise("mine")).toBe("mine");
  expect(() => dispatcher.uninstall(binding)).toThrowError(DispatchError);
});

test("all guards are evaluated before the first handler runs", () => {
  const dispatcher = new Dispatcher();
  const log: string[] = [];
  let open = true;
  const event = dispatcher.define("E", () => void log.push("intrinsic"), "m");
  dispatcher.install(event, () => void ((open = false), log.push("a")), { module: "a", order: "first" });
  dispatcher.install(event, () => void log.push("b"), { module: "b", guard: () => open });
  event.raise();
  expect(log).toEqual(["a", "intrinsic", "b"]);
});

test("a binding that cancels ends the evaluation, when its guard is true", () => {
  const dispatcher = new Dispatcher();
  const log: string[] = [];
  const event = dispatcher.define("Fault", (_: number) => void log.push("kill"), "core");
  dispatcher.install(event, () => void log.push("handle"), {
    module: "x",
    order: "first",
    cancel: true,
    guard: (n) => n === 1,
  });
  event.raise(1);
  event.raise(2);
  expect(log).toEqual(["handle", "kill"]);
});

test("a raise in progress keeps the list it began with", () => {
  const dispatcher = new Dispatcher();
  const log: string[] = [];
  const event = dispatcher.define("E", () => void log.push("intrinsic"), "m");
  const second = dispatcher.install(event, () => void log.push("second"), { module: "s" });
  dispatcher.install(event, () => dispatcher.uninstall(second), { module: "f", order: "first" });
  event.raise();
  expect(log).toEqual(["intrinsic", "second"]);
});

test("an observer hears how many guards and handlers a raise took", () => {
  const heard: [string, number, number][] = [];
  const dispatcher = new Dispatcher((...raise) => void heard.push(raise));
  const event = dispatcher.define("E", () => 0, "m");
  event.raise();
  dispatcher.install(event, () => 1, { module: "a", guard: () => false });
  event.raise();
  expect(heard).toEqual([["E", 1, 1]]);
});

test("an event holds 31 handlers and refuses the next by name", () => {
  const dispatcher = new Dispatcher();
  const event = dispatcher.define("E", () => 0, "m");
  for (let n = 1; n < 31; n++) dispatcher.install(event, () => n, { module: `m${n}` });
  expect(event.raise()).toBe(30);
  expect(() => dispatcher.install(event, () => 0, { module: "late" })).toThrowError(/late cannot install on E/);
});
