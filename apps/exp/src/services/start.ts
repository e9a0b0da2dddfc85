import { join } from "node:path";
import { isRspError } from "@respin/experiment";
import {
  servedSystems,
  serviceNames,
  ServicesFolder,
  type ServedSystem,
  type ServiceName,
  type ServiceState,
} from "./folder.js";
import { locked } from "./lock.js";
import { endProcess, isOurs } from "./process.js";
import { startOne, type Launch } from "./start-one.js";

/** What the services are started with; what runs already goes on as it was started. */
export interface StartOptions {
  /** All, unless said. */
  readonly systems?: readonly ServedSystem[];
  /** Operations a second of each service's workload. */
  readonly rate?: number;
  readonly workload?: string;
  /** Seconds after which they stop by themselves. */
  readonly forSeconds?: number;
  /** The port of the first, and of each other one more; free ones, unless said. */
  readonly portFrom?: number;
  /** Milliseconds until each must be ready. */
  readonly readyMs?: number;
}

/** One program that runs. */
export interface RunningService {
  readonly name: ServiceName;
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
}

/** The services of a repository that run. */
export interface RunningServices {
  readonly folder: string;
  /** The file with the token for whatever changes a service. */
  readonly tokenFile: string;
  /** What Prometheus reads. */
  readonly targetsFile: string;
  readonly services: readonly RunningService[];
  /** Those that this command started. */
  readonly started: readonly ServiceName[];
}

const usual = { rate: 50, workload: "mixed", readyMs: 20_000 };
/** Milliseconds for a program to end by itself. */
export const graceMs = 10_000;

/**
 * Start what does not run of the services and the overview, and wait until all are ready. One that died gets the port that it had. Where the
 * token was lost, those that run are started anew, with another. Throws
 * RSP_SERVICES_FOLDER, RSP_SERVICES_BUSY, and RSP_SERVICE_START: then nothing runs that did not run before.
 */
export async function startServices(root: string, options: StartOptions = {}): Promise<RunningServices> {
  const folder = new ServicesFolder(root);
  folder.make(root);
  return await locked(folder.path, async () => await startMissing(root, folder, options));
}

/** The services of a repository that run now. */
export async function readServices(root: string): Promise<RunningServices> {
  const folder = new ServicesFolder(root);
  return described(folder, await running(folder), []);
}

/** Stop all services of a repository, and remove what was written of them. Returns those that ran. Throws RSP_SERVICES_BUSY. */
export async function stopServices(root: string): Promise<readonly RunningService[]> {
  const folder = new ServicesFolder(root);
  if (!folder.exists) return [];
  return await locked(folder.path, async () => {
    const states = serviceNames.flatMap((name) => folder.state(name) ?? []);
    const ended = await Promise.all(states.map(async (state) => ((await endProcess(state, graceMs)) ? [state] : [])));
    folder.remove(
      "prometheus-targets.json",
      "token",
      ...serviceNames.flatMap((name) => [`${name}.json`, `${name}.log`]),
    );
    return ended.flat().map(runningService);
  });
}

