import { machineProfiles, measureNullCalls, systemNames } from "@respin/systems";
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
}
