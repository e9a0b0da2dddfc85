import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bringMachineFile, Constants, contextFor, MACHINES, rescaled, runExperiment } from "@respin/experiment";
import type { Cell } from "@respin/experiment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { discover } from "./discover.js";
import { COUNTING, Repository } from "./fixture.js";
import { loadExperiment } from "./load.js";
import { repositoryRoot } from "./root.js";

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.addExperiment("counting", COUNTING);
});
afterEach(() => repository.remove());

async function profile(): Promise<Record<string, unknown> & { costs: Record<string, { cycles: number }> }> {
  const { code, stdout } = await repository.exp(["machine", MACHINES[0], "--json"]);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

test("machines are listed, one is shown, and a name that there is not gets the nearest one", async () => {
  expect(await repository.exp(["machine"])).toMatchObject({ code: 0, stdout: `${MACHINES.join("\n")}\n` });
  expect((await repository.exp(["machine", MACHINES[0]])).stdout).toMatch(/^trap\.enter +130 /m);
  const { code, stderr } = await repository.exp(["machine", "alpha"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^RSP_MACHINE .*did you mean alpha-axp-3000-400\?/);
});

test("a profile that was printed and changed is one to run on; the manifest has its name and another hash", async () => {
  const file = join(repository.path, "mine.json");
  const changed = { ...(await profile()), name: "mine" };
  changed.costs["trap.enter"].cycles = 260;
  writeFileSync(file, JSON.stringify(changed));
  const own = await repository.exp(["run", "counting", "--json"]);
  const { code, stdout } = await repository.exp(["run", "counting", "--json", "--machine", file]);
  expect(code).toBe(0);
  const { machine } = JSON.parse(stdout).manifest;
  expect(machine.name).toBe("mine");
  expect(machine.hash).not.toBe(JSON.parse(own.stdout).manifest.machine.hash);
});

test.each<[string, (text: string) => string, RegExp]>([
  ["a profile that is wrong", (text) => text.replace('"clockMhz"', '"clockMHz"'), /^RSP_MACHINE_FILE .*clockM/],
  ["half a profile", (text) => text.slice(0, 100), /^RSP_MACHINE_FILE .*it is not JSON/],
  ["a known name", (text) => text.replace('"cycles": 130', '"cycles": 131'), /^RSP_MACHINE_TAKEN .*alpha-axp-3000-400/],
])("%s is refused on one line, with 2, before anything runs", async (_, change, message) => {
  const file = join(repository.path, "mine.json");
  writeFileSync(file, change(JSON.stringify(await profile(), null, 2)));
  const { code, stdout, stderr } = await repository.exp(["run", "counting", "--machine", file]);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(existsSync(join(repository.path, "results"))).toBe(false);
});

test("a file that is not there is told", async () => {
  const { code, stderr } = await repository.exp(["run", "counting", "--machine", "./none.json"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^RSP_MACHINE_FILE .*none\.json: there is no such file;/);
});

/** The experiments of this repository that take part in validation. */
const experiments = await Promise.all(discover(repositoryRoot()).map(loadExperiment));
const validated = experiments.flatMap((one) => (one.validation === undefined ? [] : [[one.name, one] as const]));

test.each(validated)(
  "what %s's parts say a doubled cost of the machine does, a run on such a machine shows",
  async (_, experiment) => {
    const cellsOn = async (machine: string): Promise<readonly Cell[]> => {
      const context = contextFor(experiment, { machine, parameters: experiment.validation ?? {} });
      const { cells } = await runExperiment(experiment, context, { root: repository.path });
      return cells.filter(({ clock, breakdown = {} }) => clock === "modelled" && !("disk.wait" in breakdown));
    };
    const doubled = await profile();
    const names = Object.keys(doubled.costs).filter((name) => name !== "disk.wait");
    for (const name of names) doubled.costs[name].cycles *= 2;
    const file = join(repository.path, "doubled.json");
    writeFileSync(file, JSON.stringify({ ...doubled, name: "doubled" }));
    const constants = new Constants(MACHINES[0]);
    const before = await cellsOn(MACHINES[0]);
    const after = await cellsOn(await bringMachineFile(file));
    const expected = names.reduce(
      (cells, name) => rescaled(cells, constants, { constant: `machine/${name}`, factor: 2 }),
      [...before],
    );
    const values = (cells: readonly Cell[]): unknown =>
      cells
        .filter(({ breakdown }) => breakdown !== undefined)
        .map(({ id, value }) => [id, Number(value.toPrecision(9))]);
    expect(before.length).toBeGreaterThan(0);
    expect(values(after)).toEqual(values(expected));
  },
);
