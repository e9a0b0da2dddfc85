import { workerData } from "node:worker_threads";

/**
 * A thread of a measuring process: it ends the process when the one that started it, whose number it is given, has ended. An
 * experiment may compute for as long as it likes without a turn of its event loop, and would hear of that only behind it.
 */
const LOOK_MS = 500;

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL");
}, LOOK_MS);
