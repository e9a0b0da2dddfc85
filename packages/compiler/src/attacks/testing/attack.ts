import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";

/** Where the hostile extensions are, each a file that says what it tries. */
export const corpus = fileURLToPath(new URL("../../../attacks/", import.meta.url));

/** What holds when the checks are bypassed. */
export const layers = ["compiler", "meter", "linker", "compartment", "capability", "bound"] as const;
export type Layer = (typeof layers)[number];

export const replacements = ["replaces keeper", "replaced by keeper", "replaced by itself"] as const;
export type Replacement = (typeof replacements)[number];

/** What a file says of itself. */
export interface Attack {
  readonly name: string;
  readonly file: string;
  /** What it tries. */
  readonly tries: string;
  readonly family: string;
  /** The check that stops it; undefined for one that the checks rightly let pass. */
  readonly stoppedBy: string | undefined;
  /** How its object file is altered, of those that are. */
  readonly tampered: string | undefined;
  /** What it is given that most are not: `volume`, `names`, `operator`, or the name of a domain that it imports. */
  readonly given: readonly string[];
  /** What becomes of it: it takes the place of the keeper, or the keeper or another of itself takes its place. */
  readonly replacement: Replacement | undefined;
  /** Which layer holds when the checks are bypassed. */
  readonly layer: string;
  /** What is seen then, in order. */
  readonly seen: readonly string[];
}

/** All attacks, by name. */
export function readCorpus(): readonly Attack[] {
  return readdirSync(corpus)
    .filter((file) => file.endsWith(".ts") && file !== "witness.ts")
    .toSorted()
    .map((file) => readAttack(join(corpus, file)));
}

function readAttack(file: string): Attack {
  const text = readFileSync(file, "utf8");
  const header = /^\/\*\*\n([^]*?)\n \*\/\n/.exec(text)?.[1];
  if (header === undefined) throw new Error(`${file} does not begin with a comment that says what it tries`);
  // A line that is indented further belongs to the one before.
  const lines = header
    .replaceAll(/\n \* {3,}/g, " ")
    .split("\n")
    .map((line) => line.replace(/^ \* ?/, ""));
  const of = (field: string): string | undefined =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
  const [layer, ...seen] = (of("Otherwise") ?? "?").split(" | ");
  const stoppedBy = of("Stopped by");
  return {
    name: basename(file, ".ts"),
    file,
    tries: lines.slice(0, lines.indexOf("")).join(" "),
    family: of("Family") ?? "",
    stoppedBy: stoppedBy === "nothing" ? undefined : stoppedBy,
    tampered: of("Tampered"),
    given: of("Given")?.split(" ") ?? [],
    replacement: replacements.find((each) => each === of("Replacement")),
    layer,
    seen,
  };
}

const byLayer: readonly (readonly [Layer, RegExp])[] = [
  ["compiler", /^build: /],
  ["meter", /(^|: )trap /],
  ["linker", /RSP_(LINK|OBJECT|UNRESOLVED|EXPORT|DOMAIN|NAME|REPLACE)/],
  ["compartment", /RSP_CONFINE|TypeError|ReferenceError/],
  [
    "capability",
    /RSP_(CAPABILITY|PAGE|REFERENCE|REGION|MAPPED|PROTECTION|GUARD|HANDLER|UNPINNED|STRAND|CONSOLE|INVARIANT|DISPATCH|ADDRESSES|MEMORY|HANDOVER|VOLUME|FILE)/,
  ],
  ["bound", /RSP_(OPERATIONS|LIMIT|EJECTED|SPACES|REFERENCES|BOUND)|^ejected|RangeError/],
];

/** The layers that what was seen tells of. */
export function layersIn(seen: readonly string[]): ReadonlySet<string> {
  return new Set(byLayer.filter(([, pattern]) => seen.some((each) => pattern.test(each))).map(([layer]) => layer));
}
