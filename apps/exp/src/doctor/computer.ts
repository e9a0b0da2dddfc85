import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import type { Found, Need } from "./need.js";

const GIB = 2 ** 30;
/** What is installed and built takes 0.4 GB; copies of it, made by tests, and traces and profiles the rest. */
const diskGibMin = 2;
/** Two test runners side by side, or a browser, Prometheus and three systems. */
const memoryGibMin = 2;
/** A server and who asks it; a measurement and everything else that runs. */
const coresMin = 2;
/** Connections of a load test, each with two ends here, and the files of a browser. */
const descriptorsMin = 1024;
/** Of all cores, what others may be busy with. */
const busyPartMax = 0.75;

/** What the computer itself must offer. `root` is where results are written, `repository` where this program is of. */
export function computer(root: string, repository: string): Need[] {
  return [
    {
      name: "quiet computer",
      purposes: ["bench"],
      wanted: `at most ${busyPartMax * 100}% of its cores busy, or ratios of host time mean little`,
      remedy: { advice: "end what runs beside, and wait a minute" },
      look: quiet,
    },
    {
      name: "disk space",
      purposes: ["test", "integration", "bench"],
      wanted: `${diskGibMin} GB free`,
      remedy: { command: "corepack pnpm store prune" },
      look: () => freeDisk(repository),
    },
    {
      name: "memory",
      purposes: ["test", "integration", "bench"],
      wanted: `${memoryGibMin} GB`,
      remedy: { advice: "use a computer, or a container, with more" },
      look: () => amount(memoryBytes() / GIB, memoryGibMin, "GB"),
    },
    {
      name: "cores",
      purposes: ["integration", "bench"],
      wanted: `${coresMin} or more`,
      remedy: { advice: "use a computer, or a container, with more" },
      look: () => amount(availableParallelism(), coresMin, ""),
    },
    {
      name: "open files",
      purposes: ["integration"],
      wanted: `${descriptorsMin} or more at a time`,
      remedy: { command: `ulimit -n ${descriptorsMin * 4}` },
      look: descriptors,
    },
    {
      name: "loopback port",
      purposes: ["integration"],
      wanted: "a free one of 127.0.0.1",
      remedy: { advice: "see to the network of the computer or container" },
      look: freePort,
    },
    {
      name: "results/",
      purposes: ["bench"],
      wanted: "a folder that can be written to",
      remedy: { command: "mkdir -p results && chmod u+rwx results" },
      look: () => ({ state: isWritable(join(root, "results"), root) ? "ok" : "missing" }),
    },
    {
      name: "object files",
      purposes: ["test", "integration", "bench"],
      wanted: "of the sources, compiled with the key of this clone",
      remedy: { command: "corepack pnpm build" },
      look: () => objectFiles(repository),
    },
  ];
}

function quiet(): Found {
  const [busy] = loadavg();
  const part = busy / availableParallelism();
  return { state: part <= busyPartMax ? "ok" : "busy", found: `${Math.round(part * 100)}% busy in the last minute` };
}

async function freeDisk(folder: string): Promise<Found> {
  const { bavail, bsize } = await statfs(folder);
  return amount((bavail * bsize) / GIB, diskGibMin, "GB");
}

/** What this process may have at most: a container's limit, or all that the computer has. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

function descriptors(): Found {
  const answer = execFileSync("/bin/sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  return answer === "unlimited" ? { state: "ok", found: answer } : amount(Number(answer), descriptorsMin, "");
}

function freePort(): Promise<Found> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve({ state: "missing" }));
    server.listen({ host: "127.0.0.1", port: 0 }, () => server.close(() => resolve({ state: "ok" })));
  });
}

function isWritable(folder: string, parent: string): boolean {
  try {
    if (existsSync(folder) && !statSync(folder).isDirectory()) return false;
    accessSync(existsSync(folder) ? folder : parent, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks the tool that builds them what it would build. */
function objectFiles(repository: string): Found {
  try {
    execFileSync(process.execPath, [join(repository, "tools", "build-extensions.mjs"), "--check"], { stdio: "pipe" });
    return { state: "ok" };
  } catch (error) {
    const said = error instanceof Error && "stdout" in error ? String(error.stdout).trim() : "";
    return said === "" ? { state: "missing" } : { state: "old", found: `${said.split("\n").length} to be built` };
  }
}

function amount(found: number, least: number, unit: string): Found {
  const shown = `${found < 10 ? Math.round(found * 10) / 10 : Math.round(found)} ${unit}`.trim();
  return { state: found >= least ? "ok" : "missing", found: shown };
}
