import autocannon from "autocannon";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "@respin/experiment";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, json, startSystem, type Program } from "./testing/program.js";

// Every route that looks, on all three services at once, while their workloads run: no error, and memory that does not grow.

const seconds = Number(process.env["RESPIN_LOAD_SECONDS"] ?? "60");
const names = ["spin", "monolithic", "microkernel"] as const;
const paths = ["/metrics", "/api/status", "/api/events"] as const;
/** Connections for each path of each service. */
const connections = 4;
/** Readers of each service's stream. */
const streams = 8;
const rate = 50;
/** A service may never have more than this, in bytes: ten times what its machine holds, and what Node itself takes. */
const residentMax = 320 * 2 ** 20;
/** Of the last third of the time to the second third: what still grows then grows for ever. */
const growthMax = 5 / 4;

const programs = new Map<string, Program>(
  names.map((name) => [name, startSystem(name, ["--workload", "mixed", "--rate", String(rate)])]),
);
const urls = new Map<string, string>();
beforeAll(async () => {
  for (const [name, program] of programs) urls.set(name, await program.ready());
});
afterAll(async () => {
  await Promise.all([...programs.values()].map((program) => program.stop("SIGKILL")));
});

/** Bytes of memory that a process has. */
function residentOf(pid: number | undefined): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1024;
}

interface Figures {
  readonly system: string;
  readonly path: string;
  readonly requests: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly failed: number;
}

async function press(system: string, path: string): Promise<Figures> {
  const result = await autocannon({ url: `${urls.get(system)}${path}`, connections, duration: seconds });
  return {
    system,
    path,
    requests: result.requests.total,
    perSecond: Math.round(result.requests.average),
    medianMs: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
    failed: result.errors + result.timeouts + result.non2xx + result.mismatches,
  };
}

/** Follow a service's stream until told to leave; returns the messages that came. */
async function follow(url: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${url}/api/live`, { signal });
  const decoder = new TextDecoder();
  let messages = 0;
  try {
    for await (const piece of response.body ?? []) {
      messages += decoder.decode(piece, { stream: true }).split("event: state").length - 1;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return messages;
}

/** Load and unload an extension, again and again; returns how often. */
async function churn(url: string, signal: AbortSignal): Promise<number> {
  const file = new URL("../../../packages/extensions/gatekeeper/dist/gatekeeper.rsp", import.meta.url);
  const body = readFileSync(file);
  const headers = { ...bearer, "content-type": "application/octet-stream" };
  let times = 0;
  for (; !signal.aborted; times++) {
    const loaded = await fetch(`${url}/api/extensions?name=gatekeeper`, { method: "POST", headers, body });
    expect([loaded.status, await loaded.text()]).toEqual([201, '{"name":"gatekeeper"}']);
    const unloaded = await fetch(`${url}/api/extensions/gatekeeper`, { method: "DELETE", headers: bearer });
    expect(unloaded.status).toBe(204);
    await sleep(200);
  }
  return times;
}

test(
  `${seconds} s of load: no error, and bounded memory`,
  async () => {
    const resident = new Map(names.map((name): [string, number[]] => [name, []]));
    const timer = setInterval(() => {
      for (const name of names) resident.get(name)?.push(residentOf(programs.get(name)?.child.pid));
    }, 1000);
    const leave = new AbortController();
    const following = names.flatMap((name) =>
      Array.from({ length: streams }, () => follow(urls.get(name) ?? "", leave.signal)),
    );
    const churning = churn(urls.get("spin") ?? "", leave.signal);
    const figures = await Promise.all(names.flatMap((name) => paths.map((path) => press(name, path))));
    clearInterval(timer);
    leave.abort();
    const messages = await Promise.all(following);
    console.table(figures);
    console.log(
      `extensions loaded and unloaded: ${await churning} times; messages of a stream: ${Math.min(...messages)} to ${Math.max(...messages)}`,
    );
    const memory = names.map((name) => {
      const samples = resident.get(name) ?? [];
      const third = Math.floor(samples.length / 3);
      const [second, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map((part) => median(part));
      const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
      return {
        system: name,
        secondMib: mib(second),
        lastMib: mib(last),
        maxMib: mib(Math.max(...samples)),
        growth: last / second,
      };
    });
    console.table(memory);

    for (const { system, path, requests, failed } of figures) {
      expect([system, path, failed]).toEqual([system, path, 0]);
      expect(requests).toBeGreaterThan(seconds);
    }
    // One a second, or nearly: the host may have been busy.
    for (const each of messages) expect(each).toBeGreaterThan(seconds / 2);
    for (const { system, growth, maxMib } of memory) {
      expect(growth, `${system} grows`).toBeLessThanOrEqual(growthMax);
      expect(maxMib * 2 ** 20, `${system} is large`).toBeLessThanOrEqual(residentMax);
    }
    const workloads = await Promise.all(
      names.map(async (name) => (await json(`${urls.get(name)}/api/status`))["workload"]),
    );
    console.table(workloads);
    for (const workload of workloads) {
      expect(workload).toMatchObject({ name: "mixed", failures: 0 });
      // The load takes processor time from the workload, but it goes on.
      expect(Object(workload)["operations"]).toBeGreaterThan(rate * seconds * 0.2);
    }
    for (const [name, program] of programs) {
      const lines = program.log.filter(({ level, code }) => Number(level) >= 40 && code !== "RSP_BEHIND");
      expect([name, lines, program.stderr]).toEqual([name, [], ""]);
      const stop = await fetch(`${urls.get(name)}/api/workload`, { method: "DELETE", headers: bearer });
      expect(stop.status).toBe(204);
      expect(await program.stop()).toEqual({ code: 0, signal: null });
    }
  },
  (seconds + 120) * 1000,
);
