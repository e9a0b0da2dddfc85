import { readFileSync } from "node:fs";
import { join } from "node:path";
import { choice, RespinError } from "@respin/experiment";
import type { Options } from "../declarations/declare.js";
import { computer } from "../doctor/computer.js";
import { purposes, versionIn, type Found, type Need, type Purpose } from "../doctor/need.js";
import { programs, type Pins } from "../doctor/programs.js";
import { commandsFor } from "../doctor/remedy.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson } from "../output.js";
import { repositoryRoot } from "../root.js";

type Checked = Need & Found;

const purposeParameter = choice(purposes, { default: "test", help: "" });

/**
 * `exp doctor [--for PURPOSE]`: what this machine has of what the tests, the integration tests and the measurements need, and
 * the command that gets what is missing. 0 if nothing of it is, otherwise 1. Throws RSP_PARAMETER, RSP_DOCTOR_PINS.
 */
export async function doctor(root: string, options: Options): Promise<ExitCode> {
  const asked = typeof options["for"] === "string" ? [purposeParameter.parse(options["for"], "--for")] : purposes;
  // What this program is of, whatever folder its results go to.
  const repository = repositoryRoot({});
  const needs = [...computer(root, repository), ...programs(repository, pinsOf(repository))];
  const checked: Checked[] = [];
  // One after the other, and how busy the computer is first: to look takes work itself.
  for (const need of needs) {
    if (need.purposes.some((purpose) => asked.includes(purpose))) checked.push({ ...need, ...(await need.look()) });
  }
  const lacking = checked.filter(isLacking);
  if (options["json"] === true) printJson(documentOf(asked, checked));
  else print(textOf(asked, checked, lacking));
  return lacking.length === 0 ? EXIT.ok : EXIT.claimFails;
}

/** A computer that is busy lacks nothing: it is told of, and passes. */
function isLacking({ state }: Checked): boolean {
  return state !== "ok" && state !== "busy";
}

/** The versions that package.json states. Throws RSP_DOCTOR_PINS where it does not. */
function pinsOf(repository: string): Pins {
  const stated: unknown = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const node = versionIn(textAt(stated, "engines", "node"));
  const pnpm = versionIn(textAt(stated, "packageManager"));
  if (node !== undefined && pnpm !== undefined) return { node, pnpm };
  const message = "package.json: engines.node or packageManager states no version; restore it with git";
  throw new RespinError("RSP_DOCTOR_PINS", message);
}

function textAt(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) at = typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined;
  return typeof at === "string" ? at : "";
}

function documentOf(asked: readonly Purpose[], checked: readonly Checked[]): object {
  return {
    schema: "respin.doctor/v1",
    for: asked,
    ok: !checked.some(isLacking),
    needs: checked.map(({ name, state, found, wanted, purposes: whom, remedy }) => ({
      name,
      state,
      found: found ?? null,
      wanted,
      for: whom,
      command: state === "ok" ? null : (commandsFor([remedy])[0] ?? null),
      advice: state === "ok" || !("advice" in remedy) ? null : remedy.advice,
    })),
  };
}

function textOf(asked: readonly Purpose[], checked: readonly Checked[], lacking: readonly Checked[]): string {
  const nameWidth = Math.max(...checked.map(({ name }) => name.length)) + 2;
  const lines = checked.flatMap(({ name, state, found, wanted, purposes: whom, remedy }) => {
    const about = [found, `for ${whom.join(", ")}`].filter((each) => each !== undefined).join("; ");
    const line = `${state.padEnd(9)}${name.padEnd(nameWidth)}${about}`;
    if (state === "ok") return [line];
    const indent = " ".repeat(9 + nameWidth);
    const remedies = "advice" in remedy ? [remedy.advice] : commandsFor([remedy]);
    return [line, `${indent}needed: ${wanted}`, ...remedies.map((each) => indent + each)];
  });
  const whatFor = asked.join(", ");
  if (lacking.length === 0) return [...lines, "", `Nothing is missing for ${whatFor}.`].join("\n");
  const commands = commandsFor(lacking.map(({ remedy }) => remedy)).map((command) => `    ${command}`);
  const said = `Missing or too old for ${whatFor}: ${lacking.map(({ name }) => name).join(", ")}.`;
  return [...lines, "", ...(commands.length === 0 ? [said] : [`${said} To get it:`, "", ...commands])].join("\n");
}
