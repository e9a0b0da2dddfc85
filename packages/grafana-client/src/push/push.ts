import { RespinError } from "@respin/hardware";
import type { Folder, Grafana } from "../api/client.js";
import type { NamedDashboard } from "../dashboards/all.js";
import { GENERATED_TAG } from "../dashboards/style.js";
import { chooseSource, leadsToOperations, withSource } from "./data-source.js";
import { sameDashboard } from "./same.js";

/** What became of one dashboard. `provisioned`: Grafana reads it from a file, and takes no other. */
export interface PushedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly state: "made" | "changed" | "unchanged" | "provisioned";
  /** Where it is, from the root of the Grafana. */
  readonly path: string;
}

export interface Pushed {
  /** Grafana's version, where it tells it. */
  readonly version: string | undefined;
  readonly folder: { readonly uid: string; readonly title: string; readonly made: boolean };
  readonly source: { readonly uid: string; readonly name: string; readonly leadsToOperations: boolean };
  readonly dashboards: readonly PushedDashboard[];
  /** Generated dashboards in the folder that are none of ours any more. They are left where they are. */
  readonly leftOver: readonly { readonly uid: string; readonly title: string }[];
}

/**
 * Brings the dashboards into a folder of Grafana. Everything that can be wrong with what was asked for is found before anything is
 * written.
 *
 * Invariant W1: what Grafana has as it should be is not written again.
 *   Kept by: `sameDashboard` before each write. Attacked by: push.test.ts
 *
 * Throws RSP_GRAFANA_SOURCE, RSP_GRAFANA_FOLDER, and what `Grafana` throws.
 */
export async function pushDashboards(
  grafana: Grafana,
  wanted: {
    readonly dashboards: readonly NamedDashboard[];
    readonly folder: string;
    readonly source?: string | undefined;
  },
): Promise<Pushed> {
  const uid = folderUid(wanted.folder);
  const { version } = await grafana.health();
  const source = chooseSource(await grafana.dataSources(), wanted.source);
  const { folder, made } = await folderNamed(grafana, wanted.folder, uid);

  const dashboards: PushedDashboard[] = [];
  // One after the other: Grafana checks the whole folder at each.
  for (const dashboard of wanted.dashboards)
    dashboards.push(await pushOne(grafana, withSource(dashboard, source.uid), folder));

  const ours = new Set(wanted.dashboards.map((dashboard) => dashboard.uid));
  const found = await grafana.search({ type: "dash-db", tags: [GENERATED_TAG], folders: [folder.uid] });
  return {
    version,
    folder: { uid: folder.uid, title: folder.title, made },
    source: { uid: source.uid, name: source.name, leadsToOperations: leadsToOperations(source) },
    dashboards,
    leftOver: found.filter((one) => !ours.has(one.uid)).map((one) => ({ uid: one.uid, title: one.title })),
  };
}

async function pushOne(grafana: Grafana, dashboard: NamedDashboard, folder: Folder): Promise<PushedDashboard> {
  const { uid, title } = dashboard;
  const there = await grafana.dashboard(uid);
  const at = there?.meta.url ?? `/d/${uid}`;
  if (there?.meta.provisioned === true) return { uid, title, state: "provisioned", path: at };
  if (there !== undefined && there.meta.folderUid === folder.uid && sameDashboard(dashboard, there.dashboard)) {
    return { uid, title, state: "unchanged", path: at };
  }
  const saved = await grafana.saveDashboard({
    dashboard,
    folderUid: folder.uid,
    message: "exp dashboards push",
    overwrite: there !== undefined,
  });
  return { uid, title, state: there === undefined ? "made" : "changed", path: saved.url };
}

/** The folder of a title, made where there is none. Its identity follows from its title, so that two pushes at once make one. */
async function folderNamed(grafana: Grafana, title: string, uid: string): Promise<{ folder: Folder; made: boolean }> {
  const find = async (): Promise<Folder | undefined> => {
    const folders = await grafana.folders();
    return folders.find((one) => one.title === title) ?? folders.find((one) => one.uid === uid);
  };
  const there = await find();
  if (there !== undefined) return { folder: there, made: false };
  const made = await grafana.makeFolder({ uid, title });
  if (made !== undefined) return { folder: made, made: true };
  const since = await find();
  if (since !== undefined) return { folder: since, made: false };
  const message = `Grafana has a folder ${JSON.stringify(title)} (${uid}) that the token does not show; choose another with --folder, or let the token see it`;
  throw new RespinError("RSP_GRAFANA_FOLDER", message, { usage: true });
}

function folderUid(title: string): string {
  const word = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
  if (word !== "") return word;
  const message = `${JSON.stringify(title)} is no name of a folder; give one with a letter or digit`;
  throw new RespinError("RSP_GRAFANA_FOLDER", message, { usage: true });
}
