/**
 * Adds up the tests that a log of `pnpm test` and `pnpm check` tells of, and prints "N passed, N failed".
 *
 *     node tools/count-tests.mjs LOG
 *
 * Exits with 1 if a test failed, or if none ran: a log without tests is a run that went wrong unnoticed.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

// Vitest's summary, perhaps behind turbo's name of the task: "Tests  1 failed | 12 passed | 2 skipped (15)".
const VITEST = /(?:^|\s)Tests {2}(?=.*\(\d+\)\s*$)(.*)$/;
// node:test's summary, of either of its reporters: "# pass 12" or "ℹ pass 12".
const NODE = /^(?:#|ℹ) (pass|fail) (\d+)\s*$/;

/** How many tests passed and failed by the given log. */
export function countTests(log) {
  const total = { passed: 0, failed: 0 };
  for (const line of stripVTControlCharacters(log).split(/\r?\n/)) {
    const summary = VITEST.exec(line)?.[1];
    if (summary !== undefined) {
      total.passed += Number(/(\d+) passed/.exec(summary)?.[1] ?? 0);
      total.failed += Number(/(\d+) failed/.exec(summary)?.[1] ?? 0);
    }
    const node = NODE.exec(line);
    if (node !== null) total[node[1] === "pass" ? "passed" : "failed"] += Number(node[2]);
  }
  return total;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = countTests(readFileSync(process.argv[2] ?? "", "utf8"));
  if (passed + failed === 0) console.log("no test ran");
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = passed === 0 || failed > 0 ? 1 : 0;
}
