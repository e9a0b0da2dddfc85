import { allDashboards, anyOf, filled, labelVariablesOf, queriesOf, selectorsOf } from "@respin/grafana-client";
import type { DashboardQuery, NamedDashboard, Spans } from "@respin/grafana-client";
import { renderText, wrap } from "@respin/report";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson, textOptions } from "../output.js";
import { Prometheus } from "./dashboards-prometheus.js";
import type { Asked, Stretch } from "./dashboards-prometheus.js";
import { readRules } from "./dashboards-rules.js";
import type { Rule } from "./dashboards-rules.js";

interface CheckOptions {
  readonly url: string;
  readonly syntaxOnly: boolean;
  readonly json: boolean;
}

/** What became of one query. */
interface Checked {
  /** The dashboard's uid, or `rules`. */
  readonly where: string;
  readonly of: string;
  readonly ref: string;
  readonly kind: DashboardQuery["kind"] | Rule["kind"];
  /** As it was asked, its variables filled in. */
  readonly expr: string;
  readonly series: number;
  /** Single operations that belong to it; undefined: none should. */
  readonly exemplars?: number;
  readonly problem?: { readonly kind: "syntax" | "no data" | "no number"; readonly text: string };
}

/** How far back is looked, and how fine: what a system that has just started can answer. */
const SPANS: Spans = { rate: "1m", range: "5m", step: "15s" };
const BACK_S = 300;
const STEP_S = 15;

/** Where a variable has no value, its queries are still to be read. */
const ANYTHING = ".+";

/**
 * `exp dashboards check`: asks a Prometheus every query of every dashboard and the expression of every rule. A panel's query, a variable
 * and a recording rule must have data; of an alert and of an annotation, which mostly have none, each metric must be there. 1 where one
 * does not. Throws RSP_PROMETHEUS_URL, RSP_PROMETHEUS_UNREACHABLE, RSP_PROMETHEUS_ANSWER, RSP_RULES.
 */
export async function checkQueries({ url, syntaxOnly, json }: CheckOptions): Promise<ExitCode> {
  const prometheus = new Prometheus(url);
  const rules = readRules();
  const dashboards = allDashboards();
  const end = Math.floor(Date.now() / 1_000);
  const asking = new Asking(prometheus, { start: end - BACK_S, end, step: STEP_S }, syntaxOnly);
  const checked: Checked[] = [];
  for (const dashboard of dashboards) checked.push(...(await asking.dashboard(dashboard)));
  for (const rule of rules) checked.push(await asking.rule(rule));
  const problems = checked.filter(({ problem }) => problem !== undefined);
  if (json) {
    const ok = problems.length === 0;
    printJson({ schema: "respin.dashboards-check/v1", prometheus: prometheus.url, syntaxOnly, ok, queries: checked });
  } else show(checked, problems, { syntaxOnly, dashboards: dashboards.length, rules: rules.length });
  return problems.length === 0 ? EXIT.ok : EXIT.claimFails;
}

/** Asks one Prometheus about one stretch of time. */
class Asking {
  readonly #prometheus: Prometheus;
  readonly #stretch: Stretch;
  readonly #syntaxOnly: boolean;

  constructor(prometheus: Prometheus, stretch: Stretch, syntaxOnly: boolean) {
    this.#prometheus = prometheus;
    this.#stretch = stretch;
    this.#syntaxOnly = syntaxOnly;
  }

  async dashboard(dashboard: NamedDashboard): Promise<readonly Checked[]> {
    const values = await this.#values(dashboard);
    const checked: Checked[] = [];
    for (const query of queriesOf(dashboard)) {
      const { dashboard: where, of, ref, kind, exemplars } = query;
      const expr = filled(query.expr, values, SPANS);
      const asked = query.instant ? await this.#prometheus.now(expr) : await this.#prometheus.over(expr, this.#stretch);
      const problem = kind === "annotation" ? await this.#ofParts(expr, asked) : this.#ofWhole(asked);
      const points = exemplars ? { exemplars: await this.#prometheus.exemplars(expr, this.#stretch) } : {};
      checked.push({ where, of, ref, kind, expr, series: seriesOf(asked), ...points, ...problem });
    }
    return checked;
  }

  async rule({ name, kind, expr }: Rule): Promise<Checked> {
    const asked = await this.#prometheus.now(expr);
    const problem = kind === "alert" ? await this.#ofParts(expr, asked) : this.#ofWhole(asked);
    return { where: "rules", of: name, ref: "", kind, expr, series: seriesOf(asked), ...problem };
  }

  /** What stands for all values of each variable, in the order in which one uses another. */
  async #values(dashboard: NamedDashboard): Promise<ReadonlyMap<string, string>> {
    const values = new Map<string, string>();
    for (const { name, selector, label, all } of labelVariablesOf(dashboard)) {
      const found = await this.#prometheus.labelValues(label, filled(selector, values, SPANS), this.#stretch);
      values.set(name, found.length === 0 ? ANYTHING : (all ?? anyOf(found)));
    }
    return values;
  }

  #ofWhole(asked: Asked): Pick<Checked, "problem"> {
    if ("wrong" in asked) return { problem: { kind: "syntax", text: asked.wrong } };
    if (this.#syntaxOnly || asked.numbers > 0) return {};
    if (asked.series === 0) return { problem: { kind: "no data", text: "no series" } };
    return { problem: { kind: "no number", text: "0 / 0 in every series" } };
  }

  async #ofParts(expr: string, asked: Asked): Promise<Pick<Checked, "problem">> {
    if ("wrong" in asked || this.#syntaxOnly)
      return this.#ofWhole("wrong" in asked ? asked : { series: 1, numbers: 1 });
    for (const { text } of selectorsOf(expr)) {
      const part = await this.#prometheus.now(`count(${text})`);
      if (seriesOf(part) === 0) return { problem: { kind: "no data", text: `no ${text}` } };
    }
    return {};
  }
}

function seriesOf(asked: Asked): number {
  return "wrong" in asked ? 0 : asked.series;
}

function show(
  checked: readonly Checked[],
  problems: readonly Checked[],
  counts: { readonly syntaxOnly: boolean; readonly dashboards: number; readonly rules: number },
): void {
  const options = textOptions();
  const { syntaxOnly, dashboards, rules } = counts;
  const all = `${checked.length} queries of ${dashboards} dashboards and ${rules} rules`;
  if (problems.length > 0) {
    const rows = problems.map(({ where, of, ref, problem }) => ({
      label: `${where.replace(/^respin-/, "")}: ${of}${ref === "" ? "" : ` ${ref}`}`,
      values: [problem?.kind ?? ""],
    }));
    print(
      `${renderText({ title: syntaxOnly ? "Cannot be read" : "Without data", columns: ["what"], rows }, options)}\n`,
    );
    // The marks of all dashboards are alike: what is wrong with them is told once.
    const told = new Set(problems.map(({ of, expr, problem }) => `${of}: ${problem?.text ?? ""}: ${expr}`));
    for (const text of told) for (const line of wrap(text, options.width)) print(line);
    print(`\n${problems.length} of ${all} ${syntaxOnly ? "cannot be read" : "have no data"}.`);
    return;
  }
  print(`${all}: ${syntaxOnly ? "each can be read" : "each has data"}.`);
  const without = checked.filter(({ exemplars }) => exemplars === 0);
  if (without.length > 0 && !syntaxOnly) {
    const message = `${without.length} of them show no single operations: start Prometheus with --enable-feature=exemplar-storage.`;
    for (const line of wrap(message, options.width)) print(line);
  }
}
