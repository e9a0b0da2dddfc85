import { SYSTEMS, suggestion } from "@respin/experiment";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, shownPath } from "../output.js";
import { startServices, type RunningServices, type StartOptions } from "../services.js";
import { UsageError } from "../usage.js";
import type { Options } from "../declarations/declare.js";

const workloads = ["transactions", "scan", "mixed"];
const seconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };
const forSecondsMax = 7 * 24 * 3600;

/**
 * `exp up`: starts what does not run of the three services and the overview, and prints where they are. Throws RSP_USAGE, and what
 * `startServices` throws.
 */
export async function up(root: string, options: Options): Promise<ExitCode> {
  const running = await startServices(root, startOptions(options));
  if (options["json"] === true) printJson(running);
  else print(tellRunning(running));
  return EXIT.ok;
}

function tellRunning({ services, started, tokenFile }: RunningServices): string {
  const nameWidth = Math.max(...services.map(({ name }) => name.length));
  const urlWidth = Math.max(...services.map(({ url }) => url.length));
  const rows = services.map(({ name, url, pid }) => {
    const how = started.includes(name) ? "started" : "ran already";
    return `${name.padEnd(nameWidth)}  ${url.padEnd(urlWidth)}  process ${pid}, ${how}`;
  });
  const overview = services.find(({ name }) => name === "overview");
  return [
    ...rows,
    "",
    `${overview?.url ?? ""} shows them side by side; each shows itself. What changes one wants the token in`,
    `${shownPath(tokenFile)}. To stop them: exp down`,
  ].join("\n");
}

function startOptions(options: Options): StartOptions {
  const { system, workload, rate, portFrom } = options;
  const forText = options["for"];
  return {
    ...(typeof system === "string" ? { systems: systemsOf(system) } : {}),
    ...(typeof workload === "string" ? { workload: workloadOf(workload) } : {}),
    ...(typeof rate === "string" ? { rate: numberOf("--rate", rate, { above: 0, max: 10_000 }) } : {}),
    ...(typeof forText === "string" ? { forSeconds: durationOf(forText) } : {}),
    ...(typeof portFrom === "string" ? { portFrom: portOf(portFrom) } : {}),
  };
}

function systemsOf(text: string): NonNullable<StartOptions["systems"]> {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names)].map((name) => {
    const found = SYSTEMS.find((each) => each === name);
    if (found === undefined)
      throw new UsageError(`there is no system ${JSON.stringify(name)}; ${suggestion(name, SYSTEMS)}`);
    return found;
  });
}

function workloadOf(text: string): string {
  if (workloads.includes(text)) return text;
  throw new UsageError(`there is no workload ${JSON.stringify(text)}; ${suggestion(text, workloads)}`);
}

/** Seconds of a duration such as 90s, 10m, 2h; a number alone is seconds. */
function durationOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const duration = number === "" ? Number.NaN : Number(number) * seconds[unit];
  if (duration > 0 && duration <= forSecondsMax) return duration;
  throw new UsageError(`--for ${text} is no duration; give one such as 90s, 10m or 2h, up to 168h`);
}

function portOf(text: string): number {
  const port = numberOf("--port-from", text, { above: 0, max: 65_532 });
  if (Number.isSafeInteger(port)) return port;
  throw new UsageError(`--port-from ${text} is no port; give a whole number from 1 up to 65532`);
}

function numberOf(option: string, text: string, { above, max }: { above: number; max: number }): number {
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number > above && number <= max) return number;
  throw new UsageError(`${option} ${text} cannot be; give a number above ${above} and up to ${max}`);
}
