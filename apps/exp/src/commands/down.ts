import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson } from "../output.js";
import { stopServices } from "../services.js";

/** `exp down`: stops what `exp up` started, and removes what was written of it. Throws what `stopServices` throws. */
export async function down(root: string, json: boolean): Promise<ExitCode> {
  const stopped = await stopServices(root);
  if (json) printJson({ stopped });
  else if (stopped.length === 0) print("Nothing was running.");
  else for (const { name, pid } of stopped) print(`${name} is stopped (process ${pid})`);
  return EXIT.ok;
}