async function startMissing(root: string, folder: ServicesFolder, options: StartOptions): Promise<RunningServices> {
  const { token, isNew } = folder.token();
  // Nobody has the token of those that run: nobody could change them any more.
  const lost = isNew ? await endAll(folder) : [];
  const before = await running(folder);
  const started: ServiceState[] = [];
  const start = async (launch: Omit<Launch, "token" | "readyMs">): Promise<void> => {
    const { readyMs = usual.readyMs } = options;
    started.push(await startOnPort(folder, { ...launch, token, readyMs }, options));
  };
  try {
    const wanted = options.systems ?? servedSystems;
    const missing = servedSystems.filter(
      (name) => (wanted.includes(name) || lost.includes(name)) && !before.some(({ system }) => system === name),
    );
    await Promise.all(missing.map(async (name) => await endHalfStarted(folder, name)));
    // All have ended, one way or the other, before anything is said.
    const outcomes = await Promise.allSettled(
      missing.map(async (name) => {
        const { workload = usual.workload, rate = usual.rate } = options;
        await start({ name, words: ["--system", name, "--workload", workload, "--rate", String(rate)] });
      }),
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    const systems = [...before, ...started].filter(({ system }) => system !== "overview");
    await startOverview(root, folder, inOrder(systems), start);
  } catch (error) {
    await Promise.all(started.map(async (state) => await endProcess(state, graceMs)));
    folder.remove(...started.map(({ system }) => `${system}.json`));
    throw error;
  }
  const all = await running(folder);
  folder.write("prometheus-targets.json", targetsOf(all));
  return described(
    folder,
    all,
    inOrder(started).map(({ system }) => system),
  );
}

/** The overview follows the services by their addresses: where those are others than it was told, another one takes its place. */
async function startOverview(
  root: string,
  folder: ServicesFolder,
  systems: readonly ServiceState[],
  start: (launch: Omit<Launch, "token" | "readyMs">) => Promise<void>,
): Promise<void> {
  const follows = systems.map(({ system, url }) => `${system}=${url}`).join(",");
  const state = folder.state("overview");
  if (state !== undefined && (await isOurs(state))) {
    if (state.url !== "" && state.follows === follows) return;
    await endProcess(state, graceMs);
  }
  const results = join(root, "results");
  const words = ["--services", follows, "--results", results, "--baseline", join(results, "baseline")];
  await start({ name: "overview", follows, words });
}

/** Start a program on the port that was asked for; or on the one that it had when it died, where that is free; or on any. */
async function startOnPort(
  folder: ServicesFolder,
  launch: Launch,
  { portFrom, forSeconds }: StartOptions,
): Promise<ServiceState> {
  const { name } = launch;
  const on = async (port: number | string): Promise<ServiceState> => {
    const time = forSeconds === undefined ? [] : ["--for", String(forSeconds)];
    return await startOne(folder, { ...launch, words: [...launch.words, "--port", String(port), ...time] });
  };
  if (portFrom !== undefined) return await on(portFrom + serviceNames.indexOf(name));
  // Others know it by that.
  const had = folder.state(name)?.url.match(/:(\d+)$/)?.[1];
  if (had === undefined) return await on(0);
  try {
    return await on(had);
  } catch (error) {
    if (!isRspError(error) || !error.message.includes("RSP_PORT_")) throw error;
    return await on(0);
  }
}

/** End what a command started that was killed before it was ready. */
async function endHalfStarted(folder: ServicesFolder, name: ServiceName): Promise<void> {
  const state = folder.state(name);
  if (state !== undefined && state.url === "") await endProcess(state, graceMs);
}

/** End those that run; what is written of them stays. Returns which they were. */
async function endAll(folder: ServicesFolder): Promise<readonly ServiceName[]> {
  const states = await running(folder);
  await Promise.all(states.map(async (state) => await endProcess(state, graceMs)));
  return states.map(({ system }) => system);
}

/** Those that run and can be used, in order. */
async function running(folder: ServicesFolder): Promise<readonly ServiceState[]> {
  const found = await Promise.all(
    serviceNames.map(async (name) => {
      const state = folder.state(name);
      return state !== undefined && state.url !== "" && (await isOurs(state)) ? [state] : [];
    }),
  );
  return inOrder(found.flat());
}

function inOrder(states: readonly ServiceState[]): readonly ServiceState[] {
  return states.toSorted((a, b) => serviceNames.indexOf(a.system) - serviceNames.indexOf(b.system));
}

function described(
  folder: ServicesFolder,
  states: readonly ServiceState[],
  started: readonly ServiceName[],
): RunningServices {
  const { path, tokenFile, targetsFile } = folder;
  return { folder: path, tokenFile, targetsFile, services: states.map(runningService), started };
}

function runningService({ system, url, pid, startedAt }: ServiceState): RunningService {
  return { name: system, url, pid, startedAt };
}

/** The services as Prometheus's file_sd has them. */
function targetsOf(states: readonly ServiceState[]): string {
  const targets = states.map(({ system, url }) => ({ targets: [new URL(url).host], labels: { system } }));
  return `${JSON.stringify(targets, null, 2)}\n`;
}
