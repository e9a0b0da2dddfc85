import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StandIn } from "../testing/index.js";
import { Grafana } from "./client.js";

const TOKEN = "glsa_secret-of-this-test";
let standIn: StandIn;
let grafana: Grafana;

beforeEach(async () => {
  standIn = await new StandIn(TOKEN).start();
  grafana = new Grafana({ url: `${standIn.url}/`, token: TOKEN, patience: { timeoutMs: 2_000, pauseMs: 1 } });
});
afterEach(async () => {
  await standIn.stop();
  expect(standIn.faults).toEqual([]);
});

test("what is put there is found again", async () => {
  expect(await grafana.health()).toMatchObject({ database: "ok", version: "12.1.0" });
  expect(await grafana.folders()).toEqual([]);
  expect(await grafana.makeFolder({ uid: "respin", title: "Respin" })).toEqual({ uid: "respin", title: "Respin" });
  expect(await grafana.makeFolder({ uid: "respin", title: "Respin" })).toBeUndefined();
  expect(await grafana.dashboard("a")).toBeUndefined();
  const dashboard = { uid: "a", title: "A", tags: ["x"] };
  expect(await grafana.saveDashboard({ dashboard, folderUid: "respin", overwrite: false })).toMatchObject({
    version: 1,
  });
  expect(await grafana.dashboard("a")).toMatchObject({ dashboard, meta: { folderUid: "respin" } });
  expect(await grafana.search({ type: "dash-db", tags: ["x"], folders: ["respin"] })).toMatchObject([{ uid: "a" }]);
  expect(await grafana.search({ type: "dash-db", tags: ["y"] })).toEqual([]);
  await grafana.annotate({ time: 1, timeEnd: 2, tags: ["p", "q"], text: "t" });
  expect(await grafana.annotations(["q"])).toMatchObject([{ time: 1, timeEnd: 2, tags: ["p", "q"], text: "t" }]);
  expect(await grafana.annotations(["q", "r"])).toEqual([]);
  expect(await grafana.dataSources()).toMatchObject([{ type: "prometheus" }]);
});

test("a dashboard that changed meanwhile is not written over unasked", async () => {
  await grafana.makeFolder({ uid: "respin", title: "Respin" });
  const save = { dashboard: { uid: "a", title: "A" }, folderUid: "respin", overwrite: false };
  await grafana.saveDashboard(save);
  await expect(grafana.saveDashboard(save)).rejects.toMatchObject({
    code: "RSP_GRAFANA_REFUSED",
    message: expect.stringMatching(
      /POST \/api\/dashboards\/db \(a\) \(412\): the dashboard has been changed by someone else/,
    ),
  });
});

test.each([429, 502, 503])("a GET that is answered %i is tried again, and its answer taken", async (status) => {
  standIn.trouble({ at: "GET /api/folders", status, times: 2 });
  expect(await grafana.folders()).toEqual([]);
  expect(standIn.requests).toHaveLength(3);
});

test("a GET is tried four times, no more", async () => {
  standIn.trouble({ at: "GET /api/folders", status: 503, body: '{"message":"starting"}', times: 99 });
  await expect(grafana.folders()).rejects.toMatchObject({
    code: "RSP_GRAFANA_FAILED",
    message: expect.stringContaining("(503): starting"),
  });
  expect(standIn.requests).toHaveLength(4);
});

test("a server that asks for a long pause is not waited for", async () => {
  standIn.trouble({ at: "GET /api/folders", status: 429, headers: { "retry-after": "3600" } });
  await expect(grafana.folders()).rejects.toMatchObject({ code: "RSP_GRAFANA_FAILED" });
  expect(standIn.requests).toHaveLength(1);
});

test.each([429, 500, 502, 503])("a POST that is answered %i is sent once: it may have been done", async (status) => {
  standIn.trouble({ at: "POST /api/folders", status });
  await expect(grafana.makeFolder({ uid: "r", title: "R" })).rejects.toMatchObject({ code: "RSP_GRAFANA_FAILED" });
  expect(standIn.requests).toEqual(["POST /api/folders"]);
});

test("a 500 is not tried again", async () => {
  standIn.trouble({ at: "GET /api/folders", status: 500 });
  await expect(grafana.folders()).rejects.toMatchObject({ code: "RSP_GRAFANA_FAILED" });
  expect(standIn.requests).toHaveLength(1);
});

test("a wrong token is told, and stands nowhere in what is told", async () => {
  const wrong = new Grafana({ url: standIn.url, token: "glsa_wrong" });
  const error: unknown = await wrong.folders().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "RSP_GRAFANA_TOKEN", usage: true });
  expect(everythingIn(error)).not.toContain("glsa_wrong");
  await expect(new Grafana({ url: standIn.url }).folders()).rejects.toThrow(/no token was given/);
});

