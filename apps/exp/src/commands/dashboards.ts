import { suggestion } from "@respin/experiment";
import type { Options } from "../declarations/declare.js";
import type { ExitCode } from "../exit.js";
import { UsageError } from "../usage.js";

/** What can be done with the dashboards, and the options of each. */
const OPTIONS = {
  push: ["url", "token", "folder", "datasource", "annotate", "json"],
  check: ["prometheus", "syntaxOnly", "json"],
} as const;

/** `exp dashboards push|check`. Throws RSP_USAGE, and what the two throw. */
export async function dashboards(
  what: string,
  options: Options,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  if (what !== "push" && what !== "check") {
    throw new UsageError(`exp dashboards does no ${JSON.stringify(what)}; ${suggestion(what, Object.keys(OPTIONS))}`);
  }
  const own: readonly string[] = OPTIONS[what];
  const foreign = Object.keys(options).find((name) => !own.includes(name));
  if (foreign !== undefined) {
    throw new UsageError(
      `exp dashboards ${what} has no option ${flagOf(foreign)}; it has ${own.map(flagOf).join(", ")}`,
    );
  }
  const json = options["json"] === true;
  if (what === "check") {
    const prometheus = needed(options, "prometheus", "http://127.0.0.1:9090");
    const { checkQueries } = await import("./dashboards-check.js");
    return await checkQueries({ url: prometheus, syntaxOnly: options["syntaxOnly"] === true, json });
  }
  const url = needed(options, "url", "http://127.0.0.1:3000");
  const { push } = await import("./dashboards-push.js");
  return await push({
    url,
    token: textOf(options, "token") ?? environment["GRAFANA_TOKEN"],
    folder: textOf(options, "folder") ?? "Respin",
    source: textOf(options, "datasource"),
    annotate: textOf(options, "annotate"),
    json,
  });
}

function needed(options: Options, name: string, example: string): string {
  const value = textOf(options, name);
  if (value !== undefined) return value;
  throw new UsageError(`${flagOf(name)} is missing; give an address, such as ${flagOf(name)} ${example}`);
}

function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
