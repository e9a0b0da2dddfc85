/**
 * Which functions pay at their entry without looking whether anything is left: the quiet ones. A look is a branch and a
 * call that may not return, and most short methods are over before one could matter.
 *
 * What a quiet function pays is counted all the same. If it was more than there was, the next look finds that: at the turn of a
 * loop, in a function that is not quiet, or by whoever set the bound, when the code has come to its end.
 *
 * Invariant M7: between two looks, each frame on the stack pays at most `quietMax` units that nobody looks at.
 *   Kept by: loops look at each turn. A quiet function is no part of a cycle of calls that is without a look, since those that count
 *   their frames look; it is called by calls and accesses that stand in the text alone, and not by what the kernel or a built-in
 *   may call as often as it likes; and the quiet ones that a function may call, each as often as calls of it stand there, with those that
 *   they call in turn, pay no more than that together. Attacked by: quiet.test.ts
 */
import type { AnyNode } from "acorn";
import type { CallGraph } from "./calls.js";
import type { Unit } from "./meanings.js";
import { isFunction } from "./syntax.js";
import { weightOfEntry } from "./weights.js";

/** Units that may be paid in a frame between two looks. With `depthMax` frames, the host takes about a millisecond for them. */
export const quietMax = 1024;

/** The functions that pay without looking. `guarded` are those that count their frames. */
export function findQuiet(graph: CallGraph, guarded: ReadonlyMap<AnyNode, number>): Set<AnyNode> {
  const quiet = new Set<Unit>();
  /** The most that a unit pays before the next look, if it is quiet, and 0 if it looks. */
  const paid = new Map<Unit, number>();

  // Without those that count their frames, which look, the graph has no cycle.
  const paidIn = (unit: Unit): number => {
    if (unit.node === undefined || guarded.has(unit.node)) return 0;
    const known = paid.get(unit);
    if (known !== undefined) return known;
    let all = weightOfEntry(unit.node) + paidBelow(unit);
    if (all <= quietMax && mayBeQuiet(unit, graph)) quiet.add(unit);
    else all = 0;
    paid.set(unit, all);
    return all;
  };

  /** The same for what a unit calls; while that is too much, those of it that pay the most have to look. */
  const paidBelow = (unit: Unit): number => {
    for (;;) {
      let below = 0;
      let most = 0;
      for (const site of unit.sites) {
        const here = Math.max(0, ...[...site].map(paidIn));
        below += here;
        most = Math.max(most, here);
      }
      if (below <= quietMax) return below;
      for (const callee of unit.calls) {
        if (paid.get(callee) !== most) continue;
        paid.set(callee, 0);
        quiet.delete(callee);
      }
    }
  };

  for (const unit of [graph.top, ...graph.units.values()]) paidBelow(unit);
  return new Set([...quiet].flatMap(({ node }) => (node ? [node] : [])));
}

function mayBeQuiet(unit: Unit, graph: CallGraph): boolean {
  const { node } = unit;
  return node !== undefined && isFunction(node) && !node.generator && !node.async && !graph.calledElsewhere.has(unit);
}
