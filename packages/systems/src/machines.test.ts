import { alphaAxp3000400 } from "@respin/hardware";
import { expect, test } from "vitest";
import { bringMachine, machineNamed, machineProfiles } from "./machines.js";

test("a machine that was brought is known by its name, and may be brought again as it is", () => {
  const faster = { ...alphaAxp3000400, name: "faster", clockMhz: 266 };
  expect(() => machineNamed("faster")).toThrow(expect.objectContaining({ code: "RSP_MACHINE" }));
  bringMachine(faster);
  bringMachine({ ...faster });
  expect(machineNamed("faster").clockMhz).toBe(266);
  expect([...machineProfiles.keys()]).toEqual([alphaAxp3000400.name, "faster"]);
});

test("a name stands for one machine", () => {
  const other = { ...alphaAxp3000400, clockMhz: 1 };
  expect(() => bringMachine(other)).toThrow(
    expect.objectContaining({ code: "RSP_MACHINE_TAKEN", message: expect.stringContaining(alphaAxp3000400.name) }),
  );
  expect(machineNamed(alphaAxp3000400.name).clockMhz).toBe(133);
});
