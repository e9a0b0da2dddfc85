import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { RespinError } from "@respin/experiment";
import { saidOf } from "./task.js";
import type { Task } from "./task.js";

/** What a measuring process reports while it works. */
export type OnProgress = (ratio: number, label: string) => void;

/**
 * Runs one experiment in a process of its own and returns its document's text. The process ends with this one, however this one
 * ends. Throws what the experiment threw, RSP_RUN_FAILED where the process ended without a word, and RSP_INTERRUPTED.
 */
export function measureInProcess(task: Task, signal: AbortSignal, onProgress: OnProgress): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(interrupted(task));
      return;
    }
    // Whatever it prints goes to standard error, which is no result's place.
    const child = fork(fileURLToPath(new URL("worker.js", import.meta.url)), [], { stdio: ["ignore", 2, 2, "ipc"] });
    let settled = false;
    const settle = (how: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener("abort", stop);
      how();
    };
    const stop = (): void => {
      child.kill("SIGKILL");
      settle(() => reject(interrupted(task)));
    };
    signal.addEventListener("abort", stop, { once: true });
    child.on("message", (message) => {
      const said = saidOf(message);
      if (said?.kind === "progress") onProgress(said.ratio, said.label);
      else if (said?.kind === "document") settle(() => resolve(said.text));
      else if (said?.kind === "error") settle(() => reject(new RespinError(said.code, said.message)));
    });
    child.on("error", (error) =>
      settle(() => reject(new RespinError("RSP_RUN_FAILED", `${task.name} could not be started: ${error.message}`))),
    );
    child.on("exit", (code, killedBy) => {
      const how = killedBy === null ? `with exit code ${code ?? "unknown"}` : `by ${killedBy}`;
      const message = `${task.name} failed: its process ended ${how} before its result was there; \`corepack pnpm exp run ${task.name}\` runs it alone`;
      settle(() => reject(new RespinError("RSP_RUN_FAILED", message)));
    });
    child.send(task, (error) => {
      if (error !== null) child.kill("SIGKILL");
    });
  });
}

function interrupted({ name }: Task): RespinError {
  return new RespinError("RSP_INTERRUPTED", `${name} was interrupted before its end`);
}
