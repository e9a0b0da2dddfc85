import { Counter, Gauge, type OpenMetricsContentType, type Registry } from "prom-client";

/** What metrics are registered with here: its text is OpenMetrics, which has exemplars. */
export type OpenRegistry = Registry<OpenMetricsContentType>;

/** A metric whose values stand somewhere already, and are read when it is scraped, and only then. */
export interface Reading<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly Label[];
  /** Calls `value` once for each series, or more often: it adds up. */
  readonly read: (value: (labels: Partial<Record<Label, string>>, value: number) => void) => void;
}

/** A counter that is read where it is counted. What is read must never fall. */
export function readCounter<Label extends string = never>(registry: OpenRegistry, reading: Reading<Label>): void {
  const { name, help, labelNames = [], read } = reading;
  const metric = new Counter({
    name,
    help,
    labelNames,
    registers: [],
    collect() {
      this.reset();
      read((labels, value) => this.inc(labels, value));
    },
  });
  registry.registerMetric(metric);
}

/** A gauge that is read where it stands. */
export function readGauge<Label extends string = never>(registry: OpenRegistry, reading: Reading<Label>): void {
  const { name, help, labelNames = [], read } = reading;
  const metric = new Gauge({
    name,
    help,
    labelNames,
    registers: [],
    collect() {
      this.reset();
      read((labels, value) => this.inc(labels, value));
    },
  });
  registry.registerMetric(metric);
}
