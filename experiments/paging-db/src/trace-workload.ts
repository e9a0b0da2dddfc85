import { RespinError } from "@respin/systems";
import { Steps, StepKind } from "./script.js";
import { readTrace, type TraceFormat } from "./trace/trace.js";
import type { Workload } from "./workload.js";

/** Pages that a trace may name: what one address space maps, less what else stands in it. */
const pagesMax = (1 << 20) - 64;

/** A reference string that the user brought, as a workload. Throws as `readTrace`, and RSP_TRACE_PAGES. */
export function traceWorkload(
  file: string,
  options: { readonly format: TraceFormat | undefined; readonly split: number | undefined },
): Workload {
  const { pages, references, writes } = readTrace(file, options);
  if (pages > pagesMax) {
    throw new RespinError(
      "RSP_TRACE_PAGES",
      `${file} names ${pages} pages; one address space maps ${pagesMax}: bring a part of it, or a larger --trace-split`,
    );
  }
  const steps = new Steps();
  for (let at = 0; at < references.length; at++) {
    steps.add(writes[at] === 1 ? StepKind.write : StepKind.read, 0, references[at]);
    steps.add(StepKind.end);
  }
  return {
    name: "trace",
    files: [{ name: "trace", pages }],
    steps,
    // What its owner would advise is not known: a policy that withstands scans.
    advised: "2q",
    kinds: [],
    stamped: false,
  };
}
