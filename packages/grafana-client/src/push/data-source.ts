import { RespinError } from "@respin/hardware";
import type { DataSource } from "../api/client.js";
import type { NamedDashboard } from "../dashboards/all.js";
import { DATA_SOURCE } from "../dashboards/style.js";

/** The label of a point that leads to its operation. */
const OPERATION_LABEL = "operation_id";

/**
 * The Prometheus data source that the dashboards will ask: the one that is named, the one that our provisioning makes, or the only
 * one. Throws RSP_GRAFANA_SOURCE.
 */
export function chooseSource(sources: readonly DataSource[], named: string | undefined): DataSource {
  const fit = sources.filter(({ type }) => type === DATA_SOURCE.type);
  const list = fit.map(({ uid, name }) => `${uid} (${name})`).join(", ");
  if (named !== undefined) {
    const found = fit.find(({ uid }) => uid === named);
    if (found !== undefined) return found;
    throw wrong(
      `no Prometheus data source has the uid ${named}; ${list === "" ? "there is none" : `there are ${list}`}`,
    );
  }
  const ours = fit.find(({ uid }) => uid === DATA_SOURCE.uid);
  if (ours !== undefined) return ours;
  const [only, ...others] = fit;
  if (only === undefined) {
    throw wrong(
      "Grafana has no Prometheus data source; make one in Connections, or give the one of infra/grafana/provisioning",
    );
  }
  if (others.length > 0)
    throw wrong(`Grafana has ${fit.length} Prometheus data sources: ${list}; name one with --datasource UID`);
  return only;
}

/** Whether the data source leads from a point to its operation: that is its own setting, no dashboard's. */
export function leadsToOperations({ jsonData }: DataSource): boolean {
  return (jsonData?.exemplarTraceIdDestinations ?? []).some(({ name }) => name === OPERATION_LABEL);
}

/** The dashboard with another data source in place of the one it was made with. */
export function withSource(dashboard: NamedDashboard, uid: string): NamedDashboard {
  const changed: NamedDashboard = JSON.parse(JSON.stringify(dashboard), (key, value: unknown) =>
    key === "uid" && value === DATA_SOURCE.uid ? uid : value,
  );
  return changed;
}

function wrong(message: string): RespinError {
  return new RespinError("RSP_GRAFANA_SOURCE", message, { usage: true });
}
