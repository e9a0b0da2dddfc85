import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { COUNTING, experimentSource, Repository } from "./fixture.js";

const repository = new Repository();
repository.addExperiment("counting", COUNTING);
repository.addExperiment("empty", experimentSource("empty", ""));
afterAll(() => repository.remove());
for (const [folder, words] of [
  ["a", ["counting", "empty"]],
  ["b", ["counting", "empty"]],
  ["c", ["counting", "--seed", "2", "--claim-at-most", "0"]],
] as const) {
  await repository.exp(["run", ...words, "--out", folder]);
}

test("folders of equal results are equal", async () => {
  const { code, stdout } = await repository.exp(["compare", "a", "b"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "counting: 6 cells are equal\nempty: 0 cells are equal\n" });
});

test("files, and a file against the folder that holds its counterpart", async () => {
  expect((await repository.exp(["compare", "a/counting.json", "b/counting.json"])).code).toBe(0);
  expect((await repository.exp(["compare", "a/counting.json", "b"])).code).toBe(0);
  expect((await repository.exp(["compare", "a", "c/counting.json"])).code).toBe(1);
});

test("different results exit with 1, with the cells, the claims and how the runs differ", async () => {
  const { code, stdout } = await repository.exp(["compare", "a", "c"]);
  expect(code).toBe(1);
  expect(stdout).toContain("6 cells differ (the runs differ in seed, parameters)");
  expect(stdout).toMatch(/^count\/time of monolithic +us +[\d.]+ +[\d.]+ +[+-][\d.]+ % +modelled$/m);
  expect(stdout).toContain("claim small: A holds, B fails");
  expect(stdout).toContain("empty: only in A");
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("with --json standard output is one document", async () => {
  const { code, stdout } = await repository.exp(["compare", "a", "c", "--json"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "respin.comparison/v1",
    equal: false,
    comparisons: [{ experiment: "counting", equal: false, cellsCompared: 6 }],
    onlyInA: ["empty"],
    onlyInB: [],
  });
});

const whole = readFileSync(join(repository.path, "a", "counting.json"), "utf8");
writeFileSync(join(repository.path, "half.json"), whole.slice(0, whole.length / 2));
writeFileSync(join(repository.path, "other.json"), whole.replace("respin.result/v1", "respin.result/v0"));
mkdirSync(join(repository.path, "hollow"));
mkdirSync(join(repository.path, "twice"));
for (const name of ["x", "y"]) writeFileSync(join(repository.path, "twice", `${name}.json`), whole);

test.each([
  [["compare", "a"], /^RSP_USAGE {2}.*'b'/],
  [["compare", "a", "b", "c"], /^RSP_USAGE {2}.*too many/],
  [["compare", "a", "nowhere"], /^RSP_RESULT_MISSING {2}.*nowhere.*expected/],
  [["compare", "a", "hollow"], /^RSP_RESULT_MISSING {2}hollow holds no result document/],
  [["compare", "half.json", "a"], /^RSP_RESULT_MALFORMED {2}half\.json: it is not JSON; expected/],
  [["compare", "a", "other.json"], /^RSP_RESULT_MALFORMED {2}other\.json: schema: .*; expected a respin\.result\/v1/],
  [["compare", "twice", "a"], /^RSP_COMPARE {2}twice\/x\.json and twice\/y\.json/],
  [["compare", "a/counting.json", "b/empty.json"], /^RSP_COMPARE {2}.* is of counting, .* is of empty/],
  [["compare", "a", "b", "--jsno"], /^RSP_USAGE {2}exp compare has no option --jsno; did you mean --json\?/],
])("exp %j is refused on one line and exits with 2", async (words, message) => {
  const { code, stdout, stderr } = await repository.exp(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.split("\n")).toHaveLength(2);
});
