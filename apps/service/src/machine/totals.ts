import type { Registry } from "prom-client";

/** The sum of a metric over all its labels; 0 where there is no such metric. */
export async function totalOf(registry: Registry, name: string): Promise<number> {
  const found = await registry.getSingleMetric(name)?.get();
  return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

/** The sums of a metric for each value of one of its labels. */
export async function totalsBy(registry: Registry, name: string, label: string): Promise<ReadonlyMap<string, number>> {
  const found = await registry.getSingleMetric(name)?.get();
  const totals = new Map<string, number>();
  for (const { labels, value } of found?.values ?? []) {
    const key = String(labels[label]);
    totals.set(key, (totals.get(key) ?? 0) + value);
  }
  return totals;
}
