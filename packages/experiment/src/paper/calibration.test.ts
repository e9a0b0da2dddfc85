import {
  machineProfiles,
  measureAsynchronous,
  measureInstall,
  measureNullCalls,
  measureRaise,
  systemNames,
} from "@respin/systems";
import { expect, test } from "vitest";
import { publishedCell } from "./published.js";

/** What the calibrated paths of the system profiles were fitted to, run by the mechanism and compared with the paper's cell. */
const within = 0.02;

for (const machine of machineProfiles.values()) {
  test.each(systemNames)(`a null system call on %s takes what Table 2 says (${machine.name})`, (name) => {
    const us = measureNullCalls(name, machine).systemCall / machine.clockMhz;
    const published = publishedCell(`t2.system-call.${name}`).value;
    expect(Math.abs(us / published - 1)).toBeLessThan(within);
  });

  test(`a null message there and back on the microkernel takes what Table 2 says (${machine.name})`, () => {
    const us = (measureNullCalls("microkernel", machine).messageCall ?? 0) / machine.clockMhz;
    const published = publishedCell("t2.cross-address-space-call.microkernel").value;
    expect(Math.abs(us / published - 1)).toBeLessThan(within);
  });

  test(`a protected in-kernel call on spin takes what Table 2 says (${machine.name})`, () => {
    const us = measureNullCalls("spin", machine).inKernelCall / machine.clockMhz;
    expect(Math.abs(us / publishedCell("t2.in-kernel-call.spin").value - 1)).toBeLessThan(within);
  });

  test.each([
    ["o1.0-args.1-handlers.out-of-line", { parameters: 0, handlers: 1, inLine: false }],
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
