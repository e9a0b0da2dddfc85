import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { experimentSource, Repository } from "./fixture.js";

/** An experiment with a plot of modelled time and one of host time; with both in one when told to. */
const PLOTTING = `
const axis = { label: "handlers", unit: "1", scale: "log" };
export default kit.defineExperiment({
  name: "plotting", title: "t", question: "q", origin: "ours", claims: [],
  parameters: { mix: kit.choice(["no", "yes"], { default: "no", help: "both clocks in one plot" }) },
  async *run() {
    for (const handlers of [1, 10, 100]) {
      const parameters = { handlers };
      yield { kind: "cell", cell: { id: "raise", system: "spin", clock: "modelled", unit: "us", value: handlers, parameters } };
      yield { kind: "cell", cell: { id: "ratio", system: "any", clock: "host", unit: "1", value: 2, interval: [1, 3], parameters } };
    }
  },
  plots(cells, { parameters }) {
    const line = (id) => kit.seriesOf("line of " + id, cells.filter((cell) => cell.id === id), (cell) => cell.parameters.handlers);
    const one = (name, ...ids) => ({ name, title: "Plot of " + name, x: axis, y: axis, series: ids.map(line) });
    return parameters.mix === "yes" ? [one("mixed", "raise", "ratio")] : [one("raise", "raise"), one("ratio", "ratio")];
  },
});
`;

const repository = new Repository();
repository.addExperiment("plotting", PLOTTING);
repository.addExperiment("bare", experimentSource("bare", ""));
afterAll(() => repository.remove());

let out = "";
let turn = 0;
beforeEach(() => {
  out = `out-${turn++}`;
});

const images = ["plotting.raise.svg", "plotting.ratio.svg"];
const written = (): string[] => readdirSync(join(repository.path, out));
const readImage = (name: string): string => readFileSync(join(repository.path, out, name), "utf8");

test("a run writes the experiment's plots beside its document, and says where", async () => {
  const { code, stdout, stderr } = await repository.exp(["run", "plotting", "--out", out]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(written()).toEqual(["plotting.json", ...images]);
  const told = ["plotting.json", ...images].map((name) => `written to ${join(out, name)}`).join("\n");
  expect(stdout).toContain(`\n\n${told}\n`);
  for (const name of images) expect(readImage(name)).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(readImage(images[0])).toContain("Plot of raise");
  expect(readImage(images[1])).toContain("line of ratio");
});

test("with --json standard output is the document alone; where the plots are is told on standard error", async () => {
  const { code, stdout, stderr } = await repository.exp(["run", "plotting", "--json", "--out", out]);
  expect(code).toBe(0);
  expect(stdout).toBe(readImage("plotting.json"));
  for (const name of images) expect(stderr).toContain(`written to ${join(out, name)}\n`);
});

test("the same cells give the same images", async () => {
  await repository.exp(["run", "plotting", "--out", out]);
  const before = images.map(readImage);
  await repository.exp(["run", "plotting", "--out", out]);
  expect(images.map(readImage)).toEqual(before);
});

test("an experiment without plots writes its document and nothing else", async () => {
  const { stdout } = await repository.exp(["run", "bare", "--out", out]);
  expect(written()).toEqual(["bare.json"]);
  expect(stdout).not.toContain("svg");
});

test("a plot that mixes clocks fails the run on one line, and leaves nothing", async () => {
  const { code, stdout, stderr } = await repository.exp(["run", "plotting", "--mix", "yes", "--out", out]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^RSP_PLOT_CLOCKS {2}plot mixed mixes clocks \(modelled, host\); [^\n]*\n$/);
  expect(readdirSync(repository.path)).not.toContain(out);
});
