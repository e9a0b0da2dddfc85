import { setTimeout as sleep } from "node:timers/promises";
import { RespinError } from "@respin/experiment";
import { takeFolder } from "../folder-lock.js";

/** Milliseconds to wait for another command that starts or stops the services of the same repository. */
const waitMs = 60_000;

/**
 * Do something that starts or stops services while no other command does. Throws RSP_SERVICES_BUSY when another one does not end.
 *
 * Invariant E1: of two commands that start or stop services of one repository, one waits for the other.
 *   Kept by: the lock of the services' folder (B1). Attacked by: up.test.ts
 */
export async function locked<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + waitMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const taken = await takeFolder(folder);
    if ("release" in taken) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        return await work();
      } finally {
        taken.release();
      }
    }
    if (performance.now() > end) {
      throw new RespinError(
        "RSP_SERVICES_BUSY",
        `another exp up or exp down is at work in ${folder} (process ${taken.heldBy}); wait for it, or end it`,
      );
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(50);
  }
}
