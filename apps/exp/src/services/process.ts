import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "../process-start.js";
import type { ServiceState } from "./folder.js";

/** Milliseconds for an answer of a service that is there. */
const answerMs = 2000;

/**
 * Whether the process of that number is the one that was started, and still there: it began when that one did; or, where the host does not say
 * when, it answers as that one does. Numbers are used again: what is not known to be ours is nobody's to end.
 */
export async function isOurs(state: ServiceState): Promise<boolean> {
  if (state.processStart !== undefined) return startOf(state.pid) === state.processStart;
  return isThere(state.pid) && (await answersAs(state));
}

/** Ask a process to end; end it if it does not. Does nothing to one that is not ours. Returns whether there was one. */
export async function endProcess(state: ServiceState, graceMs: number): Promise<boolean> {
  if (!(await isOurs(state))) return false;
  signal(state.pid, "SIGTERM");
  if (await isGone(state, graceMs)) return true;
  signal(state.pid, "SIGKILL");
  await isGone(state, answerMs);
  return true;
}

/** Whether a service says that it is ready. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerMs), redirect: "error" });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function answersAs({ url, instance }: ServiceState): Promise<boolean> {
  if (url === "") return false;
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(answerMs), redirect: "error" });
    await response.arrayBuffer();
    return response.headers.get("x-respin-instance") === instance;
  } catch {
    return false;
  }
}

/** Wait until a process is gone. False when it is still there after so long. */
async function isGone(state: ServiceState, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  const isThereStill = (): boolean =>
    state.processStart === undefined ? isThere(state.pid) : startOf(state.pid) === state.processStart;
  while (isThereStill()) {
    if (performance.now() > end) return false;
    // oxlint-disable-next-line no-await-in-loop
    await sleep(20);
  }
  return true;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It was quicker.
  }
}
