/**
 * What it costs on the host that an extension is safe: calls into and out of a domain, code inside it with its operations
 * counted, and the time to verify, load and link the buffer manager.
 *
 *     pnpm bench:safety
 *
 * Each row times two ways of doing the same, in turns, in a process of its own: through the compiler, the linker and the
 * compartment, and plain. Printed are the median of the ratios and the interval that holds it at 95 percent. "Plain" is the
 * same source as TypeScript compiles it, called through a reference that may change, in the same hardened realm.
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

if (process.argv[2] === undefined) {
  for (const name of [...Object.keys(bars), "load"]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], {
      encoding: "utf8",
    });
    if (status !== 0) {
      process.stderr.write(stderr);
      process.exit(1);
    }
    const { line, holds } = JSON.parse(stdout);
    console.log(`${line}${holds ? "" : "   over its bar"}`);
  }
} else {
  const { row, loadRow } = await import("./safety-rows.mjs");
  const name = process.argv[2];
  const found = name === "load" ? await loadRow(loadMillisecondsMax) : await row(name, bars[name]);
  console.log(JSON.stringify(found));
}
