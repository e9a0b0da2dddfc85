import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { json, Program, startSystem } from "./testing/program.js";

const programs: Program[] = [];
afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop("SIGKILL")));
});
function started(program: Program): Program {
  programs.push(program);
  return program;
}

test("SIGTERM under load: what was asked is answered, streams end, and it is gone with 0 within five seconds", async () => {
  const program = started(startSystem("microkernel", ["--workload", "scan", "--rate", "10000"]));
  const url = await program.ready();
  const stream = await fetch(`${url}/api/live`);
  let streamed = 0;
  const streaming = (async () => {
    for await (const piece of stream.body ?? []) streamed += piece.length;
    return "ended";
  })();
  let answered = 0;
  const wrong: unknown[] = [];
  let stopping = false;
  const askers = Array.from({ length: 4 }, async () => {
    while (!stopping || program.child.exitCode === null) {
      try {
        const response = await fetch(`${url}/metrics`);
        await response.text();
        if (response.status === 200) answered++;
        else wrong.push(response.status);
      } catch (error) {
        // A connection that it refuses is no answer cut short.
        const { cause } = error as { cause?: { code?: string } };
        if (!stopping) wrong.push(cause?.code ?? error);
        else return;
      }
    }
  });
  await program.line("the machine cannot keep up: operations were left out");
  const began = performance.now();
  stopping = true;
  expect(await program.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(5000);
  await Promise.all(askers);
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(5);
  expect(await streaming).toBe("ended");
  expect(streamed).toBeGreaterThan(0);
  expect(program.log.map(({ msg }) => msg).slice(-2)).toEqual(["stopping", "stopped"]);
  expect(program.stderr).toBe("");
});

test("who holds a request open does not hold up the end", async () => {
  const program = started(startSystem("monolithic"));
  const held = holding(await program.ready());
  await sleep(50);
  const began = performance.now();
  expect(await program.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(5000);
  expect(program.log.at(-1)).toMatchObject({ msg: "stopped" });
  held.destroy();
});

test("a second signal ends it at once", async () => {
  const program = started(startSystem("monolithic"));
  const held = holding(await program.ready());
  await sleep(50);
  const began = performance.now();
  program.child.kill("SIGTERM");
  await program.line("stopping");
  expect(await program.stop("SIGINT")).toEqual({ code: 130, signal: null });
  expect(performance.now() - began).toBeLessThan(1500);
  held.destroy();
});

/** A connection on which a request has begun and does not go on. */
function holding(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write("GET /api/status HTTP/1.1\r\nhost: localhost\r\n");
  return socket;
}

test("one that has a time stops by itself", async () => {
  const program = started(startSystem("monolithic", ["--for", "0.5"]));
  await program.ready();
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(program.log).toContainEqual(expect.objectContaining({ msg: "stopping", why: "--for" }));
});

test("without a token nothing can be changed", async () => {
  const program = started(startSystem("spin", [], { RESPIN_TOKEN: "" }));
  const url = await program.ready();
  const before = await json(`${url}/api/status`);
  for (const authorization of [undefined, "Bearer ", "Bearer undefined"]) {
    const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
    const response = await fetch(`${url}/api/workload`, { method: "PUT", headers, body: '{"name":"scan","rate":1}' });
    expect([response.status, await response.json()]).toEqual([
      403,
      { error: { code: "RSP_TOKEN_UNSET", message: expect.any(String) } },
    ]);
  }
  expect(await json(`${url}/api/status`)).toEqual(before);
  await program.stop();
});

test("a port that another program has is one line of the log, and 3", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const program = started(startSystem("spin", ["--port", String(port)]));
  expect(await program.ended).toEqual({ code: 3, signal: null });
  expect(program.log).toEqual([expect.objectContaining({ level: 60, code: "RSP_PORT_IN_USE" })]);
  expect(program.stderr).toBe("");
  other.close();
});

test.each<["main" | "overview", readonly string[], RegExp]>([
  ["main", ["--system", "spn"], /^RSP_USAGE {2}there is no system "spn"; did you mean spin\?/],
  ["overview", [], /^RSP_USAGE {2}name the services/],
])("%s %j is refused on one line of standard error, with 2", async (name, words, line) => {
  const program = started(new Program(name, words));
  expect(await program.ended).toEqual({ code: 2, signal: null });
  expect(program.stderr).toMatch(line);
  expect(program.stderr.split("\n")).toHaveLength(2);
  expect(program.log).toEqual([]);
});
