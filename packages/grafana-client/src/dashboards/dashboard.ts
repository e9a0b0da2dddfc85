import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { AnnotationQuery, Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { PlacedPanel } from "./described.js";
import { DATA_SOURCE, GENERATED_TAG, OF_SYSTEM, OWN_ANNOTATIONS, RUN_TAG, VERDICT } from "./style.js";

/** A heading, and the panels below it, from left to right. */
interface Row {
  readonly title: string;
  readonly panels: readonly PlacedPanel[];
}

/** A variable whose values are those that a label has. */
interface Variable {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** The series whose label it is. */
  readonly of: string;
}

interface DashboardSpec {
  /** Its identity, part of its address; never changes. */
  readonly uid: string;
  readonly title: string;
  readonly means: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** How far back it looks when it is opened. */
  readonly from?: string;
  readonly refresh?: string;
}

/** Chooses systems: most panels show what is chosen. */
export const systemVariable: Variable = {
  name: "system",
  label: "System",
  help: "Which of the systems are shown.",
  of: "respin_machine_info",
};

/** A dashboard with what all of ours have: links to the others, marks for runs and ejections, numbers for its panels. */
export function dashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.means)
    .tags(["respin", GENERATED_TAG])
    .editable()
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from ?? "now-15m", to: "now" })
    .refresh(spec.refresh ?? "5s")
    .link(
      new DashboardLinkBuilder("Respin")
        .type(DashboardLinkType.Dashboards)
        .tags(["respin"])
        .asDropdown(false)
        .includeVars(true)
        .keepTime(true),
    )
    .variables(spec.variables.map(variable))
    .annotations(annotations(spec.variables.some(({ name }) => name === "system")));
  for (const row of spec.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  const built = builder.build();
  for (const [at, panel] of (built.panels ?? []).entries()) panel.id = at + 1;
  return built;
}

function variable({ name, label, help, of }: Variable): QueryVariableBuilder {
  const built = new QueryVariableBuilder(name)
    .label(label)
    .description(help)
    .datasource(DATA_SOURCE)
    .query({ query: `label_values(${of}, ${name})`, refId: `variable-${name}` })
    .definition(`label_values(${of}, ${name})`)
    .multi(true)
    .includeAll(true)
    .allowCustomValue(false)
    .current({ selected: true, text: ["All"], value: ["$__all"] })
    .options([])
    .refresh(VariableRefresh.OnTimeRangeChanged)
    // oxlint-disable-next-line unicorn/no-array-sort -- a builder, no array
    .sort(VariableSort.AlphabeticalAsc);
  // Panels are repeated for each system, which needs their names; of the rest there may be hundreds, too many for one expression.
  return name === systemVariable.name ? built : built.allValue(".+");
}

function annotations(ofSystems: boolean): Builder<AnnotationQuery>[] {
  const matching = ofSystems ? `{${OF_SYSTEM}}` : "";
  return [
    new AnnotationQueryBuilder()
      .name("Ejections")
      .datasource(DATA_SOURCE)
      .enable(true)
      .hide(false)
      .iconColor(VERDICT.bad)
      .expr(`sum by (system, reason) (increase(respin_ejections_total${matching}[1m])) > 0`)
      .step("60s")
      .titleFormat("{{system}} ejected an extension")
      .textFormat("limit: {{reason}}")
      .tagKeys("system,reason"),
    new AnnotationQueryBuilder()
      .name("Benchmark results")
      .datasource(DATA_SOURCE)
      .enable(true)
      .hide(false)
      .iconColor(VERDICT.neutral)
      // The value is the time at which the run ended, in milliseconds.
      .expr('max by (experiment) (respin_bench_finished_timestamp_seconds{source="latest"}) * 1000')
      .step("60s")
      .useValueForTime(true)
      .titleFormat("{{experiment}} finished")
      .tagKeys("experiment"),
    new AnnotationQueryBuilder()
      .name("Benchmark runs that were pushed")
      .datasource(OWN_ANNOTATIONS)
      .enable(true)
      .hide(false)
      .iconColor(VERDICT.doubtful)
      .target(taggedWith([RUN_TAG])),
  ];
}

/** Asks Grafana's own annotations for those that have all the tags. */
function taggedWith(tags: readonly string[]): Builder<{ _implementsDataqueryVariant(): void }> {
  const query = { limit: 100, matchAny: false, tags: [...tags], type: "tags" };
  return { build: () => ({ ...query, _implementsDataqueryVariant: () => {} }) };
}
