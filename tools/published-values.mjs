/**
 * Checks that no value that the papers print stands in the sources outside of packages/experiment/src/paper: a time of a
 * benchmark must come out of the mechanism, and a test must take it from where it is cited.
 *
 *     node tools/published-values.mjs [ROOT]
 *
 * Looked for are numbers, and texts that are nothing but a number, with a fraction or with three and more digits that count; of
 * sizes, with five; and published times as cycles of the machine's clock, from a thousand on. Others are too common to be told
 * apart: powers of two and what is one less, and 101, which is one more than a hundred turns of a loop. A number that is there for a reason of its own is allowed by a row of
 * tools/published-values.json, which gives the reason. Packages that know no machine, and benchmarks, which time the host, hold
 * no modelled time and are not read.
 *
 * Prints file:line for each find, and each row that allows nothing any more; exits with 1 if there is one, 3 if the check could
 * not be done: the published cells are not built.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));
const SOURCES = /^(?:apps|experiments|packages)\/.*\.(?:ts|mjs)$/;
/** Where published values stand, and what knows no machine or times the host. */
const ELSEWHERE = /^packages\/experiment\/src\/paper\/|^packages\/(?:compiler|dispatcher|linker|telemetry)\/|\/bench\//;
const ALLOWED = "tools/published-values.json";
/** Cycles below this are too common to be told apart. */
const CYCLES_MIN = 1000;

/** What to look for, by number: what it is called. `cells` are published cells, `sizes` other numbers that are published. */
export function wantedValues(cells, sizes, clockMhz) {
  const wanted = new Map();
  const add = (value, name) => {
    if (!wanted.has(value)) wanted.set(value, name);
  };
  for (const { id, value, unit } of cells) {
    if (isTelling(value)) add(value, id);
    const cycles = Math.round(value * clockMhz * ({ us: 1, ms: 1000 }[unit] ?? 0));
    if (cycles >= CYCLES_MIN) add(cycles, `${id} in cycles`);
  }
  for (const value of sizes) if (digitsOf(value) >= (Number.isInteger(value) ? 5 : 3)) add(value, "a size, SOSP'95");
  return wanted;
}

/** Whether a number has a fraction or three digits that count: 0.13, 104, 1230; not 5, 150, 30000. */
export function isTelling(value) {
  if (value === 101 || Number.isInteger(Math.log2(value)) || Number.isInteger(Math.log2(value + 1))) return false;
  return digitsOf(value) >= (Number.isInteger(value) ? 3 : 2);
}

/** How many digits of a number count. */
function digitsOf(value) {
  return String(value)
    .replace(".", "")
    .replace(/^0+|0+$/g, "").length;
}

/** The numbers of a module's text: what each is, and its line. Throws where it cannot be parsed. */
export function numbersIn(file, text) {
  const found = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    if (node.type === "Literal") {
      const value =
        typeof node.value === "string" && /^\d+(?:\.\d+)?$/.test(node.value) ? Number(node.value) : node.value;
      // What is written in hexadecimal is a pattern of bits.
      if (typeof value === "number" && !/^0x/i.test(text.slice(node.start)))
        found.push({ value, line: text.slice(0, node.start).split("\n").length });
      return;
    }
    for (const key of Object.keys(node)) if (key !== "parent") visit(node[key]);
  };
  visit(parseAst(text, { lang: file.endsWith(".ts") ? "ts" : "js" }, file));
  return found;
}

/** The finds in sources, as lines to print. `sources` are [file, text]; `allowed` rows of { file, value, why }. */
export function findsIn(sources, wanted, allowed) {
  const used = new Set();
  const finds = sources.flatMap(([file, text]) =>
    numbersIn(file, text).flatMap(({ value, line }) => {
      const name = wanted.get(value);
      if (name === undefined) return [];
      const row = allowed.findIndex((each) => each.file === file && each.value === value);
      if (row >= 0) {
        used.add(row);
        return [];
      }
      return [
        `${file}:${line}: ${value} is published (${name}); take it from the published cells, or allow it in ${ALLOWED} with the reason`,
      ];
    }),
  );
  const idle = allowed
    .filter((_, row) => !used.has(row))
    .map(({ file, value }) => `${ALLOWED}: ${value} in ${file} is allowed and not there; remove the row`);
  const unsaid = allowed
    .filter(({ why }) => typeof why !== "string" || why.length < 10)
    .map(({ file, value }) => `${ALLOWED}: ${value} in ${file} is allowed without a reason`);
  return [...finds, ...idle, ...unsaid];
}

async function main(root) {
  let finds;
  let count;
  try {
    const kit = await import(new URL("../packages/experiment/dist/index.js", import.meta.url).href);
    const sizes = [kit.sizesTable1, kit.sizesTable7, [kit.sizesTable1Total]].flatMap((rows) =>
      rows.flatMap((row) => Object.values(row).filter((value) => typeof value === "number")),
    );
    const { clockMhz } = kit.machineNamed(kit.MACHINES[0]);
    const wanted = wantedValues(kit.publishedCells(), sizes, clockMhz);
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const files = listed
      .split("\0")
      .filter((file) => SOURCES.test(file) && !ELSEWHERE.test(file))
      .filter((file) => existsSync(join(root, file)));
    const sources = files.map((file) => [file, readFileSync(join(root, file), "utf8")]);
    count = sources.length;
    const allowedFile = join(root, ALLOWED);
    const allowed = existsSync(allowedFile) ? JSON.parse(readFileSync(allowedFile, "utf8")) : [];
    finds = findsIn(sources, wanted, allowed);
  } catch (error) {
    console.error(`published values: the check could not be done: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  for (const line of finds) console.error(line);
  console.log(`published values: ${count} files, ${finds.length} ${finds.length === 1 ? "find" : "finds"}`);
  return finds.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(resolve(process.argv[2] ?? ROOT));
