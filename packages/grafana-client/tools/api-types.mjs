/**
 * Writes src/api/types.gen.ts out of openapi.json.
 *
 *     node packages/grafana-client/tools/api-types.mjs [--check]
 *
 * With --check it writes nothing, and exits with 1 if the file is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTypes, { astToString } from "openapi-typescript";

const SOURCE = new URL("../openapi.json", import.meta.url);
const TARGET = new URL("../src/api/types.gen.ts", import.meta.url);
const HEAD = "// Written by tools/api-types.mjs out of openapi.json: change that, then run pnpm grafana-types.\n\n";

const wanted = HEAD + astToString(await openapiTypes(SOURCE));
const found = existsSync(TARGET) ? readFileSync(TARGET, "utf8") : "";
if (wanted !== found && process.argv.includes("--check")) {
  console.error("grafana-client: src/api/types.gen.ts is not that of openapi.json; run pnpm grafana-types");
  process.exitCode = 1;
} else if (wanted !== found) {
  writeFileSync(TARGET, wanted);
}
