import { MACHINES, machineNamed, RespinError, suggestion } from "@respin/experiment";
import { renderText } from "@respin/report";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, textOptions } from "../output.js";

/** `exp machine [NAME]`: the machine profiles there are, or one; as JSON it is a file for `run --machine`. Throws RSP_MACHINE. */
export function machine(name: string | undefined, json: boolean): ExitCode {
  if (name === undefined) {
    if (json) printJson(MACHINES);
    else for (const each of MACHINES) print(each);
    return EXIT.ok;
  }
  if (!MACHINES.includes(name)) {
    const message = `there is no machine profile ${JSON.stringify(name)}; ${suggestion(name, MACHINES)}`;
    throw new RespinError("RSP_MACHINE", message, { usage: true });
  }
  const profile = machineNamed(name);
  if (json) {
    printJson(profile);
    return EXIT.ok;
  }
  const table = {
    title: `${profile.name}: ${profile.clockMhz} MHz, ${profile.frames} frames of ${profile.frameBytes} bytes`,
    columns: ["cycles", "per", "origin"],
    rows: Object.entries(profile.costs).map(([label, { cycles, unit, origin }]) => ({
      label,
      values: [cycles, unit, origin],
    })),
    notes: [profile.source, "With --json: the whole profile, as run --machine FILE takes it."],
  };
  print(renderText(table, textOptions()));
  return EXIT.ok;
}
