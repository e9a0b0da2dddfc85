import { Constants, MACHINES, rescaled, type Cell } from "@respin/experiment";
import { systemCosts } from "@respin/systems";
import { expect, test } from "vitest";
import { runWith } from "./testing/runs.js";

const words = { host: "off", handlersMax: "100" };

const values = (cells: readonly Cell[]): unknown =>
  cells.map(({ id, parameters, value }) => [id, parameters, Number(value.toPrecision(9))]);

test.each([
  ["dispatch.call", 2],
  ["dispatch.generate", 2],
  ["strand.switch", 3],
])("what the parts of the cells say %s times %d does, a run with that cost shows", async (name, factor) => {
  const { cells } = await runWith(words);
  const expected = rescaled(cells, new Constants(MACHINES[0]), { constant: `spin/${name}`, factor });
  const cost = systemCosts.spin[name];
  const { cycles } = cost;
  try {
    Object.assign(cost, { cycles: cycles * factor });
    const { cells: found } = await runWith(words);
    expect(values(found)).toEqual(values(expected));
    expect(values(found)).not.toEqual(values(cells));
  } finally {
    Object.assign(cost, { cycles });
  }
});
