import { Kernel } from "@respin/core";
import { Machine, Platter } from "@respin/hardware";
import { expect, test } from "vitest";
import { systemCosts } from "./profile.js";
import { SystemCalls } from "./system-calls.js";
import { codeOf, machine as profile } from "./testing/placements.js";

test("a system call is handled by who handles its application's, and by nobody else", () => {
  const machine = new Machine(profile, { platter: Platter.for(profile.disk), systemCosts: systemCosts.spin });
  const kernel = new Kernel(machine);
  const { translation } = kernel;
  const calls = new SystemCalls(kernel);
  const [mine, theirs] = [translation.create(), translation.create()];
  const raise = calls.handledFor(mine, "the extension of mine");
  const call = function* () {
    return "handled";
  };
  expect(raise(call).next()).toEqual({ done: true, value: "handled" });
  expect(codeOf(() => calls.raisedFor(theirs)(call))).toBe("RSP_SYSTEM_CALL");
});
