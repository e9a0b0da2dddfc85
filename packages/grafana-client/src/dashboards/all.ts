import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { bench } from "./bench.js";
import { dispatch } from "./dispatch.js";
import { overview } from "./overview.js";
import { paging } from "./paging.js";
import { safety } from "./safety.js";

/** A dashboard that has what a place in Grafana needs. */
export type NamedDashboard = Dashboard & { readonly uid: string; readonly title: string };

/** Every dashboard, as plain data: exactly what its file in infra/grafana/dashboards holds. */
export function allDashboards(): readonly NamedDashboard[] {
  return [overview, paging, dispatch, safety, bench].map((make) => {
    const plain: NamedDashboard = JSON.parse(JSON.stringify(make()));
    return plain;
  });
}

/** A dashboard's file in infra/grafana/dashboards, and the text that it holds. */
export function dashboardFile(dashboard: NamedDashboard): { readonly name: string; readonly text: string } {
  return { name: `${dashboard.uid.replace(/^respin-/, "")}.json`, text: `${JSON.stringify(dashboard, null, 2)}\n` };
}
