import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { COUNTING, experimentSource, Repository } from "./fixture.js";

const repository = new Repository();
afterAll(() => repository.remove());

function addFolder(name: string, packageText: string): void {
  mkdirSync(join(repository.path, "experiments", name), { recursive: true });
  writeFileSync(join(repository.path, "experiments", name, "package.json"), packageText);
}

test("a repository without experiments is told how one is found", async () => {
  const { code, stdout } = await repository.exp(["list"]);
  expect(code).toBe(0);
  expect(stdout).toContain("There are no experiments");
});

test("experiments are found without registration; those that cannot be loaded are listed with the reason", async () => {
  repository.addExperiment("counting", COUNTING);
  repository.addExperiment("broken", `throw new Error("it is broken");`);
  repository.addExperiment("strange", "export default 7;");
  repository.addExperiment("renamed", experimentSource("other", ""));
  addFolder("unbuilt", '{"respin": {"experiment": "./dist/index.js"}}');
  addFolder("garbled", "{");
  addFolder("halfway", '{"respin": {}}');
  addFolder("library", '{"name": "no experiment"}');
  mkdirSync(join(repository.path, "experiments", "nothing"));

  const { code, stdout, stderr } = await repository.exp(["list"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^counting {2}Counting \(ours\)$/m);
  expect(stdout).not.toMatch(/library|nothing/);

  const listed: { name: string; error?: string }[] = JSON.parse((await repository.exp(["list", "--json"])).stdout);
  expect(Object.fromEntries(listed.map(({ name, error }) => [name, error?.replace(/^\S+ {2}[^:]+: /, "")]))).toEqual({
    broken: "it is broken",
    counting: undefined,
    garbled: "its package.json is not JSON",
    halfway: expect.stringContaining("without"),
    renamed: expect.stringContaining("calls itself other"),
    strange: expect.stringContaining("not made by defineExperiment"),
    unbuilt: expect.stringContaining("not built"),
  });
  expect(listed.find(({ name }) => name === "counting")).toMatchObject({
    title: "Counting",
    origin: "ours",
    parameters: expect.arrayContaining([expect.objectContaining({ flag: "--claim-at-most", default: 1000 })]),
  });
});

test("running an experiment that cannot be loaded exits with 3", async () => {
  const { code, stderr } = await repository.exp(["run", "broken"]);
  expect(code).toBe(3);
  expect(stderr).toBe("RSP_EXPERIMENT_LOAD  experiment broken cannot be loaded: it is broken\n");
});

test("help exits with 0", async () => {
  for (const words of [["--help"], ["help"], ["list", "--help"]]) {
    const { code, stdout, stderr } = await repository.exp(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Usage: exp");
  }
});
