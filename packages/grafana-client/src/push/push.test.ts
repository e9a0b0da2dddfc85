import { afterEach, beforeEach, expect, test } from "vitest";
import { allDashboards } from "../dashboards/all.js";
import { Grafana } from "../api/client.js";
import { StandIn } from "../testing/index.js";
import { annotateRuns } from "./annotate.js";
import { pushDashboards } from "./push.js";

const TOKEN = "glsa_test";
const dashboards = allDashboards();
let standIn: StandIn;
let grafana: Grafana;

beforeEach(async () => {
  standIn = await new StandIn(TOKEN).start();
  grafana = new Grafana({ url: standIn.url, token: TOKEN, patience: { pauseMs: 1 } });
});
afterEach(async () => {
  await standIn.stop();
  expect(standIn.faults).toEqual([]);
});

const push = (source?: string) => pushDashboards(grafana, { dashboards, folder: "Respin", source });
const states = (pushed: Awaited<ReturnType<typeof push>>) => pushed.dashboards.map(({ state }) => state);

test("the first push makes a folder and every dashboard, the second writes nothing", async () => {
  const first = await push();
  expect(states(first)).toEqual(dashboards.map(() => "made"));
  expect(first.folder).toEqual({ uid: "respin", title: "Respin", made: true });
  const written = standIn.writes.length;
  expect(written).toBe(1 + dashboards.length);
  const second = await push();
  expect(states(second)).toEqual(dashboards.map(() => "unchanged"));
  expect(second.folder.made).toBe(false);
  expect(standIn.writes).toHaveLength(written);
});

test("a Grafana that adds to what it reads is not written to again", async () => {
  await push();
  standIn.adds = { preload: false, liveNow: false, apiVersion: "v1" };
  const written = standIn.writes.length;
  expect(states(await push())).toEqual(dashboards.map(() => "unchanged"));
  expect(standIn.writes).toHaveLength(written);
});

test("a dashboard that somebody changed is written over, the others are left", async () => {
  await push();
  const kept = standIn.dashboards.get("respin-paging");
  if (kept === undefined) throw new Error("it is there");
  kept.dashboard["title"] = "Mine";
  expect(states(await push())).toEqual(["unchanged", "changed", "unchanged", "unchanged", "unchanged"]);
  expect(standIn.dashboards.get("respin-paging")).toMatchObject({ version: 2, dashboard: { title: "Respin: paging" } });
});

test("a panel that was added or taken away is a change", async () => {
  await push();
  const panels = standIn.dashboards.get("respin-safety")?.dashboard["panels"];
  if (!Array.isArray(panels)) throw new Error("it has panels");
  panels.pop();
  expect(states(await push())).toEqual(["unchanged", "unchanged", "unchanged", "changed", "unchanged"]);
});

test("a dashboard that lies in another folder is brought to this one", async () => {
  await push();
  const kept = standIn.dashboards.get("respin-bench");
  if (kept !== undefined) kept.folderUid = "elsewhere";
  expect(states(await push())).toEqual(["unchanged", "unchanged", "unchanged", "unchanged", "changed"]);
});

test("a dashboard that Grafana has from a file is left to that file", async () => {
  await push();
  const kept = standIn.dashboards.get("respin-overview");
  if (kept !== undefined) Object.assign(kept, { provisioned: true, folderUid: "files" });
  expect(states(await push())[0]).toBe("provisioned");
});

test("a folder of the name is used, whatever its identity", async () => {
  standIn.folders.push({ uid: "xyz", title: "Respin" });
  expect((await push()).folder).toEqual({ uid: "xyz", title: "Respin", made: false });
  expect(standIn.folders).toHaveLength(1);
});

test("two pushes at once make one folder", async () => {
  await Promise.allSettled([push(), push()]);
  expect(standIn.folders).toHaveLength(1);
});