test.each([
  ["refused", { status: 400, body: JSON.stringify({ message: `what is ${TOKEN}?\nwho asks?` }) }],
  ["failed", { status: 500, body: TOKEN }],
  ["redirected", { status: 307, headers: { location: `https://elsewhere.example/?${TOKEN}` } }],
  ["not allowed", { status: 403, body: JSON.stringify({ message: `${TOKEN} may not` }) }],
  ["answered with junk", { status: 200, body: `<p>${TOKEN}` }],
])("a server that repeats the token does not get it into a message: %s", async (_, trouble) => {
  standIn.trouble({ at: "GET /api/folders", ...trouble });
  const error: unknown = await grafana.folders().catch((thrown: unknown) => thrown);
  expect(everythingIn(error)).toMatch(/RSP_GRAFANA_[A-Z]+/);
  expect(everythingIn(error)).not.toContain(TOKEN);
  expect(error instanceof Error && error.message).not.toMatch(/\n/);
});

test.each([
  ["a page", "<html><body>Welcome</body></html>", /is not JSON/],
  ["nothing", "", /is not JSON|is empty/],
  ["half a document", '[{"uid":"a"', /is not JSON/],
  ["another server's JSON", '{"status":"success","data":[]}', /is not Grafana's: the whole must be array/],
  ["a folder without a title", '[{"uid":"a"}]', /is not Grafana's: \/0 must have required property 'title'/],
])("an answer that is %s is not believed", async (_, body, message) => {
  standIn.trouble({ at: "GET /api/folders", status: 200, body });
  await expect(grafana.folders()).rejects.toMatchObject({
    code: "RSP_GRAFANA_ANSWER",
    message: expect.stringMatching(message),
  });
});

test("a redirect is not followed: the token is for one server", async () => {
  standIn.trouble({ at: "GET /api/folders", status: 307, headers: { location: `${standIn.url}/api/health` } });
  await expect(grafana.folders()).rejects.toMatchObject({ code: "RSP_GRAFANA_ANSWER" });
  expect(standIn.requests).toEqual(["GET /api/folders"]);
});

test("a server that does not answer in time is given up", async () => {
  const hasty = new Grafana({ url: standIn.url, token: TOKEN, patience: { timeoutMs: 60 } });
  standIn.trouble({ at: "GET /api/folders", delayMs: 600 });
  await expect(hasty.folders()).rejects.toMatchObject({
    code: "RSP_GRAFANA_UNREACHABLE",
    message: expect.stringContaining("no answer within 0.06 s"),
  });
});

test("a server that begins an answer and never ends it is given up", async () => {
  const endless = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[");
  });
  await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
  const address = endless.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const hasty = new Grafana({ url: `http://127.0.0.1:${port}`, token: TOKEN, patience: { timeoutMs: 100 } });
    await expect(hasty.folders()).rejects.toMatchObject({ code: "RSP_GRAFANA_UNREACHABLE" });
  } finally {
    endless.close();
  }
});

test("where nobody listens, the error says so", async () => {
  const { url } = standIn;
  await standIn.stop();
  const alone = new Grafana({ url, token: TOKEN });
  await expect(alone.folders()).rejects.toMatchObject({
    code: "RSP_GRAFANA_UNREACHABLE",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("a Grafana below a path is reached below it", async () => {
  const below = new Grafana({ url: `${standIn.url}/grafana/`, token: TOKEN });
  await expect(below.folders()).rejects.toThrow();
  expect(standIn.requests).toEqual(["GET /grafana/api/folders"]);
  standIn.faults.length = 0;
});

test.each(["", "grafana", "ftp://x", "http://user:s3cret@127.0.0.1:3000"])("%j is no address", (url) => {
  expect(() => new Grafana({ url })).toThrow(expect.objectContaining({ code: "RSP_GRAFANA_URL", usage: true }));
  expect(() => new Grafana({ url })).not.toThrow(/s3cret/);
});

test.each(["", "two words", "a\nb"])("%j is no token", (token) => {
  expect(() => new Grafana({ url: "http://127.0.0.1:1", token })).toThrow(
    expect.objectContaining({ code: "RSP_GRAFANA_TOKEN", message: expect.not.stringContaining("words") }),
  );
});

/** All that a log of an error would show, its causes as well. */
function everythingIn(error: unknown): string {
  let text = "";
  for (let at = error; at instanceof Error; at = at.cause)
    text += `${"code" in at ? String(at.code) : ""} ${at.stack} ${at.message}`;
  return text;
}
