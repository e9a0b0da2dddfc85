import { Registry } from "prom-client";
import { hostMetrics } from "./host-metrics.js";
import { readGauge, type OpenRegistry } from "./read.js";

/** One number of a result document. */
export interface BenchCell {
  readonly id: string;
  /** The system that it is of; none for what is of no system. */
  readonly system?: string | undefined;
  readonly clock: "modelled" | "host" | "count";
  readonly unit: string;
  readonly value: number;
  /** The papers' value, where they have one. */
  readonly published?: number | undefined;
}

/** A result document, reduced to what is shown. */
export interface BenchDocument {
  readonly experiment: string;
  /** Seconds since 1970. */
  readonly finishedAt: number;
  readonly durationSeconds: number;
  readonly cells: readonly BenchCell[];
  readonly claims: { readonly holds: number; readonly fails: number };
}

/** The newest documents, and those that they are compared with: one for each experiment. */
export interface BenchResults {
  readonly latest: readonly BenchDocument[];
  readonly baseline: readonly BenchDocument[];
}

export interface BenchMetrics {
  readonly registry: OpenRegistry;
}

/** Cells that are shown of each document. */
const cellsMax = 1000;
/** Documents that are shown of each source. */
const documentsMax = 50;

/**
 * Result documents as metrics, for the overview: the cells that the papers have, and those of the host's clock. They are read
 * anew at each scrape; what `read` throws fails the scrape. Of each source at most 50 documents are shown, of each document
 * 1000 cells.
 */
export function benchMetrics(read: () => BenchResults): BenchMetrics {
  const registry: OpenRegistry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ system: "overview" });
  const results = oncePerScrape(read);
  const documents = function* (): Generator<readonly [source: "baseline" | "latest", BenchDocument], void, void> {
    for (const source of ["baseline", "latest"] as const) {
      for (const document of results()[source].slice(0, documentsMax)) yield [source, document];
    }
  };
  readGauge(registry, {
    name: "respin_bench_cell",
    help: "The value of a cell, in the unit that its label names: cells that the papers have, and cells of the host's clock",
    labelNames: ["experiment", "cell", "cell_system", "clock", "unit", "source"],
    read: (value) => {
      for (const [source, { experiment, cells }] of documents()) {
        for (const cell of shown(cells)) {
          value({ experiment, ...labelsOf(cell), clock: cell.clock, source }, cell.value);
        }
      }
    },
  });
  readGauge(registry, {
    name: "respin_bench_published",
    help: "The papers' value of a cell, in the unit that its label names",
    labelNames: ["experiment", "cell", "cell_system", "unit"],
    read: (value) => {
      const done = new Set<string>();
      for (const [, { experiment, cells }] of documents()) {
        for (const cell of shown(cells)) {
          const labels = { experiment, ...labelsOf(cell) };
          const key = JSON.stringify(labels);
          if (cell.published === undefined || done.has(key)) continue;
          done.add(key);
          value(labels, cell.published);
        }
      }
    },
  });
  readGauge(registry, {
    name: "respin_bench_claims",
    help: "Claims of an experiment, by whether they hold",
    labelNames: ["experiment", "source", "state"],
    read: (value) => {
      for (const [source, { experiment, claims }] of documents()) {
        value({ experiment, source, state: "holds" }, claims.holds);
        value({ experiment, source, state: "fails" }, claims.fails);
      }
    },
  });
  readGauge(registry, {
    name: "respin_bench_finished_timestamp_seconds",
    help: "When the run of the experiment ended, in seconds since 1970",
    labelNames: ["experiment", "source"],
    read: (value) => {
      for (const [source, { experiment, finishedAt }] of documents()) value({ experiment, source }, finishedAt);
    },
  });
  readGauge(registry, {
    name: "respin_bench_duration_seconds",
    help: "How long the run of the experiment took on the host, in seconds",
    labelNames: ["experiment", "source"],
    read: (value) => {
      for (const [source, { experiment, durationSeconds }] of documents()) {
        value({ experiment, source }, durationSeconds);
      }
    },
  });
  hostMetrics(registry);
  return { registry };
}

function labelsOf({ id, system, unit }: BenchCell): { cell: string; cell_system: string; unit: string } {
  return { cell: id, cell_system: system ?? "", unit };
}

/** The cells that are worth a series, each once. */
function shown(cells: readonly BenchCell[]): readonly BenchCell[] {
  const wanted = new Map<string, BenchCell>();
  for (const cell of cells) {
    if ((cell.published === undefined && cell.clock !== "host") || !Number.isFinite(cell.value)) continue;
    const key = JSON.stringify([cell.id, cell.system, cell.clock, cell.unit]);
    if (wanted.size < cellsMax || wanted.has(key)) wanted.set(key, cell);
  }
  return [...wanted.values()];
}

/** All metrics of a scrape are read at one moment: what they are read from is, once. */
function oncePerScrape<Value>(read: () => Value): () => Value {
  let last: { readonly value: Value } | undefined;
  return () => {
    if (last === undefined) {
      last = { value: read() };
      queueMicrotask(() => void (last = undefined));
    }
    return last.value;
  };
}
