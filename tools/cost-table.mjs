/**
 * Writes the table of every cost into docs/method.md, out of the machine and system profiles as they are built.
 *
 *     node tools/cost-table.mjs [--check]
 *
 * With --check it writes nothing, and exits with 1 if the page is not what it would write. Exits with 3 if it could not be
 * done: the profiles are not built, or the page has no markers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = "docs/method.md";
const PROFILES = "packages/systems/dist/index.js";

const BEGIN = "<!-- costs: written by tools/cost-table.mjs -->";
const END = "<!-- costs: end -->";
const HEADINGS = ["cost", "of", "cycles", "unit", "goes to", "origin", "source"];

/**
 * The rows of the table. Of the systems' costs, those that several systems declare alike are one row.
 * `machines` and `systems` are lists of [name, declarations].
 */
export function costRows(machines, systems) {
  const rows = machines.flatMap(([name, costs]) =>
    Object.entries(costs).map(([cost, declared]) => rowOf(cost, name, declared)),
  );
  const names = new Set(systems.flatMap(([, costs]) => Object.keys(costs)));
  for (const cost of names) {
    const alike = new Map();
    for (const [system, costs] of systems) {
      if (!Object.hasOwn(costs, cost)) continue;
      const key = JSON.stringify(rowOf(cost, "", costs[cost]));
      alike.set(key, [...(alike.get(key) ?? []), system]);
    }
    for (const who of alike.values()) {
      const declared = systems.find(([system]) => system === who[0])[1][cost];
      rows.push(rowOf(cost, who.length === systems.length ? "every system" : who.join(", "), declared));
    }
  }
  return rows;
}

function rowOf(cost, of, { cycles, unit, group, origin, source, fittedTo = [], as }) {
  const cells = fittedTo.map((cell) => `\`${cell}\``).join(", ");
  const theirs = as === undefined || origin !== "calibrated" ? "" : `that of ${as}`;
  const why = [cells, theirs, source].filter((part) => part !== "").join(": ");
  return [`\`${cost}\``, of, String(cycles), unit, group, origin, why.replaceAll("|", "\\|")];
}

/** The rows as Markdown, in the columns that the formatter would make, and how many costs there are of each origin. */
export function costTable(rows) {
  const origins = new Map();
  for (const [, , , , , origin] of rows) origins.set(origin, (origins.get(origin) ?? 0) + 1);
  const counted = [...origins].toSorted().map(([origin, count]) => `${count} ${origin}`);
  const widths = HEADINGS.map((heading, at) => Math.max(...[heading, ...rows.map((row) => row[at])].map(widthOf)));
  const line = (cells) => `| ${cells.map((cell, at) => cell + " ".repeat(widths[at] - widthOf(cell))).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [`${rows.length} costs: ${counted.join(", ")}.`, "", line(HEADINGS), rule, ...rows.map(line)].join("\n");
}

/** The page with the table between its markers. Throws when they are not there. */
export function withTable(page, table) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`it needs the lines ${BEGIN} and ${END}, in this order`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`;
}

function widthOf(text) {
  return [...text].length;
}

async function main(check) {
  let before;
  let after;
  try {
    const { machineProfiles, systemCosts } = await import(new URL(`../${PROFILES}`, import.meta.url).href);
    const machines = [...machineProfiles].map(([name, { costs }]) => [name, costs]);
    before = readFileSync(join(ROOT, PAGE), "utf8");
    after = withTable(before, costTable(costRows(machines, Object.entries(systemCosts))));
  } catch (error) {
    console.error(`costs: ${PAGE} could not be made: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  if (before === after) return 0;
  if (check) {
    console.error(`costs: the table in ${PAGE} is not that of the profiles; run node tools/cost-table.mjs`);
    return 1;
  }
  writeFileSync(join(ROOT, PAGE), after);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.includes("--check"));
