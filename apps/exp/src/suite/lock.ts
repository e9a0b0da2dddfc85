import { RespinError } from "@respin/experiment";
import { takeFolder, type Lock } from "../folder-lock.js";
import { shownPath } from "../output.js";

/** Takes a folder, which the option names, for this run. Throws RSP_BENCH_RUNNING where a living process has it. */
export async function lockFolder(folder: string, option: "--out" | "--baseline" = "--out"): Promise<Lock> {
  const taken = await takeFolder(folder);
  if (!("heldBy" in taken)) return taken;
  const where = shownPath(folder);
  const message = `exp bench already runs in ${where}, as process ${taken.heldBy}; wait for it, or name another folder with ${option}`;
  throw new RespinError("RSP_BENCH_RUNNING", message, { usage: true });
}
