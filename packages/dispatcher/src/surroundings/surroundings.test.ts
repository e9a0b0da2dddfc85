import { expect, test } from "vitest";
import { microtasks } from "./executor.js";
import { plenty } from "./memory.js";
import { Modules } from "./modules.js";
import { Declarations } from "./proof.js";

test("a module's descriptor is its own: nothing else has its name", () => {
  const modules = new Modules();
  const one = modules.create("one");
  const two = modules.create("one");
  expect(modules.nameOf(one)).toBe("one");
  expect(one).not.toBe(two);
  for (const forged of [{}, Object.create(one), { ...one }, new Proxy(one, {})] as object[]) {
    expect(modules.nameOf(forged)).toBeUndefined();
  }
  expect(new Modules().nameOf(one)).toBeUndefined();
  expect(Object.isFrozen(one)).toBe(true);
});

test("what is declared of a procedure is known of it, and of no other", () => {
  const proof = new Declarations();
  const procedure = (): void => {};
  expect(proof.declare(procedure, { functional: true })).toBe(procedure);
  expect(proof.factsOf(procedure)).toEqual({ functional: true });
  expect(proof.factsOf(() => {})).toBeUndefined();
  expect(proof.strict).toBe(false);
  expect(new Declarations({ strict: true }).strict).toBe(true);
});

test("microtasks run when what runs now has returned, in order", async () => {
  const ran: string[] = [];
  microtasks.start("a", () => void ran.push("a"));
  microtasks.start("b", () => void ran.push("b"));
  expect(ran).toEqual([]);
  await Promise.resolve();
  expect(ran).toEqual(["a", "b"]);
});

test("memory is plenty, unless said", () => {
  expect(plenty.isLow()).toBe(false);
});
