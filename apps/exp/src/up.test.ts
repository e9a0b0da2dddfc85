import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Repository } from "./fixture.js";
import { startOf } from "./process-start.js";
import { readServices, startServices, stopServices } from "./services.js";

let repository: Repository;
beforeEach(() => (repository = new Repository()));
afterEach(async () => {
  await stopServices(repository.path);
  repository.remove();
});

interface Running {
  readonly services: readonly { name: string; url: string; pid: number }[];
  readonly started: readonly string[];
  readonly tokenFile: string;
  readonly targetsFile: string;
}

/** `exp up --json`. */
async function up(...words: readonly string[]): Promise<Running> {
  const { code, stdout, stderr } = await repository.exp(["up", "--json", ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

const folder = (): string => join(repository.path, ".respin", "services");
const systemOf = async (url: string): Promise<unknown> => {
  const status: unknown = await (await fetch(`${url}/api/status`)).json();
  return typeof status === "object" && status !== null && "system" in status ? status.system : status;
};

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("up starts what does not run, kill or not; down stops it, and leaves nothing", async () => {
  const first = await up("--rate", "20", "--for", "5m");
  expect(first.started).toEqual(["spin", "monolithic", "microkernel", "overview"]);
  const [spin, monolithic, microkernel, overview] = first.services;
  for (const { name, url } of [spin, monolithic, microkernel]) expect(await systemOf(url)).toBe(name);

  // The state is its owner's alone, and Prometheus finds all four.
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder()))
    expect([name, statSync(join(folder(), name)).mode & 0o077]).toEqual([name, 0]);
  const targets: unknown = JSON.parse(readFileSync(first.targetsFile, "utf8"));
  expect(targets).toEqual(
    first.services.map(({ name, url }) => ({ targets: [new URL(url).host], labels: { system: name } })),
  );
  const token = readFileSync(first.tokenFile, "utf8").trim();
  const stop = await fetch(`${spin.url}/api/workload`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(stop.status).toBe(204);

  // Killed, it is started again where it was; the others are left alone, and the overview finds it.
  process.kill(spin.pid, "SIGKILL");
  while (isThere(spin.pid)) await sleep(10);
  expect(await systemOf(monolithic.url)).toBe("monolithic");
  expect((await readServices(repository.path)).services.map(({ name }) => name)).not.toContain("spin");
  const second = await up();
  expect(second.started).toEqual(["spin"]);
  expect(second.services.map(({ url }) => url)).toEqual(first.services.map(({ url }) => url));
  expect(second.services.slice(1)).toEqual(first.services.slice(1));
  const isUp = async (): Promise<string> => await (await fetch(`${overview.url}/api/services`)).text();
  while (/false/.test(await isUp())) await sleep(50);

  const { code, stdout } = await repository.exp(["down"]);
  expect(code).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(4);
  for (const { pid } of second.services) expect(isThere(pid)).toBe(false);
  expect(readdirSync(folder())).toEqual([]);
  expect(await repository.exp(["down"])).toEqual({ code: 0, stdout: "Nothing was running.\n", stderr: "" });
  expect(await repository.exp(["down", "--json"])).toEqual({ code: 0, stdout: '{\n  "stopped": []\n}\n', stderr: "" });
});

test("two at once start each of them once", async () => {
  const both = await Promise.all([up("--system", "monolithic"), up("--system", "monolithic")]);
  expect(both.map(({ started }) => started.length).toSorted()).toEqual([0, 2]);
  expect(both[0].services).toEqual(both[1].services);
});

test("a few can be started, then more: the overview follows them all", async () => {
  const few = await startServices(repository.path, { systems: ["microkernel"] });
  expect(few.services.map(({ name }) => name)).toEqual(["microkernel", "overview"]);
  const more = await startServices(repository.path, { systems: ["monolithic"] });
  expect(more.started).toEqual(["monolithic", "overview"]);
  const overview = more.services.find(({ name }) => name === "overview");
  const followed: unknown = await (await fetch(`${overview?.url}/api/services`)).json();
  expect(followed).toMatchObject([{ system: "monolithic" }, { system: "microkernel" }]);
  // On the port that it had.
  expect(overview?.url).toBe(few.services[1].url);
});

test("where one cannot be started, none is, and the last line of its log is told", async () => {
  const other = createServer();
  const portFrom = 20_000 + Math.floor(Math.random() * 10_000);
  await new Promise<void>((resolve) => other.listen(portFrom + 1, "127.0.0.1", resolve));
  const { code, stdout, stderr } = await repository.exp(["up", "--port-from", String(portFrom)]);
  other.close();
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(
    /^RSP_SERVICE_START {2}monolithic could not be started: it ended with 3; its last line: RSP_PORT_IN_USE .*\n$/,
  );
  expect((await readServices(repository.path)).services).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${portFrom}/healthz`)).rejects.toThrow();
  expect(readdirSync(folder()).filter((name) => name.endsWith(".json"))).toEqual([]);
});

test("one that is not ready in time is ended", async () => {
  await expect(startServices(repository.path, { systems: ["spin"], readyMs: 1 })).rejects.toMatchObject({
    code: "RSP_SERVICE_START",
    message: expect.stringMatching(/it was not ready within 0.001 s/),
  });
  expect((await readServices(repository.path)).services).toEqual([]);
});

test("a process that only has the number of a service is neither taken for one nor ended", async () => {
  mkdirSync(folder(), { recursive: true });
  const state = {
    system: "spin",
    pid: process.pid,
    url: "http://127.0.0.1:9",
    startedAt: "2026-01-01T00:00:00Z",
    instance: "x",
  };
  for (const processStart of ["another-boot 12345", undefined]) {
    writeFileSync(join(folder(), "spin.json"), JSON.stringify({ ...state, processStart }));
    expect((await readServices(repository.path)).services).toEqual([]);
    // This process lives to see it.
    expect(await stopServices(repository.path)).toEqual([]);
    expect(readdirSync(folder())).toEqual([]);
  }
});

test("a lock that a killed command left does not hold up the next", async () => {
  mkdirSync(folder(), { recursive: true });
  const ended = { pid: 999_999_999, started: "", token: "" };
  for (const holder of [{ ...ended, pid: 1, started: "another-boot:5" }, ended, "nobody"]) {
    writeFileSync(join(folder(), ".lock-1"), JSON.stringify(holder));
    writeFileSync(join(folder(), "spin.json"), "{");
    writeFileSync(
      join(folder(), "overview.json"),
      JSON.stringify({ system: "overview", pid: 999_999_999, url: "", startedAt: "", instance: "" }),
    );
    expect(await stopServices(repository.path)).toEqual([]);
    expect(readdirSync(folder())).toEqual([]);
  }
});

test.each(["spin.json", "spin.log", "token"])(
  "a folder in the place of %s is told of, and taken away by down",
  async (name) => {
    mkdirSync(join(folder(), name, "within"), { recursive: true });
    const tried = await repository.exp(["up", "--system", "spin"]);
    expect(tried).toMatchObject({ code: 3, stdout: "" });
    expect(tried.stderr).toMatch(/^RSP_SERVICES_FOLDER {2}.*EISDIR.*\n$/);
    expect((await readServices(repository.path)).services).toEqual([]);
    expect(await stopServices(repository.path)).toEqual([]);
    expect(readdirSync(folder())).toEqual([]);
  },
);

test("where the folder should be and something else is, both say so and leave it", async () => {
  mkdirSync(join(folder(), ".."), { recursive: true });
  rmSync(folder(), { recursive: true, force: true });
  writeFileSync(folder(), "somebody's");
  for (const word of ["up", "down"]) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, stderr } = await repository.exp([word]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^RSP_SERVICES_FOLDER {2}.*\n$/);
  }
  expect(readFileSync(folder(), "utf8")).toBe("somebody's");
  rmSync(folder());
});

test("where the token was lost, those that run are started anew where they were, and take the new one", async () => {
  const before = await startServices(repository.path, { systems: ["spin"] });
  rmSync(join(folder(), "token"));
  const after = await startServices(repository.path, { systems: ["spin"] });
  expect(after.started).toEqual(["spin", "overview"]);
  expect(after.services.map(({ url }) => url)).toEqual(before.services.map(({ url }) => url));
  const [spin] = after.services;
  const headers = { authorization: `Bearer ${readFileSync(after.tokenFile, "utf8").trim()}` };
  expect((await fetch(`${spin.url}/api/workload`, { method: "DELETE", headers })).status).toBe(204);
});

test("one whose address cannot be read is not used, and can be stopped", async () => {
  mkdirSync(folder(), { recursive: true });
  for (const url of ["nowhere", "http://127.0.0.1:9/path", "http://elsewhere.example:80"]) {
    const { pid = 0 } = spawn("sleep", ["60"], { stdio: "ignore" });
    const state = { system: "spin", pid, url, startedAt: "", instance: "x", processStart: startOf(pid) };
    writeFileSync(join(folder(), "spin.json"), JSON.stringify(state));
    // oxlint-disable-next-line no-await-in-loop
    expect((await readServices(repository.path)).services).toEqual([]);
    // oxlint-disable-next-line no-await-in-loop
    expect(await stopServices(repository.path)).toMatchObject([{ name: "spin", pid }]);
    expect(isThere(pid)).toBe(false);
  }
});

test.concurrent.each<[readonly string[], number, RegExp]>([
  [["up", "--system", "spn"], 2, /^RSP_USAGE {2}there is no system "spn"; did you mean spin\?/],
  [["up", "--workload", "scna"], 2, /^RSP_USAGE {2}there is no workload "scna"; did you mean scan\?/],
  [["up", "--rate", "0"], 2, /^RSP_USAGE {2}--rate 0 cannot be/],
  [["up", "--for", "3d"], 2, /^RSP_USAGE {2}--for 3d is no duration/],
  [["up", "--port-from", "65533"], 2, /^RSP_USAGE {2}--port-from 65533 cannot be/],
  [["up", "more"], 2, /^RSP_USAGE {2}.*too many/],
  [["down", "--system", "spin"], 2, /^RSP_USAGE {2}exp down has no option --system/],
])("exp %j is refused with %i on one line", async (words, wanted, line) => {
  const scratch = new Repository();
  const { code, stdout, stderr } = await scratch.exp(words);
  expect({ code, stdout }).toEqual({ code: wanted, stdout: "" });
  expect(stderr).toMatch(line);
  expect(stderr.split("\n")).toHaveLength(2);
  expect(readdirSync(scratch.path)).toEqual([]);
  scratch.remove();
});

test("a root that there is not is told of, and is not made", async () => {
  const missing = join(repository.path, "missing");
  const { code, stdout, stderr } = await repository.exp(["up"], { RESPIN_ROOT: missing });
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^RSP_SERVICES_FOLDER {2}.*ENOENT.*\n$/);
  expect(readdirSync(repository.path)).toEqual([]);
});
