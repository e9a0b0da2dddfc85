import type { Step } from "./plan.js";

/** Which steps of a group have fired is kept in one small integer: 30 bits, and one more that says `cancelled`. */
export const stepsOfGroupMax = 30;
export const CANCELLED = 2 ** stepsOfGroupMax;
export const FIRED = CANCELLED - 1;

/** Steps whose guards are evaluated one after the other, and whose handlers then run: up to and including a filter. */
export interface Segment {
  readonly groups: readonly (readonly Placed[])[];
  readonly cancels: boolean;
}

/** A step, and whether it runs only if its bit is set. */
export interface Placed {
  readonly step: Step;
  readonly bit: number;
  readonly conditional: boolean;
}

export function bitsOf(group: readonly Placed[]): number {
  return group.reduce((bits, { bit }) => bits | bit, 0);
}

function isUnguarded(step: Step): boolean {
  return step.matches.length === 0 && step.predicates.length === 0;
}

/** The steps that can run at all, in segments of groups. */
export function segmentsOf(steps: readonly Step[]): Segment[] {
  const segments: Segment[] = [];
  let groups: Placed[][] = [[]];
  let cancels = false;
  const close = (): void => {
    if (groups[0].length > 0) segments.push({ groups, cancels });
    groups = [[]];
    cancels = false;
  };
  for (const step of steps) {
    let group = groups[groups.length - 1];
    if (group.length === stepsOfGroupMax) groups.push((group = []));
    const conditional = cancels || !isUnguarded(step);
    group.push({ step, bit: 2 ** group.length, conditional });
    // Behind a step that always fires and cancels, nothing runs.
    if (step.cancel && !conditional) break;
    if (step.cancel) cancels = true;
    if (step.cells !== undefined) close();
  }
  close();
  return segments;
}
