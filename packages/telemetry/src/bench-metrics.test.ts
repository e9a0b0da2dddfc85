import { expect, test } from "vitest";
import { benchMetrics, type BenchDocument, type BenchResults } from "./bench-metrics.js";
import { scrape } from "./testing/worlds.js";

const document = (more: Partial<BenchDocument> = {}): BenchDocument => ({
  experiment: "threads",
  finishedAt: 1_700_000_000,
  durationSeconds: 12.5,
  claims: { holds: 3, fails: 1 },
  cells: [
    { id: "fork", system: "spin", clock: "modelled", unit: "us", value: 22.5, published: 22 },
    { id: "ours", system: "spin", clock: "modelled", unit: "us", value: 5 },
    { id: "raise", clock: "host", unit: "ratio", value: 1.4 },
  ],
  ...more,
});
const own = 'system="overview"';

test("cells that the papers have and cells of the host are shown, of the newest run and of the baseline", async () => {
  const results: BenchResults = { latest: [document()], baseline: [document({ durationSeconds: 10, cells: [] })] };
  const series = await scrape(benchMetrics(() => results));
  const fork = 'experiment="threads",cell="fork",cell_system="spin",';
  expect(series.get(`respin_bench_cell{${fork}unit="us",clock="modelled",source="latest",${own}}`)).toBe(22.5);
  expect(series.get(`respin_bench_published{${fork}unit="us",${own}}`)).toBe(22);
  expect([...series.keys()].filter((each) => each.startsWith("respin_bench_cell"))).toHaveLength(2);
  expect([...series.keys()].filter((each) => each.includes('cell="raise"'))).toEqual([
    `respin_bench_cell{experiment="threads",cell="raise",cell_system="",unit="ratio",clock="host",source="latest",${own}}`,
  ]);
  expect(series.get(`respin_bench_claims{experiment="threads",source="latest",state="fails",${own}}`)).toBe(1);
  expect(series.get(`respin_bench_duration_seconds{experiment="threads",source="baseline",${own}}`)).toBe(10);
  expect(series.get(`respin_bench_finished_timestamp_seconds{experiment="threads",source="latest",${own}}`)).toBe(
    1.7e9,
  );
});

test("results are read once for each scrape, and what cannot be read fails it", async () => {
  let reads = 0;
  let broken = false;
  const metrics = benchMetrics(() => {
    if (broken) throw new Error("no such folder");
    reads++;
    return { latest: [document({ durationSeconds: reads })], baseline: [] };
  });
  await scrape(metrics);
  const series = await scrape(metrics);
  expect(reads).toBe(2);
  expect(series.get(`respin_bench_duration_seconds{experiment="threads",source="latest",${own}}`)).toBe(2);
  broken = true;
  await expect(scrape(metrics)).rejects.toThrow("no such folder");
});

test("a document of very many cells, or with one that is no number, does not harm", async () => {
  const cells = Array.from({ length: 3000 }, (_, n) => {
    return { id: `cell ${n}`, clock: "host", unit: "1", value: n === 0 ? Number.NaN : n } as const;
  });
  const twice = [...cells, ...cells];
  const series = await scrape(benchMetrics(() => ({ latest: [document({ cells: twice })], baseline: [] })));
  const shown = [...series].filter(([each]) => each.startsWith("respin_bench_cell"));
  expect(shown).toHaveLength(1000);
  expect(shown[0][1]).toBe(1);
});
