/**
 * What raises, installations and changes cost in host time, beside direct calls, hand-written loops, tapable, eventemitter3
 * and Node's EventEmitter.
 *
 *     pnpm bench:dispatcher [--quick] [--only CASE]... [--json | --markdown]
 *
 * One case a file in `cases/`. Each cell of a case runs in a process of its own; in it, every round times every contender
 * once, and what is shown are medians of the rounds' ratios, with the interval that holds them at 95 per cent. Below 1 the
 * dispatcher is faster. Every contender counts what its handlers do, and the counts must agree.
 *
 * Exit: 0; 1 if a synchronous raise allocates or, in a full run, a bar is missed by half more than it is known to be; 2 for
 * usage; 3 if the run failed.
 */
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { cases } from "./cases.mjs";
import { asMarkdown, asText, barsAsText } from "./report.mjs";

/** A bar that is missed by less may be missed for the noise of a shared machine. */
const noiseFactor = 1.5;
const outputBytesMax = 16 * 1024 * 1024;
const cellProgram = fileURLToPath(new URL("cell.mjs", import.meta.url));
const execute = promisify(execFile);

async function runCase(benchmark, quick) {
  const rows = [];
  for (const cell of benchmark.cells({ quick })) {
    process.stderr.write(`${benchmark.name} ${Object.values(cell).join(" ")}\n`);
    const flags = ["--expose-gc", ...(benchmark.nodeOptions ?? [])];
    const request = JSON.stringify({ name: benchmark.name, cell, quick });
    const { stdout } = await execute(process.execPath, [...flags, cellProgram, request], { maxBuffer: outputBytesMax });
    rows.push(...JSON.parse(stdout));
  }
  const bars = (benchmark.bars?.(rows) ?? []).filter(({ values }) => values.length > 0).map(judge);
  const { name, measures, why, columns } = benchmark;
  return {
    name,
    measures,
    why,
    columns,
    rows,
    bars,
    notes: benchmark.notes?.(rows) ?? [],
    failures: benchmark.checks?.(rows) ?? [],
  };
}

/**
 * A bar is reached if all its rows are at or below the limit. The worst row is shown. Where a bar is known to be missed, its
 * case says by how much (`knownShort`), and only what is worse than that fails the run.
 */
function judge({ text, limit, values, knownShort = limit }) {
  const missed = values.filter(({ ratio }) => ratio > limit);
  const worst = values.toSorted((a, b) => b.ratio - a.ratio)[0];
  return {
    text,
    limit,
    reached: missed.length === 0,
    far: worst.ratio > knownShort * noiseFactor,
    rows: values.length,
    missed: missed.map(({ name, ratio, interval }) => ({ name, ratio, interval })),
    worst,
  };
}

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
    },
  });
  const unknown = values.only.find((name) => !cases.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new Error(`there is no case ${unknown}; there are ${cases.map(({ name }) => name).join(", ")}`);
  }
  return values;
}

async function main({ quick, only, json, markdown }) {
  const started = performance.now();
  const results = [];
  for (const each of cases) {
    if (only.length > 0 && !only.includes(each.name)) continue;
    const result = await runCase(each, quick);
    results.push(result);
    if (!json && !markdown) console.log(asText(result));
  }
  const document = {
    schema: "dispatcher-bench/v1",
    node: process.versions.node,
    v8: process.versions.v8,
    processor: cpus()[0]?.model ?? "unknown",
    quick,
    seconds: Math.round((performance.now() - started) / 1000),
    cases: results,
  };
  if (json) console.log(JSON.stringify(document, undefined, 2));
  else if (markdown) console.log(asMarkdown(document));
  else console.log(`${barsAsText(results)}\n\n${document.seconds} s, Node ${document.node}, ${document.processor}`);
  // A quick run is too short for its ratios to fail it.
  return results.some(({ failures, bars }) => failures.length > 0 || (!quick && bars.some(({ far }) => far))) ? 1 : 0;
}

let chosen;
try {
  chosen = options();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
if (chosen !== undefined) {
  try {
    process.exitCode = await main(chosen);
  } catch (error) {
    console.error(error.stderr ?? error);
    process.exitCode = 3;
  }
}
