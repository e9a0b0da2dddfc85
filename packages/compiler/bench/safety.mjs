/**
 * What it costs on the host that an extension is safe: calls into and out of a domain, code inside it with its operations
 * counted, and the time to verify, load and link the buffer manager.
 *
 *     pnpm bench:safety
 *
 * Each row times two ways of doing the same, in turns: through the compiler, the linker and the compartment, and plain. "Plain" is
 * the same source as TypeScript compiles it, called through a reference that may change, in the same hardened realm. What the host's
 * compiler inlines and where it puts the code differs from process to process, and by more than anything within one: so every row
 * is run in several processes, the rows in turns, each of which gives the median of its ratios. Printed are the median of those and the
 * interval from the least to the greatest, which holds the median of all processes at 94 percent if there are five.
 *
 * A row is over its bar if the whole interval is. Exit: 0 measured, 1 not.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The rows, with what each may cost at most. */
const bars = {
  "call in": 1.2,
  "call out": 1.2,
  "tightest loop": 1.5,
  "buffer manager, lru": 1.3,
  "buffer manager, arc": 1.3,
  "buffer manager, 2q": 1.3,
  "buffer manager, lru-k": 1.3,
  "buffer manager, sets": 1.3,
};
const loadMillisecondsMax = 20;
const processes = 5;

const only = process.argv[2];
if (only === undefined) {
  const rows = [...Object.keys(bars), "load"];
  const samples = new Map(rows.map((name) => [name, []]));
  for (let n = 0; n < processes; n++) for (const name of rows) samples.get(name).push(sampleOf(name));
  for (const name of rows) console.log(lineOf(name, samples.get(name)));
} else {
  const { sample } = await import("./safety-rows.mjs");
  console.log(JSON.stringify(await sample(only)));
}

/** What a process of its own measures of a row. */
function sampleOf(name) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], {
    encoding: "utf8",
  });
  if (status !== 0) {
    process.stderr.write(stderr);
    process.exit(1);
  }
  return JSON.parse(stdout);
}

function lineOf(name, values) {
  const inOrder = values.toSorted((a, b) => a - b);
  const [low, middle, high] = [inOrder[0], inOrder[inOrder.length >> 1], inOrder.at(-1)];
  const [what, unit, most, digits] =
    name === "load" ? ["verify, load and link", "ms", loadMillisecondsMax, 1] : [name, "times plain", bars[name], 2];
  const line = `${what.padEnd(24)} ${middle.toFixed(digits)} ${unit} [${low.toFixed(digits)}, ${high.toFixed(digits)}], at most ${most}`;
  return low <= most ? line : `${line}   over its bar`;
}
