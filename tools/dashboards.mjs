/**
 * Writes infra/grafana/dashboards/*.json out of the dashboards' code in packages/grafana-client, as it is built.
 *
 *     node tools/dashboards.mjs [--check]
 *
 * With --check it writes nothing, and exits with 1 if a file is not what it would write, is missing, or is one too many. Exits
 * with 3 if it could not be done: the package is not built.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = "infra/grafana/dashboards";
const SOURCE = "packages/grafana-client/dist/index.js";

/** What differs between the files that should be there and those that are, as lines to print. Both: name to text. */
export function differences(wanted, found) {
  return [
    ...[...wanted].flatMap(([name, text]) => {
      if (!found.has(name)) return [`${FOLDER}/${name} is not there`];
      return found.get(name) === text ? [] : [`${FOLDER}/${name} is not what its code makes`];
    }),
    ...[...found.keys()].filter((name) => !wanted.has(name)).map((name) => `${FOLDER}/${name} is of no dashboard`),
  ];
}

async function main(check) {
  const folder = join(ROOT, FOLDER);
  let wanted;
  let found;
  try {
    const { allDashboards, dashboardFile } = await import(new URL(`../${SOURCE}`, import.meta.url).href);
    wanted = new Map(
      allDashboards()
        .map(dashboardFile)
        .map(({ name, text }) => [name, text]),
    );
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    found = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  } catch (error) {
    console.error(`dashboards: they could not be made: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  const stale = differences(wanted, found);
  if (check) {
    for (const line of stale) console.error(`dashboards: ${line}; run pnpm dashboards`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const name of found.keys()) if (!wanted.has(name)) rmSync(join(folder, name));
  for (const [name, text] of wanted) if (found.get(name) !== text) writeFileSync(join(folder, name), text);
  console.log(`dashboards: ${wanted.size} in ${FOLDER}, ${stale.length} changed`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.includes("--check"));
