import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, ftruncateSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RespinError } from "@respin/experiment";
import type { ServiceName, ServicesFolder, ServiceState } from "./folder.js";
import { startOf } from "../process-start.js";
import { endProcess, isReady } from "./process.js";

/** Programs are run, not imported: a command line and a service share nothing but this path. */
const programs = join(import.meta.dirname, "..", "..", "..", "service", "dist");
/** A log that is longer is begun anew. */
const logBytesMax = 10 << 20;
const lookMs = 25;

/** What a program is started with. */
export interface Launch {
  readonly name: ServiceName;
  readonly words: readonly string[];
  readonly token: string;
  /** Milliseconds until it must be ready. */
  readonly readyMs: number;
  readonly follows?: string;
}

/**
 * Start a program that goes on when this one has ended, and wait until it is ready. Throws RSP_SERVICE_START with the last line
 * of its log; nothing of it runs then.
 */
export async function startOne(folder: ServicesFolder, launch: Launch): Promise<ServiceState> {
  const { name, words, token, readyMs, follows } = launch;
  const logFile = folder.logFile(name);
  const log = folder.openLog(name);
  if (fstatSync(log).size > logBytesMax) ftruncateSync(log, 0);
  const begins = fstatSync(log).size;
  const instance = randomUUID();
  const program = name === "overview" ? "overview.js" : "main.js";
  const child = spawn(process.execPath, [join(programs, program), ...words], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, RESPIN_TOKEN: token, RESPIN_INSTANCE: instance },
  });
  closeSync(log);
  let gone: string | undefined;
  child.on("error", (error) => (gone = error.message));
  child.on("exit", (code, signal) => (gone = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`));
  const { pid } = child;
  if (pid === undefined) {
    await sleep(lookMs);
    throw notStarted(name, gone ?? "there is no process", "");
  }
  const startedAt = new Date().toISOString();
  const base = { system: name, pid, startedAt, instance, processStart: startOf(pid) };
  const stateWith = (url: string): ServiceState => ({ ...base, url, ...(follows === undefined ? {} : { follows }) });
  try {
    // Before it listens, so that it is found should this process be killed meanwhile.
    folder.setState(stateWith(""));
    const end = performance.now() + readyMs;
    for (let url = ""; ;) {
      url = urlIn(linesOf(logFile, begins), pid) ?? "";
      // One look after the other is what waiting is.
      // oxlint-disable-next-line no-await-in-loop
      if (url !== "" && gone === undefined && (await isReady(url))) {
        folder.setState(stateWith(url));
        child.unref();
        return stateWith(url);
      }
      if (gone !== undefined) throw notStarted(name, gone, lastLine(logFile, begins));
      if (performance.now() > end) {
        throw notStarted(name, `it was not ready within ${readyMs / 1000} s`, lastLine(logFile, begins));
      }
      // oxlint-disable-next-line no-await-in-loop
      await sleep(lookMs);
    }
  } catch (error) {
    if (gone === undefined) await endProcess(stateWith(""), 0);
    folder.remove(`${name}.json`);
    throw error;
  }
}

/** The lines of a log from a place on. */
function linesOf(file: string, from: number): readonly string[] {
  return readFileSync(file).subarray(from).toString("utf8").split("\n");
}

/** Where a program says that it listens. */
function urlIn(lines: readonly string[], pid: number): string | undefined {
  for (const line of lines) {
    const said = parsed(line);
    if (said?.["msg"] === "listening" && said["pid"] === pid && typeof said["url"] === "string") return said["url"];
  }
  return undefined;
}

/** The last thing that a program said, as a person reads it. */
function lastLine(file: string, from: number): string {
  const line = linesOf(file, from).findLast((each) => each.trim() !== "") ?? "";
  const said = parsed(line);
  if (said === undefined) return line.trim();
  return [said["code"], said["msg"]].filter((each) => typeof each === "string").join("  ");
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function notStarted(name: string, why: string, said: string): RespinError {
  const words = said === "" ? "it said nothing" : `its last line: ${said}`;
  return new RespinError(
    "RSP_SERVICE_START",
    `${name} could not be started: ${why}; ${words}; nothing that this command started runs`,
  );
}
