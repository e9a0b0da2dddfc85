/**
 * Checks the layering of the workspace against tools/layers/rules.json.
 *
 *     node tools/layers/check.mjs [ROOT]
 *
 * Prints one line for each import that breaks a rule; exits with 1 if there is one, 3 if the check could not be done.
 *
 * Each rule is a row of the table; the first row that an import breaks is the one reported, so the more special rows
 * stand first. What a row may say:
 *   from                  the layers whose imports the row is about; all if it names none
 *   never                 layers that must not be imported
 *   only, onlyTypes       the layers that may be imported, the second only for types
 *   wholePackagesOnly     these layers' packages ("all" for every one) are imported by name, not file by file
 *   downwards             imports go to layers further down in the table, or stay in their package
 *   testingOnlyFromTests  tests and their helpers are imported by such only
 *   cycles: false         files do not import each other in a ring
 *   unlisted: false       every package is of a layer of the table
 */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isTesting, readImports, readPackages } from "./imports.mjs";

const TOOL_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * All breaches of the rules under `root`, as lines to print, and how many files were read.
 * Throws if a source cannot be parsed.
 */
export function check(root) {
  const { about, layers, rules } = JSON.parse(readFileSync(join(root, "tools/layers/rules.json"), "utf8"));
  const packages = readPackages(root, layers);
  const imports = packages.flatMap((from) => readImports(root, from, packages));
  const order = layers.map(({ name }) => name);
  const breaches = [];
  const report = (rule, where, what) => {
    breaches.push(`${where}: ${rule.name}: ${what}; ${rule.why} (see ${about})`);
  };

  for (const rule of rules.filter(({ unlisted }) => unlisted === false)) {
    for (const { name, folder, layer } of packages) {
      if (layer === undefined) report(rule, `${folder}/package.json`, `no layer of the table holds ${name}`);
    }
  }
  for (const each of [...imports, ...packages.flatMap((from) => declared(from, packages))]) {
    const rule = rules.find((candidate) => breaks(candidate, each, order));
    if (rule === undefined) continue;
    const layer = each.to === undefined || each.to === each.from ? "" : ` (${each.to.layer ?? "no layer"})`;
    report(rule, `${each.file}:${each.line}`, `${each.from.name} imports ${each.specifier}${layer}`);
  }
  for (const rule of rules.filter(({ cycles }) => cycles === false)) {
    for (const ring of rings(imports)) report(rule, ring[0], `imports itself through ${ring.slice(1).join(", ")}`);
  }
  return { breaches, files: new Set(imports.map(({ file }) => file)).size, packages: packages.length };
}

/** What a package.json says the package needs is an import too, even before a file makes it. */
function declared(from, packages) {
  const file = `${from.folder}/package.json`;
  return packages
    .filter(({ name }) => Object.hasOwn(from.dependencies, name))
    .map((to) => ({ file, line: 1, specifier: to.name, typeOnly: true, from, to, deep: false, testing: false }));
}

function breaks(rule, each, order) {
  const { from, to } = each;
  if (rule.from !== undefined && !rule.from.includes(from.layer)) return false;
  if (rule.testingOnlyFromTests === true && each.testing && !isTesting(each.file)) return true;
  if (to === undefined) return rule.wholePackagesOnly === "all" && each.deep && !isShared(each);
  if (rule.wholePackagesOnly !== undefined && each.deep) {
    return rule.wholePackagesOnly === "all" || rule.wholePackagesOnly.includes(to.layer);
  }
  if (to === from) return false;
  if (rule.never?.includes(to.layer)) return true;
  if (rule.only !== undefined) {
    const forTypes = each.typeOnly && (rule.onlyTypes?.includes(to.layer) ?? false);
    return !rule.only.includes(to.layer) && !forTypes;
  }
  return rule.downwards === true && order.indexOf(to.layer) <= order.indexOf(from.layer);
}

/** A file of the root, such as the settings that all packages share, is of no package and no layer. */
function isShared({ target }) {
  return target !== undefined && !target.includes("/");
}

/** The rings of files that import each other, each once, beginning at its first file by name. */
function rings(imports) {
  const graph = new Map();
  for (const { file, target, typeOnly } of imports) {
    // An import of types is gone when the program runs, and may close a ring.
    if (target === undefined || typeOnly) continue;
    graph.set(file, (graph.get(file) ?? new Set()).add(target));
  }
  const found = new Map();
  const done = new Set();
  const visit = (file, path) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const ring = path.slice(start);
      const first = ring.indexOf(ring.toSorted()[0]);
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      found.set(turned.join(), [...turned, turned[0]]);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return [...found.values()];
}

function main(root) {
  let result;
  try {
    result = check(root);
  } catch (error) {
    console.error(`layers: the check could not be done: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  if (result.files === 0) {
    console.error(`layers: no source file was found under ${root}`);
    return 3;
  }
  for (const line of result.breaches) console.error(line);
  const count = result.breaches.length;
  console.log(
    `layers: ${result.packages} packages, ${result.files} files, ${count} ${count === 1 ? "breach" : "breaches"}`,
  );
  return count === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(resolve(process.argv[2] ?? TOOL_ROOT));
