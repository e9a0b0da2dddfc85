import { createServer } from "node:http";
import type { Server } from "node:http";
import { StandIn } from "@respin/grafana-client/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { dashboards } from "./commands/dashboards.js";
import { errorLine } from "./exit.js";
import { COUNTING, Repository } from "./fixture.js";

// Grafana itself is not to be had here: the stand-in follows our description of its HTTP API.

const TOKEN = "glsa_of-this-test";
const repository = new Repository();
let standIn: StandIn;

beforeAll(async () => {
  repository.addExperiment("counting", COUNTING);
  await repository.exp(["run", "counting", "--out", "results"]);
});
afterAll(() => repository.remove());
beforeEach(async () => {
  standIn = await new StandIn(TOKEN).start();
});
afterEach(async () => {
  await standIn.stop();
  expect(standIn.faults).toEqual([]);
});

const push = (words: readonly string[] = [], token = TOKEN) =>
  repository.exp(["dashboards", "push", "--url", standIn.url, ...words], { GRAFANA_TOKEN: token });

test("the first push makes everything and marks each run, the second says unchanged and writes nothing", async () => {
  const first = await push(["--annotate", "results"]);
  expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
  expect(first.stdout).toContain(`Grafana 12.1.0 at ${standIn.url}, folder Respin (made), data source Prometheus\n`);
  expect(first.stdout).toMatch(/^ {2}Respin: three systems +made +\/d\/respin-overview$/m);
  expect(first.stdout).toContain("Runs: 1 marked, 0 marked already.");
  expect(first.stdout).toContain("The data source does not lead from a point to its operation: docs/dashboards.md");
  expect(standIn.annotations).toMatchObject([
    {
      tags: expect.arrayContaining(["respin-run", "experiment:counting"]),
      text: "counting (quick): 2 claims hold, 0 fail",
    },
  ]);
  const writes = standIn.writes.length;

  const second = await push(["--annotate", "results/counting.json"]);
  expect(second.code).toBe(0);
  expect(second.stdout.match(/ unchanged +\/d\//g)).toHaveLength(5);
  expect(second.stdout).toContain("Runs: 0 marked, 1 marked already.");
  expect(standIn.writes).toHaveLength(writes);
});

test("documents that are not there are found before anything is asked", async () => {
  const options = { url: standIn.url, token: TOKEN, annotate: "nowhere" };
  await expect(dashboards("push", options)).rejects.toMatchObject({ code: "RSP_RESULT_MISSING", usage: true });
  expect(standIn.requests).toEqual([]);
});

test("with --json standard output is one document", async () => {
  const { code, stdout } = await push([
    "--json",
    "--folder",
    "My systems",
    "--datasource",
    "prom",
    "--annotate",
    "results",
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "respin.dashboards-push/v1",
    url: standIn.url,
    folder: { uid: "my-systems", title: "My systems", made: true },
    source: { uid: "prom" },
    dashboards: [{ uid: "respin-overview", state: "made" }, {}, {}, {}, {}],
    annotations: { made: [{ experiment: "counting" }], there: [] },
  });
});

test.each<[string, string, Readonly<Record<string, string>>, { code: string; usage?: true }, RegExp]>([
  [
    "a wrong token",
    "push",
    { url: "URL", token: "glsa_wrong" },
    { code: "RSP_GRAFANA_TOKEN", usage: true },
    /does not do/,
  ],
  ["no address", "push", {}, { code: "RSP_USAGE", usage: true }, /^--url is missing; .*--url http/],
  [
    "an address that is none",
    "push",
    { url: "here" },
    { code: "RSP_GRAFANA_URL", usage: true },
    /^"here" is no address/,
  ],
  ["an option of the other", "check", { url: "x" }, { code: "RSP_USAGE", usage: true }, /check has no option --url/],
  ["a word that is none", "psuh", {}, { code: "RSP_USAGE", usage: true }, /did you mean push\?/],
  [
    "a data source that is not there",
    "push",
    { url: "URL", datasource: "x" },
    { code: "RSP_GRAFANA_SOURCE", usage: true },
    /prom/,
  ],
  [
    "a name that is no folder's",
    "push",
    { url: "URL", folder: "?" },
    { code: "RSP_GRAFANA_FOLDER", usage: true },
    /"\?"/,
  ],
  ["nobody there", "push", { url: "http://127.0.0.1:2" }, { code: "RSP_GRAFANA_UNREACHABLE" }, /ECONNREFUSED/],
  [
    "a Prometheus that is not there",
    "check",
    { prometheus: "http://127.0.0.1:2" },
    { code: "RSP_PROMETHEUS_UNREACHABLE" },
    /ECONNREFUSED/,
  ],
  ["no Prometheus at all", "check", { prometheus: "URL" }, { code: "RSP_PROMETHEUS_ANSWER" }, /is no Prometheus/],
  [
    "no address of a Prometheus",
    "check",
    { prometheus: "9090" },
    { code: "RSP_PROMETHEUS_URL", usage: true },
    /^"9090"/,
  ],
])("%s is refused, with what to do", async (_, what, options, error, message) => {
  const filled = Object.entries(options).map(([name, value]) => [name, value.replace("URL", standIn.url)]);
  const thrown: unknown = await dashboards(what, Object.fromEntries(filled), { GRAFANA_TOKEN: TOKEN }).catch(
    (each: unknown) => each,
  );
  expect(thrown).toMatchObject({ ...error, message: expect.stringMatching(message) });
  expect(errorLine(thrown)).not.toMatch(/glsa_|\n/);
  // Prometheus' questions are none of Grafana's.
  if (what === "check") standIn.faults.length = 0;
});

test("an error is one line of standard error, and nothing of standard output", async () => {
  const { code, stdout, stderr } = await push([], "glsa_wrong");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^RSP_GRAFANA_TOKEN {2}[^\n]*; set GRAFANA_TOKEN to [^\n]*\n$/);
  expect(stderr).not.toContain("glsa_wrong");
});

test("a Grafana that fails half-way is told of, and the next push goes on", async () => {
  standIn.trouble({ at: "GET /api/dashboards/uid/respin-dispatch", status: 500, body: `{"message":"boom ${TOKEN}"}` });
  const thrown: unknown = await dashboards("push", { url: standIn.url, token: TOKEN }).catch((each: unknown) => each);
  expect(thrown).toMatchObject({
    code: "RSP_GRAFANA_FAILED",
    message: expect.stringContaining("boom (the token)"),
  });
  const { stdout } = await push();
  expect(stdout.match(/ unchanged /g)).toHaveLength(2);
  expect(stdout.match(/ made /g)).toHaveLength(3);
});

test("the stack of an error does not show the token either", async () => {
  const environment = { GRAFANA_TOKEN: TOKEN, RESPIN_DEBUG: "1" };
  standIn.trouble({ at: "GET /api/datasources", status: 403, body: `{"message":"${TOKEN}"}` });
  const { stderr } = await repository.exp(["dashboards", "push", "--url", standIn.url], environment);
  expect(stderr).toContain("RSP_GRAFANA_TOKEN");
  expect(stderr).not.toContain(TOKEN);
});

test("an expression that Prometheus cannot read is told with what it says, and is exit code 1", async () => {
  const server: Server = createServer((request, response) => {
    const wrong = request.url?.includes("/label/") === true ? undefined : "parse error: unexpected end of input";
    const answer =
      wrong === undefined ? { status: "success", data: [] } : { status: "error", errorType: "bad_data", error: wrong };
    response.writeHead(wrong === undefined ? 200 : 400).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const words = ["dashboards", "check", "--syntax-only", "--prometheus", `http://127.0.0.1:${port}`];
    const { code, stdout } = await repository.exp(words);
    expect(code).toBe(1);
    expect(stdout).toContain("parse error: unexpected end of input");
    expect(stdout).toMatch(/(\d+) of \1 queries of 5 dashboards and 14 rules cannot be read\.\n$/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  } finally {
    server.close();
  }
});
