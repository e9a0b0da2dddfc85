import { beforeEach, expect, test } from "vitest";
import { run } from "../testing/boot.js";
import { thrown } from "../testing/extensions.js";
import { Handover } from "./handover.js";
import {
  User,
  boot,
  call,
  client,
  counter,
  ejected,
  file,
  handlers,
  kernel,
  lines,
  load,
  loadPinning,
  reclaim,
  settle,
  user,
  v1Handler,
} from "../testing/versions.js";

beforeEach(boot);

test("calls under way finish in the old one, which ends when the last has left it; its account is its own", () => {
  const { old, pins } = loadPinning({ body: `pay(100); ${v1Handler}` });
  const results: unknown[] = [];
  const callers = [call(old, results), call(user(old), results, User)];
  settle();
  const next = kernel.extensions.replace(old, file(2, { body: `pay(7); ${v1Handler}` }));
  expect([old.state, old.balance().operations, next.balance().operations, pins()]).toEqual(["replaced", 100, 7, 1]);
  expect([old.balance().handlers, next.balance().handlers]).toEqual([0, 1]);
  callers.push(call(next, results), call(next, results));
  settle();
  for (const [n, caller] of callers.entries()) {
    expect(pins()).toBe(n < 2 ? 1 : 0);
    kernel.strands.unblock(caller);
    settle();
  }
  expect([results, lines()]).toEqual([
    [1, 1, 2, 2],
    ["v1 goes on", "v1 goes on", "v2 goes on", "v2 goes on"],
  ]);
  expect([next.state, kernel.extensions.running.length]).toEqual(["running", 2]);
});

test("who calls the new one by the old one's client spends the new one's operations, within its limit", () => {
  const old = load(1, { Do: `pay(given);` });
  const held = counter(old);
  held.Do(5);
  const next = kernel.extensions.replace(old, file(2, { Do: `pay(given);` }), { limits: { operations: 100 } });
  held.Do(70);
  expect([old.balance().operations, next.balance().operations]).toEqual([5, 70]);
  expect(thrown(() => held.Do(101)).code).toBe("RSP_OPERATIONS");
});

test("an old one that nobody is in ends at once, and its frames are the new one's", () => {
  const { old, pins } = loadPinning();
  const next = kernel.extensions.replace(old, file(2));
  expect([pins(), old.balance().frames, next.balance().frames]).toEqual([0, 0, 1]);
  kernel.extensions.unload(next);
  expect([kernel.storage.free, handlers(), kernel.extensions.running]).toEqual([16, 1, []]);
});

test("an old one that is replaced in the middle of its own handler finishes that first", () => {
  const { old, pins } = loadPinning({
    body: `let meanwhile; Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v1 begins"); meanwhile(); say("v1 ends"); return page; });`,
    Take: `meanwhile = given;`,
  });
  const { storage, strands, extensions } = kernel;
  // The kernel's procedure that it calls is one that replaces it.
  extensions.clientOf(old, Handover).Take(() => void extensions.replace(old, file(2, { Take: "count = 7;" })));
  run(
    strands,
    (function* () {
      storage.events.Reclaim.raise(yield* storage.allocate(client));
    })(),
  );
  expect([lines(), old.state]).toEqual([["v1 begins", "v1 ends"], "replaced"]);
  settle();
  expect(pins()).toBe(0);
  reclaim();
  expect(lines().at(-1)).toBe("v2 reclaims");
});

test("a call that has the old one replaced, and waits only then, finishes there", () => {
  const { old, pins } = loadPinning({
    body: `let meanwhile;`,
    Take: `meanwhile = given;`,
    Wait: `meanwhile(); yield; yield; say("v1 goes on"); return 1;`,
  });
  const { strands, extensions } = kernel;
  extensions.clientOf(old, Handover).Take(() => void extensions.replace(old, file(2, { Take: "count = 7;" })));
  const results: unknown[] = [];
  call(old, results);
  strands.runUntil(() => old.state === "replaced" && strands.ready === 1);
  expect([results, pins()]).toEqual([[], 1]);
  settle();
  expect([results, lines(), pins()]).toEqual([[1], ["v1 goes on"], 0]);
});

test("the end of the new one is the end of calls that are still in the old one, too", () => {
  const { old, pins } = loadPinning();
  const results: unknown[] = [];
  call(old, results);
  settle();
  const next = kernel.extensions.replace(old, file(2));
  call(next, results);
  settle();
  const last = kernel.extensions.replace(next, file(3));
  settle();
  expect([results, pins()]).toEqual([[], 1]);
  kernel.extensions.unload(last);
  settle();
  expect([results, kernel.storage.free, pins()]).toEqual([["RSP_EJECTED", "RSP_EJECTED"], 16, 0]);
  expect(thrown(() => kernel.strands.runUntil(() => false)).message).toContain("0 strands are blocked");
});

test("an old one that does harm while it finishes is ejected, and the new one runs on", () => {
  const { old } = loadPinning({ Wait: `Strand_Block.raise(Strand_Current.raise()); yield; for (;;) pay(1);` });
  const results: unknown[] = [];
  const caller = call(old, results);
  settle();
  const next = kernel.extensions.replace(old, file(2));
  kernel.strands.unblock(caller);
  settle();
  expect([results, old.state, next.state, counter(next).Version()]).toEqual([["RSP_EJECTED"], "ejected", "running", 2]);
  expect(ejected).toEqual([expect.stringContaining("counter was ejected from a strand")]);
});

test("an old one's own strands go on until they end, and keep it", () => {
  const { old, pins } = loadPinning({
    body: `Strand_Start.raise("own", (function* () { Strand_Block.raise(strand = Strand_Current.raise()); yield; say("own ends"); })()); let strand;`,
    Give: `return { strand };`,
  });
  settle();
  const next = kernel.extensions.replace(
    old,
    file(2, { body: `let kept;`, Take: `kept = given.strand;`, Do: `Strand_Unblock.raise(kept);` }),
  );
  expect([old.balance().strands, pins()]).toEqual([1, 1]);
  counter(next).Do(undefined);
  settle();
  expect([lines(), old.balance().strands, pins()]).toEqual([["own ends"], 0, 0]);
});

test("an old one's strand that has not begun is one of them", () => {
  const { old, pins } = loadPinning({
    body: `const begin = () => Strand_Start.raise("own", (function* () { say("own ran"); })());`,
    Take: `begin();`,
  });
  kernel.extensions.clientOf(old, Handover).Take(undefined);
  kernel.extensions.replace(old, file(2, { Take: `` }));
  expect([old.balance().strands, pins()]).toEqual([1, 1]);
  settle();
  expect([lines(), old.balance().strands, pins()]).toEqual([["own ran"], 0, 0]);
});

test("an old one that goes on installs no handlers beside the new one's", () => {
  const { extensions } = kernel;
  const old = load(1, { Wait: `Strand_Block.raise(Strand_Current.raise()); yield; ${v1Handler} return 1;` });
  const results: unknown[] = [];
  const caller = call(old, results);
  settle();
  const next = extensions.replace(old, file(2));
  kernel.strands.unblock(caller);
  settle();
  expect([results, old.state, handlers(), next.balance().handlers]).toEqual([
    ["RSP_EXTENSION_ENDED"],
    "replaced",
    2,
    1,
  ]);
});