test("every panel, variable and annotation asks the data source that there is", async () => {
  await push();
  const texts = [...standIn.dashboards.values()].map(({ dashboard }) => JSON.stringify(dashboard));
  for (const text of texts) {
    expect(text).toContain('"uid":"prom"');
    expect(text).not.toContain("respin-prometheus");
  }
});

test("of several data sources one has to be named, but for our own", async () => {
  standIn.sources = [
    { uid: "a", name: "A", type: "prometheus" },
    { uid: "b", name: "B", type: "prometheus" },
    { uid: "c", name: "C", type: "loki" },
  ];
  await expect(push()).rejects.toMatchObject({
    code: "RSP_GRAFANA_SOURCE",
    message: expect.stringMatching(/2 Prometheus data sources: a \(A\), b \(B\); name one with --datasource/),
  });
  await expect(push("c")).rejects.toMatchObject({ code: "RSP_GRAFANA_SOURCE" });
  expect(standIn.writes).toEqual([]);
  expect((await push("b")).source.uid).toBe("b");
  standIn.sources.push({ uid: "respin-prometheus", name: "Respin", type: "prometheus" });
  expect((await push()).source.uid).toBe("respin-prometheus");
});

test("without a Prometheus data source nothing is written", async () => {
  standIn.sources = [{ uid: "c", name: "C", type: "loki" }];
  await expect(push()).rejects.toMatchObject({ code: "RSP_GRAFANA_SOURCE", usage: true });
  expect(standIn.writes).toEqual([]);
});

test("whether points lead to operations is the data source's setting, and told", async () => {
  expect((await push()).source.leadsToOperations).toBe(false);
  const jsonData = { exemplarTraceIdDestinations: [{ name: "operation_id", url: "http://x" }] };
  standIn.sources = [{ uid: "prom", name: "P", type: "prometheus", jsonData }];
  expect((await push()).source.leadsToOperations).toBe(true);
});

test("a generated dashboard that is none of ours any more is told of, and left", async () => {
  await push();
  const old = { uid: "respin-old", title: "Old", tags: ["respin-generated"] };
  standIn.dashboards.set("respin-old", { dashboard: old, folderUid: "respin", version: 1, provisioned: false });
  expect((await push()).leftOver).toEqual([{ uid: "respin-old", title: "Old" }]);
  expect(standIn.dashboards.has("respin-old")).toBe(true);
});

test("a push that breaks off is gone on with by the next", async () => {
  standIn.trouble({
    at: "POST /api/dashboards/db",
    status: 200,
    body: '{"uid":"x","url":"/d/x","version":1}',
    times: 2,
  });
  standIn.trouble({ at: "POST /api/dashboards/db", status: 500 });
  await expect(push()).rejects.toMatchObject({ code: "RSP_GRAFANA_FAILED" });
  await push();
  expect(states(await push())).toEqual(dashboards.map(() => "unchanged"));
});

test("a run is marked once, however often it is pushed; another start is another run", async () => {
  const run = {
    experiment: "threads",
    commit: "0123456789abcdef0123",
    started: "2026-01-02T03:04:05.678Z",
    durationMs: 1234.5,
    text: "threads: 14 claims hold, 0 fail",
  };
  const again = { ...run, started: "2026-01-03T03:04:05.678Z" };
  expect(await annotateRuns(grafana, [run])).toEqual({ made: [run], there: [] });
  expect(await annotateRuns(grafana, [run, again])).toEqual({ made: [again], there: [run] });
  expect(await annotateRuns(grafana, [run, again])).toEqual({ made: [], there: [run, again] });
  expect(standIn.annotations).toMatchObject([
    {
      time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      timeEnd: Date.UTC(2026, 0, 2, 3, 4, 5, 678) + 1235,
      tags: ["respin-run", "experiment:threads", "commit:0123456789ab", "started:2026-01-02T03:04:05.678Z"],
      text: run.text,
    },
    {},
  ]);
});
