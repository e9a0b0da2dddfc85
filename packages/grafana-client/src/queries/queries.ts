import type { NamedDashboard } from "../dashboards/all.js";

/** A query of a dashboard: of a panel, a variable, or the marks of its annotations. */
export interface DashboardQuery {
  readonly dashboard: string;
  /** The panel's title, `$system` in it, or the variable's or annotation's name. */
  readonly of: string;
  readonly kind: "panel" | "variable" | "annotation";
  /** `A`, `B`, ... of a panel. */
  readonly ref: string;
  readonly expr: string;
  /** Asked for the newest moment only. */
  readonly instant: boolean;
  /** Whether single operations belong to it. */
  readonly exemplars: boolean;
}

/** A variable of a dashboard whose values are a label's: `label_values(selector, label)`. */
export interface LabelVariable {
  readonly name: string;
  readonly selector: string;
  readonly label: string;
  /** What stands for all values, where the dashboard says it. */
  readonly all: string | undefined;
}

const LABEL_VALUES = /^label_values\((.+), *(\w+)\)$/s;

/** Every query of a dashboard that Prometheus is asked, as it stands in it. */
export function queriesOf(dashboard: NamedDashboard): readonly DashboardQuery[] {
  const found: DashboardQuery[] = [];
  const add = (query: Omit<DashboardQuery, "dashboard">) => found.push({ dashboard: dashboard.uid, ...query });
  for (const panel of dashboard.panels ?? []) {
    const targets = "targets" in panel ? (panel.targets ?? []) : [];
    for (const target of targets) {
      const { expr, refId = "", instant, exemplar } = fieldsOf(target);
      if (typeof expr !== "string") continue;
      const of = panel.title ?? "";
      add({ of, kind: "panel", ref: String(refId), expr, instant: instant === true, exemplars: exemplar === true });
    }
  }
  for (const { name, selector } of labelVariablesOf(dashboard)) {
    add({ of: `$${name}`, kind: "variable", ref: "", expr: selector, instant: true, exemplars: false });
  }
  for (const { name, expr } of dashboard.annotations.list ?? []) {
    if (expr !== undefined) add({ of: name, kind: "annotation", ref: "", expr, instant: false, exemplars: false });
  }
  return found;
}

/** The variables of a dashboard, in the order in which one may use those before it. */
export function labelVariablesOf(dashboard: NamedDashboard): readonly LabelVariable[] {
  return (dashboard.templating.list ?? []).flatMap((variable) => {
    const [, selector, label] = LABEL_VALUES.exec(variable.definition ?? "") ?? [];
    return selector === undefined ? [] : [{ name: variable.name, selector, label, all: variable.allValue }];
  });
}

/** Over how long a rate is taken, how far a dashboard looks back, and how fine its points are, as Prometheus writes durations. */
export interface Spans {
  readonly rate: string;
  readonly range: string;
  readonly step: string;
}

/** An expression with values in place of its variables, as Grafana fills them in where all values are chosen. */
export function filled(expr: string, values: ReadonlyMap<string, string>, spans: Spans): string {
  const all = new Map([
    ...values,
    ["__rate_interval", spans.rate],
    ["__range", spans.range],
    ["__interval", spans.step],
  ]);
  return expr.replaceAll(
    /\$\{(\w+)(?::\w+)?\}|\$(\w+)/g,
    (text, braced: string | undefined, bare: string | undefined) => {
      return all.get(braced ?? bare ?? "") ?? text;
    },
  );
}

/** All values of a variable in one regular expression. */
export function anyOf(values: readonly string[]): string {
  const quoted = values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\\$&`));
  return quoted.length === 1 ? quoted[0] : `(${quoted.join("|")})`;
}

function fieldsOf(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value));
}
