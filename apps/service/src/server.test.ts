import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, expect, test } from "vitest";
import { usualBounds, type Bounds } from "./http/bounds.js";
import { makeServer, type Life } from "./http/server.js";
import { Streams } from "./http/streams.js";
import { addStream } from "./api/stream.js";
import { json, raw } from "./testing/program.js";

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** A server with bounds that a test can reach. */
async function serve(
  given: Partial<Bounds>,
  life: Life = { phase: "ready" },
  look: () => unknown = () => ({ n: 1 }),
): Promise<{ readonly url: string; readonly streams: Streams; readonly taken: string[] }> {
  const bounds = { ...usualBounds, ...given };
  const app = makeServer({ log: pino({ level: "silent" }), life, host: "127.0.0.1", bounds });
  const streams = new Streams(look, bounds);
  const taken: string[] = [];
  app.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.post("/take", { config: { changes: true } }, (request) => {
    taken.push(String(request.body));
    return {};
  });
  addStream(app, streams);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  closing.push(async () => {
    streams.close();
    app.server.closeAllConnections();
    await app.close();
  });
  return { url, streams, taken };
}

test("headers, and a body, that do not arrive in time are answered 408, and the connection is closed", async () => {
  const { url, taken } = await serve({ headersMs: 300, requestMs: 600 });
  const [headers, body, drip] = await Promise.all([
    raw(url, "POST /take HTTP/1.1\r\nhost: localhost\r\n", 4000),
    raw(url, "POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nab", 4000),
    dripping(url),
  ]);
  for (const answer of [headers, body, drip]) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*connection: close\r\n.*"code":"RSP_SLOW"/s);
  }
  expect(taken).toEqual([]);
  expect(
    (await fetch(`${url}/take`, { method: "POST", headers: { "content-type": "text/plain" }, body: "all" })).status,
  ).toBe(200);
  expect(taken).toEqual(["all"]);
});

/** A body that never stops arriving, a letter at a time. */
async function dripping(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
  socket.on("error", () => {});
  socket.write("POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 500\r\n\r\n");
  const timer = setInterval(() => socket.writable && socket.write("x"), 50);
  await new Promise((resolve) => socket.on("close", resolve));
  clearInterval(timer);
  return answer;
}

test("beyond the bound on connections none is taken; when one is closed, one is", async () => {
  const { url } = await serve({ connections: 3 });
  const { hostname, port } = new URL(url);
  const held = Array.from({ length: 3 }, () => connect(Number(port), hostname));
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.on("connect", resolve))));
  await sleep(50);
  expect(await raw(url, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).toBe("");
  held[0].destroy();
  await sleep(50);
  expect(await raw(url, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).toContain("200 OK");
  for (const socket of held) socket.destroy();
});

test("while it boots and while it stops it is alive and not ready, and what changes state is refused", async () => {
  const life: Life = { phase: "booting" };
  const { url, taken } = await serve({}, life);
  const take = (): Promise<unknown> =>
    json(`${url}/take`, { method: "POST", headers: { "content-type": "text/plain" }, body: "x" });
  const code = (name: string): unknown => ({ error: { code: name, message: expect.any(String) } });
  expect(await json(`${url}/healthz`)).toEqual({ status: "ok" });
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect(await json(`${url}/readyz`)).toEqual(code("RSP_NOT_READY"));
  expect(await take()).toEqual(code("RSP_NOT_READY"));
  expect(await json(`${url}/api/live`)).toEqual(code("RSP_NOT_READY"));
  life.phase = "ready";
  expect(await json(`${url}/readyz`)).toEqual({ ready: true });
  expect(await take()).toEqual({});
  life.phase = "stopping";
  expect(await json(`${url}/healthz`)).toEqual({ status: "ok" });
  expect(await json(`${url}/readyz`)).toEqual(code("RSP_STOPPING"));
  expect(await take()).toEqual(code("RSP_STOPPING"));
  expect(taken).toEqual(["x"]);
});

test("a stream says what is at once, and each second again; as many are open as the bound says", async () => {
  let looks = 0;
  const { url, streams } = await serve({ streams: 2 }, { phase: "ready" }, () => ({ n: ++looks }));
  const leave = new AbortController();
  const open = await Promise.all([1, 2].map(() => fetch(`${url}/api/live`, { signal: leave.signal })));
  for (const response of open) {
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
  }
  const third = await fetch(`${url}/api/live`);
  expect(third.status).toBe(503);
  expect(third.headers.get("retry-after")).toBe("5");
  expect(await third.json()).toEqual({ error: { code: "RSP_STREAMS_FULL", message: expect.any(String) } });
  expect((await fetch(`${url}/api/live`, { method: "HEAD" })).status).toBe(200);
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of open[0].body ?? []) {
    text += decoder.decode(piece);
    if (text.split("event: state").length > 2) break;
  }
  expect(text).toMatch(/^retry: 1000\n\nevent: state\ndata: \{"n":\d\}\n\nevent: state\ndata: \{"n":\d\}\n\n$/);
  leave.abort();
  while (streams.count > 0) await sleep(10);
  const after = looks;
  await sleep(1200);
  // Nobody follows: nobody looks.
  expect(looks).toBe(after);
});

test("who does not read what is sent is dropped, and the others are not", async () => {
  const large = "x".repeat(4 << 20);
  const { url, streams } = await serve({ unreadBytes: 1 << 16 }, { phase: "ready" }, () => ({ large }));
  const { hostname, port } = new URL(url);
  const slow = connect(Number(port), hostname);
  slow.pause();
  slow.on("error", () => {});
  slow.write("GET /api/live HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const leave = new AbortController();
  const reading = await fetch(`${url}/api/live`, { signal: leave.signal });
  let got = 0;
  const read = (async () => {
    for await (const piece of reading.body ?? []) got += piece.length;
  })().catch(() => {});
  while (streams.count < 2) await sleep(10);
  while (streams.count > 1) await sleep(10);
  const before = got;
  await sleep(1500);
  expect(got).toBeGreaterThan(before);
  expect(streams.count).toBe(1);
  leave.abort();
  await read;
  slow.destroy();
});
