export { allDashboards, dashboardFile } from "./dashboards/all.js";
export type { NamedDashboard } from "./dashboards/all.js";
