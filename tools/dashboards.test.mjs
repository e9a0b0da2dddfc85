import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "./dashboards.mjs";

const wanted = new Map([
  ["a.json", "1"],
  ["b.json", "2"],
]);

test("files that are what their code makes are no difference", () => {
  assert.deepEqual(differences(wanted, new Map(wanted)), []);
});

test("a stale file, a missing one and one too many are told of by name", () => {
  const found = new Map([
    ["a.json", "0"],
    ["c.json", "3"],
  ]);
  assert.deepEqual(differences(wanted, found), [
    "infra/grafana/dashboards/a.json is not what its code makes",
    "infra/grafana/dashboards/b.json is not there",
    "infra/grafana/dashboards/c.json is of no dashboard",
  ]);
});
