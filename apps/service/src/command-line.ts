import { parseArgs } from "node:util";
import { RespinError, systemNames, type SystemName } from "@respin/systems";
import { suggestion } from "@respin/experiment";
import { rateMax } from "./machine/served-system.js";
import { workloads } from "./workloads/index.js";

/** What every program of this package is told. */
export interface CommonOptions {
  readonly host: string;
  readonly port: number;
  /** Seconds after which it stops by itself. */
  readonly forSeconds: number | undefined;
  readonly logLevel: string;
}

export interface ServiceOptions extends CommonOptions {
  readonly system: SystemName;
  readonly workload: string | undefined;
  readonly rate: number;
  readonly frames: number;
}

export interface OverviewOptions extends CommonOptions {
  /** The services' addresses, and their systems where those are said. */
  readonly services: readonly { readonly url: string; readonly system: string | undefined }[];
  /** Folders of result documents. */
  readonly results: string | undefined;
  readonly baseline: string | undefined;
}

type Values = Readonly<Record<string, string | undefined>>;

const common = ["host", "port", "for", "log-level"];
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
/** Frames of memory, where a service is not told otherwise: 1 MB, which its workloads soon fill. */
const framesUsual = 128;
const rateUsual = 50;

/** The command line of the program of one system. Throws RSP_USAGE. */
export function serviceOptions(words: readonly string[]): ServiceOptions {
  const values = valuesOf(words, [...common, "system", "workload", "rate", "frames"]);
  const system = systemNames.find((each) => each === values["system"]);
  if (system === undefined) {
    const wanted = values["system"];
    throw usage(
      wanted === undefined
        ? `name the system: --system ${systemNames.join(", --system ")}`
        : `there is no system ${JSON.stringify(wanted)}; ${suggestion(wanted, systemNames)}`,
    );
  }
  const { workload } = values;
  const names = workloads.map(({ name }) => name);
  if (workload !== undefined && !names.includes(workload)) {
    throw usage(`there is no workload ${JSON.stringify(workload)}; ${suggestion(workload, names)}`);
  }
  return {
    ...commonOptions(values),
    system,
    workload,
    rate: numberOf(values, "rate", { min: Number.MIN_VALUE, max: rateMax }) ?? rateUsual,
    frames: numberOf(values, "frames", { min: 24, max: 8192, whole: true }) ?? framesUsual,
  };
}

/** The command line of the overview program. Throws RSP_USAGE. */
export function overviewOptions(words: readonly string[]): OverviewOptions {
  const values = valuesOf(words, [...common, "services", "results", "baseline"]);
  const services = (values["services"] ?? "").split(",").filter((word) => word !== "");
  if (services.length === 0) throw usage("name the services: --services URL,URL,URL, as exp up prints them");
  return {
    ...commonOptions(values),
    services: services.map((word) => serviceOf(word)),
    results: values["results"],
    baseline: values["baseline"],
  };
}

/** A service as it is named: its address, or SYSTEM=address. */
function serviceOf(word: string): OverviewOptions["services"][number] {
  const [, system, url] = /^(?:([a-z]+)=)?(.*)$/s.exec(word) ?? [];
  if (!URL.canParse(url) || !/^http:\/\/[^/?#]+\/?$/.test(url)) {
    throw usage(`${JSON.stringify(url)} is no address of a service; give one such as http://127.0.0.1:8080`);
  }
  if (system !== undefined && !systemNames.some((each) => each === system)) {
    throw usage(`there is no system ${JSON.stringify(system)}; ${suggestion(system, systemNames)}`);
  }
  return { url: url.replace(/\/$/, ""), system };
}

function commonOptions(values: Values): CommonOptions {
  const logLevel = values["log-level"] ?? "info";
  if (!logLevels.includes(logLevel)) {
    throw usage(`there is no log level ${JSON.stringify(logLevel)}; ${suggestion(logLevel, logLevels)}`);
  }
  const host = values["host"] ?? "127.0.0.1";
  if (host === "") throw usage("--host is empty; give an address, such as 127.0.0.1");
  return {
    host,
    port: numberOf(values, "port", { min: 0, max: 65_535, whole: true }) ?? 0,
    forSeconds: numberOf(values, "for", { min: Number.MIN_VALUE, max: 2_000_000 }),
    logLevel,
  };
}

function valuesOf(words: readonly string[], names: readonly string[]): Values {
  const unknown = words
    .filter((word) => word.startsWith("--"))
    .map((word) => word.replace(/=.*$/s, ""))
    .find((flag) => !names.includes(flag.slice(2)));
  if (unknown !== undefined) {
    throw usage(
      `there is no option ${unknown}; ${suggestion(
        unknown,
        names.map((name) => `--${name}`),
      )}`,
    );
  }
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string", multiple: true } as const]));
    const { values } = parseArgs({ args: [...words], options, strict: true, allowPositionals: false });
    const once = Object.entries(values).map(([name, given]) => {
      const [value, ...more] = [given].flat().map(String);
      if (more.length > 0) throw usage(`--${name} is given twice; give it once`);
      return [name, value] as const;
    });
    return Object.fromEntries(once);
  } catch (error) {
    if (error instanceof RespinError || !(error instanceof Error)) throw error;
    throw usage(`the command line cannot be read: ${error.message}`);
  }
}

function numberOf(
  values: Values,
  name: string,
  { min, max, whole = false }: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max && (!whole || Number.isSafeInteger(number))) return number;
  const from = min === Number.MIN_VALUE ? "a number above 0 and" : `a ${whole ? "whole " : ""}number from ${min}`;
  throw usage(`--${name} ${text} cannot be; give ${from} up to ${max}`);
}

function usage(message: string): RespinError {
  return new RespinError("RSP_USAGE", message, { usage: true });
}
