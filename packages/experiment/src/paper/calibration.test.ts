import { machineProfiles, measureAsynchronous, measureInstall, measureCall, measureRaise } from "@respin/systems";
import { expect, test } from "vitest";
import { publishedCell } from "./published.js";

/** What the calibrated paths of the system profiles were fitted to, run by the mechanism and compared with the paper's cell. */
const within = 0.03;

for (const machine of machineProfiles.values()) {
  test.each([
    ["spin", "in-kernel", "t2.in-kernel-call.spin"],
    ["spin", "system-call", "t2.system-call.spin"],
    ["monolithic", "system-call", "t2.system-call.monolithic"],
    ["microkernel", "system-call", "t2.system-call.microkernel"],
    ["monolithic", "cross-address-space", "t2.cross-address-space-call.monolithic"],
    ["microkernel", "cross-address-space", "t2.cross-address-space-call.microkernel"],
  ] as const)(`on %s a call (%s) of the null procedure takes what %s says (${machine.name})`, (system, kind, id) => {
    const us = (measureCall(system, kind, { machine })?.cycles ?? 0) / machine.clockMhz;
    expect(Math.abs(us / publishedCell(id).value - 1)).toBeLessThan(within);
  });

  test.each([
    ["o1.0-args.1-handlers.out-of-line", { parameters: 0, handlers: 1, inLine: false }],
    ["o1.0-args.5-handlers.out-of-line", { parameters: 0, handlers: 5, inLine: false }],
    ["o1.0-args.10-handlers.out-of-line", { parameters: 0, handlers: 10, inLine: false }],
    ["o1.0-args.10-handlers.inline", { parameters: 0, handlers: 10, inLine: true }],
    ["o1.5-args.10-handlers.out-of-line", { parameters: 5, handlers: 10, inLine: false }],
  ] as const)(`a raise takes what %s says (${machine.name})`, (id, setting) => {
    const { cycles } = measureRaise(machine, { ...setting, firing: "all", guards: "predicates" });
    expect(Math.abs(cycles / machine.clockMhz / publishedCell(id).value - 1)).toBeLessThan(within);
  });

  test.each([
    ["o3.install-1", 1],
    ["o3.install-100", 100],
  ] as const)(`installing takes what %s says (${machine.name})`, (id, handlers) => {
    const us = measureInstall(machine, handlers, "after each").cycles / machine.clockMhz;
    expect(Math.abs(us / publishedCell(id).value - 1)).toBeLessThan(within);
  });

  test(`an asynchronous raise takes as much more as OSDI'96 says at least (${machine.name})`, () => {
    const [event, synchronous] = (["event", "synchronous"] as const).map(
      (mode) => measureAsynchronous(machine, 1, mode).cycles,
    );
    const us = (event - synchronous) / machine.clockMhz;
    expect(Math.abs(us / publishedCell("o3.async-min").value - 1)).toBeLessThan(within);
  });
}
