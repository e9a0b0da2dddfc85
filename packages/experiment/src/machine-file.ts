import { readFileSync } from "node:fs";
import { bringMachine } from "@respin/systems";
import { reasonOf, RespinError } from "./errors.js";

/** Whether what was given for a machine is a file, and not a name: names have no such characters. */
export function isMachineFile(asked: string): boolean {
  return /[/\\.]/.test(asked);
}

/**
 * Reads a machine profile from a file and makes it known by its name, which is returned: every experiment can run on it from
 * then on. Throws RSP_MACHINE_FILE (not to be read, or no profile), RSP_MACHINE_TAKEN.
 */
export async function bringMachineFile(file: string): Promise<string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = reasonOf(error);
    throw unfit(file, why === "ENOENT" ? "there is no such file" : `it cannot be read (${why})`, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unfit(file, text.trim() === "" ? "it is empty" : "it is not JSON", error);
  }
  const { parseMachine } = await import("./machine-schema.js");
  const parsed = parseMachine(value);
  if ("wrong" in parsed) throw unfit(file, parsed.wrong);
  bringMachine(parsed.machine);
  return parsed.machine.name;
}

function unfit(file: string, wrong: string, cause?: unknown): RespinError {
  const message = `--machine ${file}: ${wrong}; \`exp machine alpha-axp-3000-400 --json\` prints a machine profile to begin with`;
  return new RespinError("RSP_MACHINE_FILE", message, { usage: true, cause });
}
