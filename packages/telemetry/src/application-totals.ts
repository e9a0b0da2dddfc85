import { RespinError } from "@respin/hardware";
import type { Application, ApplicationCounts } from "@respin/systems";

/** What is counted of each application's pages. */
const fields = ["references", "misses", "fresh", "prefetches", "writes", "evictions"] as const;
export type PageCount = (typeof fields)[number];

interface Totals {
  readonly application: Application;
  readonly last: Record<PageCount, number>;
  readonly totals: Record<PageCount, number>;
}

/**
 * What applications' pages cost them, as totals that never fall: an application's buffer manager counts, and that may be replaced by
 * one that begins at nothing, or be ejected and answer no more. What it counted before stays counted.
 */
export class ApplicationTotals {
  readonly #all: readonly Totals[];
  #isRead = false;

  constructor(applications: readonly Application[]) {
    this.#all = applications.map((application) => ({ application, last: none(), totals: none() }));
  }

  /** Each application's total. The applications are asked once in a scrape, whose metrics are all read at one moment. */
  *of(count: PageCount): Generator<readonly [application: string, total: number], void, void> {
    if (!this.#isRead) {
      for (const each of this.#all) update(each);
      this.#isRead = true;
      queueMicrotask(() => void (this.#isRead = false));
    }
    for (const { application, totals } of this.#all) yield [application.name, totals[count]];
  }
}

function none(): Record<PageCount, number> {
  return { references: 0, misses: 0, fresh: 0, prefetches: 0, writes: 0, evictions: 0 };
}

function update({ application, last, totals }: Totals): void {
  const counts = countsOf(application);
  if (counts === undefined) return;
  for (const field of fields) {
    const count = counts[field];
    // An extension may say anything.
    if (!Number.isSafeInteger(count) || count < 0) continue;
    totals[field] += count >= last[field] ? count - last[field] : count;
    last[field] = count;
  }
}

/** Undefined where its manager is no more, or fails. */
function countsOf(application: Application): ApplicationCounts | undefined {
  try {
    return application.counts();
  } catch (error) {
    if (error instanceof RespinError) return undefined;
    throw error;
  }
}
