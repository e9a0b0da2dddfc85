/**
 * Which functions count their frames, so that no text can come to the end of the host's stack.
 *
 * Every cycle of the call graph goes through a counted function, but not every function of a cycle is one: of those
 * that only "any function used as a value" joins, the values count; of the others, few that break the most cycles.
 *
 * A counted function counts for the uncounted ones of its cycle, too, that it may have under it before the next
 * counted one: so what is counted is frames, and most functions count nothing.
 *
 * Invariant M3: the frames of a text on the stack come to at most `depthMax` and `heightMax` ordinary ones.
 *   Kept by: without its counted functions the graph has no cycle; `depthMax` bounds those and what they count for;
 *   an uncounted function that no counted one counts for is on the stack at most once, in the order of the graph, and
 *   one from which more than `heightMax` would hang is counted. Attacked by: depth.test.ts
 */
import type { AnyNode } from "acorn";
import type { CallGraph } from "./calls.js";
import { frameOf } from "./frames.js";
import type { Unit } from "./meanings.js";

/** The most frames of ordinary size that counted functions, with what they count for, may have on the stack. */
export const depthMax = 256;
/** The longest chain of functions that are not counted. */
const heightMax = 64;
/** The same within a cycle: each of its counted functions may have as many under it. */
const heightInCycleMax = 16;

/** The functions and classes (for their fields) that count their frames, each with the size it counts. */
export function findGuarded(graph: CallGraph): Map<AnyNode, number> {
  const frames = new Map<Unit, number>();
  const frame = (unit: Unit): number => {
    const known = frames.get(unit) ?? (unit.node ? frameOf(unit.node) : 0);
    frames.set(unit, known);
    return known;
  };
  const counted = new Set<Unit>();
  const guarded = new Map<AnyNode, number>();
  const heights = new Map<Unit, number>();
  for (const component of components([...graph.units.values()], () => true)) {
    const inside = new Set(component);
    let below = 0;
    for (const unit of component) {
      for (const callee of unit.calls) if (!inside.has(callee)) below = Math.max(below, heights.get(callee) ?? 0);
    }
    let height = below;
    if (isCycle(component)) {
      breakCycles(component, counted);
      const inCycle = boundChains(component, counted, frame);
      height += Math.max(0, ...component.map((unit) => inCycle.get(unit) ?? 0));
      for (const unit of component) {
        if (unit.node && counted.has(unit)) guarded.set(unit.node, frame(unit) + highest(unit, inCycle));
      }
    } else {
      height += frame(component[0]);
    }
    if (height > heightMax) {
      for (const unit of component) {
        if (unit.node && !guarded.has(unit.node)) guarded.set(unit.node, frame(unit));
      }
      height = below;
    }
    for (const unit of component) heights.set(unit, height);
  }
  return guarded;
}

/** The highest of what a unit calls. */
function highest(unit: Unit, heights: ReadonlyMap<Unit, number>): number {
  let most = 0;
  for (const callee of unit.calls) most = Math.max(most, heights.get(callee) ?? 0);
  return most;
}

function isCycle(component: readonly Unit[]): boolean {
  return component.length > 1 || component.some((unit) => unit.calls.has(unit));
}

/** Count functions of a cycle until what remains has none. */
function breakCycles(component: readonly Unit[], counted: Set<Unit>): void {
  const inside = new Set(component);
  for (const unit of component) {
    if (unit.node === undefined) {
      for (const callee of unit.calls) if (inside.has(callee) && callee.node) counted.add(callee);
    } else if (unit.calls.has(unit)) counted.add(unit);
  }
  const before = counted.size;
  for (const rest of components(component, (unit) => inside.has(unit) && !counted.has(unit))) {
    if (!isCycle(rest)) continue;
    if (counted.size === before) addBest(rest, counted);
    breakCycles(rest, counted);
  }
}

/** The function through which the most ways of the cycle lead. */
function addBest(component: readonly Unit[], counted: Set<Unit>): void {
  const inside = new Set(component);
  const callers = new Map<Unit, number>();
  for (const unit of component) {
    for (const callee of unit.calls) if (inside.has(callee)) callers.set(callee, (callers.get(callee) ?? 0) + 1);
  }
  let best: Unit | undefined;
  let most = -1;
  for (const unit of component) {
    if (!unit.node) continue;
    const ways = (callers.get(unit) ?? 0) * [...unit.calls].filter((callee) => inside.has(callee)).length;
    if (ways > most) [best, most] = [unit, ways];
  }
  if (best) counted.add(best);
}

/** Count functions of a cycle until no chain of uncounted ones is too long; the heights of those. */
function boundChains(component: readonly Unit[], counted: Set<Unit>, frame: (unit: Unit) => number): Map<Unit, number> {
  const inside = new Set(component);
  const heights = new Map<Unit, number>();
  for (const [unit] of components(component, (member) => inside.has(member) && !counted.has(member))) {
    const height = frame(unit) + highest(unit, heights);
    if (height > heightInCycleMax && unit.node) counted.add(unit);
    else heights.set(unit, height);
  }
  return heights;
}

/** Strongly connected components of the units that are in, callees first (Tarjan 1972). */
function components(roots: readonly Unit[], isIn: (unit: Unit) => boolean): Unit[][] {
  const found: Unit[][] = [];
  const order = new Map<Unit, number>();
  const stack: Unit[] = [];
  const onStack = new Set<Unit>();

  const connect = (unit: Unit): number => {
    const index = order.size;
    let low = index;
    order.set(unit, index);
    stack.push(unit);
    onStack.add(unit);
    for (const callee of unit.calls) {
      if (!isIn(callee)) continue;
      if (!order.has(callee)) low = Math.min(low, connect(callee));
      else if (onStack.has(callee)) low = Math.min(low, order.get(callee) ?? low);
    }
    if (low === index) {
      const component: Unit[] = [];
      for (let member = stack.pop(); member; member = stack.pop()) {
        onStack.delete(member);
        component.push(member);
        if (member === unit) break;
      }
      found.push(component);
    }
    return low;
  };
  for (const root of roots) if (isIn(root) && !order.has(root)) connect(root);
  return found;
}
