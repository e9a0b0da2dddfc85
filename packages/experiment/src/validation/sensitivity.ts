import { judgeClaims, type JudgedClaim } from "../claims.js";
import type { Cell, Claim, Context } from "../experiment.js";
import { calibratedCells, type Constants } from "./constants.js";
import { usesOf } from "./measured.js";

/** How much a cost is changed: halved, and doubled. */
export const factors = [0.5, 2] as const;

/** What a run found, and what its claims are judged by. */
export interface Run {
  readonly experiment: string;
  readonly cells: readonly Cell[];
  readonly claims: readonly Claim[];
  readonly context: Context;
}

/** What becomes of a number when one constant is multiplied. */
export interface Move {
  readonly constant: string;
  readonly factor: number;
  readonly value: number;
}

/** How a claim's margin moves. */
export interface ClaimMoves {
  readonly experiment: string;
  readonly claim: string;
  readonly holds: boolean;
  readonly margin: number;
  /** The changes after which it no longer holds, or holds at last. */
  readonly breaks: readonly Move[];
  /** What it hangs on: the change that breaks it and moves its margin most, or without such the one that moves it most. */
  readonly hangsOn: Move | undefined;
}

/** How a predicted cell's error moves. */
export interface CellMoves {
  readonly cell: string;
  readonly error: number;
  /** The change that moves it most. */
  readonly hangsOn: Move | undefined;
}

/** What hangs on what. */
export interface Sensitivity {
  readonly constants: number;
  readonly claims: readonly ClaimMoves[];
  readonly cells: readonly CellMoves[];
  /** Cells of modelled time that stay: without a breakdown, or with waiting for a device in it. */
  readonly staying: number;
}

/** Waiting is what is left until a device is done: it grows when another cost shrinks, and so is no count times a cost. */
const waiting = "disk.wait";

/**
 * Halves and doubles each constant that the runs' cells spend, and judges the claims and the predicted cells anew. Nothing runs
 * again: a cell's parts say how often each cost was spent, and that does not depend on the costs as long as the work waits for
 * no device and no strand is preempted.
 */
export function sensitivityOf(runs: readonly Run[], constants: Constants): Sensitivity {
  const moving = runs.map((run) => ({ ...run, moves: movesOf(run.cells, constants) }));
  const spent = new Set(moving.flatMap(({ moves }) => [...moves.values()].flatMap((parts) => [...parts.keys()])));
  const changes = constants.all
    .filter(({ id }) => spent.has(id))
    .flatMap(({ id }) => factors.map((factor) => ({ constant: id, factor })));
  const claims = moving.flatMap(({ experiment, cells, claims: stated, context, moves }) => {
    const now = judgeClaims(stated, cells, context).judged;
    const then = changes
      .filter(({ constant }) => [...moves.values()].some((parts) => parts.has(constant)))
      .map((change) => ({ change, judged: judgeClaims(stated, changed(cells, moves, change), context).judged }));
    return now.map((claim) => claimMoves(experiment, claim, then));
  });
  const calibrated = calibratedCells(constants.fitted);
  const cells = moving.flatMap(({ cells: all, moves }) =>
    all.flatMap((cell) => {
      const { published, clock } = cell;
      if (published === undefined || clock !== "modelled" || calibrated.has(published.cell)) return [];
      const error = cell.value / published.value - 1;
      const then = changes
        .filter(({ constant }) => moves.get(cell)?.has(constant) ?? false)
        .map((change) => ({ ...change, value: changedCell(cell, moves, change).value / published.value - 1 }));
      return [{ cell: published.cell, error, hangsOn: furthest(then, error) }];
    }),
  );
  const staying = moving.flatMap(({ cells: all, moves }) =>
    all.filter((cell) => cell.clock === "modelled" && !moves.has(cell)),
  ).length;
  return { constants: changes.length / factors.length, claims, cells, staying };
}

/** The run's cells as they would be if a constant were so many times as large. */
export function rescaled(cells: readonly Cell[], constants: Constants, change: Omit<Move, "value">): Cell[] {
  return changed(cells, movesOf(cells, constants), change);
}

/** Of each cell that moves, the names of its parts by the constants that they are. */
type Moves = ReadonlyMap<Cell, ReadonlyMap<string, string>>;

function movesOf(cells: readonly Cell[], constants: Constants): Moves {
  const moves = new Map<Cell, ReadonlyMap<string, string>>();
  for (const cell of cells) {
    if (cell.clock !== "modelled" || cell.breakdown === undefined || waiting in cell.breakdown) continue;
    const uses = usesOf(cell, constants);
    if (uses !== undefined) moves.set(cell, new Map(uses.map(({ constant }) => [constant.id, constant.name])));
  }
  return moves;
}

function changed(cells: readonly Cell[], moves: Moves, change: Omit<Move, "value">): Cell[] {
  return cells.map((cell) => changedCell(cell, moves, change));
}

function changedCell(cell: Cell, moves: Moves, { constant, factor }: Omit<Move, "value">): Cell {
  const name = moves.get(cell)?.get(constant);
  if (name === undefined || cell.breakdown === undefined) return cell;
  const part = cell.breakdown[name];
  return {
    ...cell,
    value: cell.value + part * (factor - 1),
    breakdown: { ...cell.breakdown, [name]: part * factor },
  };
}

function claimMoves(
  experiment: string,
  { id, holds, margin }: JudgedClaim,
  then: readonly { readonly change: Omit<Move, "value">; readonly judged: readonly JudgedClaim[] }[],
): ClaimMoves {
  const moves = then.flatMap(({ change, judged }) => {
    const found = judged.find((claim) => claim.id === id);
    return found === undefined ? [] : [{ ...change, value: found.margin, holds: found.holds }];
  });
  const breaks = moves
    .filter((move) => move.holds !== holds)
    .map(({ constant, factor, value }) => ({ constant, factor, value }));
  return {
    experiment,
    claim: id,
    holds,
    margin,
    breaks,
    hangsOn: furthest(breaks.length > 0 ? breaks : moves, margin),
  };
}

/** The move that goes furthest, of those that go anywhere at all. */
function furthest(moves: readonly Move[], from: number): Move | undefined {
  const least = 1e-9 * Math.max(1, Math.abs(from));
  let best: Move | undefined;
  for (const { constant, factor, value } of moves) {
    const distance = Math.abs(value - from);
    if (distance > (best === undefined ? least : Math.abs(best.value - from))) best = { constant, factor, value };
  }
  return best;
}
