/**
 * Checks that no file of the repository holds what belongs to one machine or one day: the address of a package
 * registry, an absolute path, a note to come back later.
 *
 *     node tools/check-text.mjs [ROOT]
 *
 * Reads the files that git tracks or would track. Prints file:line for each find; exits with 1 if there is one, 3 if
 * the check could not be done.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Each is put together from pieces, so that this file does not name what it looks for. */
const FINDS = [
  {
    what: "a package registry address",
    remedy: "the registry is the reader's to choose; leave it to their configuration",
    pattern: new RegExp(
      [
        String.raw`\bregistry\.[a-z]+\.(org|com)\b`,
        String.raw`\b[a-z]+\.pkg\.[a-z]+\.com\b`,
        String.raw`https?://[^\s"'<>]*\b(registry|artifactory|nexus|verdaccio)\b`,
        String.raw`https?://[^\s"'<>]+/-/[^\s"'<>]+\.tgz\b`,
        String.raw`^\s*(@[\w-]+:)?registry\s*[=:]\s*["']?https?:`,
      ].join("|"),
      "i",
    ),
  },
  {
    what: "an absolute path",
    remedy: "name the file from the root of the repository, or by its URL at run time",
    pattern: new RegExp(
      String.raw`(?:(?<![\w.~/})-])|\bfile://)/(${["work", "home/[^/\\s]+", "Users/[^/\\s]+", "root"].join("|")})/`,
    ),
  },
  {
    what: "a note to come back later",
    remedy: "do it, or open an issue",
    pattern: new RegExp(String.raw`\b(${["TO", "FIX"].map((head, index) => head + ["DO", "ME"][index]).join("|")})\b`),
  },
];

/** The finds in the files under `root`, as lines to print, and how many files were read. Throws outside of git. */
export function checkText(root) {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const files = [...new Set(listed.split("\0"))].filter((file) => file !== "" && isFile(join(root, file)));
  return { finds: files.flatMap((file) => findsIn(root, file)), files: files.length };
}

function findsIn(root, file) {
  const bytes = readFileSync(join(root, file));
  if (bytes.subarray(0, 8192).includes(0)) return [];
  return bytes
    .toString("utf8")
    .split("\n")
    .flatMap((line, index) =>
      FINDS.flatMap(({ what, remedy, pattern }) => {
        const found = pattern.exec(line);
        return found === null ? [] : [`${file}:${index + 1}: ${what}, ${JSON.stringify(found[0])}; ${remedy}`];
      }),
    );
}

function isFile(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function main(root) {
  let result;
  try {
    result = checkText(root);
  } catch (error) {
    console.error(`text: the check could not be done: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  for (const line of result.finds) console.error(line);
  const count = result.finds.length;
  console.log(`text: ${result.files} files, ${count} ${count === 1 ? "find" : "finds"}`);
  return count === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..")));
}
