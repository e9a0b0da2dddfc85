import { formatNumber, type Table } from "@respin/report";
import { bars } from "./bars.js";
import type { Explanation } from "./explain.js";
import type { Move, Sensitivity } from "./sensitivity.js";
import type { Validation, ValidationSummary } from "./validation.js";

/** What `exp validate` shows: each paper's table beside the model, then what all come to. */
export function validationTables(validation: Validation): Table[] {
  const { cells, orders, tables, all, off, notCovered, missed } = validation;
  const summaries = tables.length > 1 ? [...tables, all] : tables;
  const broken = orders.filter(({ kept }) => !kept);
  return [
    ...tables.map(({ table }): Table => ({
      title: table,
      columns: ["published", "model", "error", ""],
      rows: cells
        .filter((cell) => cell.table === table)
        .map(({ cell, unit, published, model, error, role }) => ({
          label: cell,
          unit,
          values: [published, model, percent(error), role],
        })),
    })),
    errorTable(summaries),
    constantTable(summaries, all),
    ...(off.length === 0 ? [] : [offTable(validation)]),
    {
      title: "What the model is held to",
      columns: ["asked", "found"],
      rows: barRows(validation),
      notes: [
        ...missed.map(({ bar, asked, found }) => `missed: ${bar} ${formatNumber(asked)}; it is ${formatNumber(found)}`),
        ...broken.map(
          ({ smaller, larger, published, model }) =>
            `broken: ${smaller} below ${larger}: published ${published.map(formatNumber).join(" and ")}, model ${model.map(formatNumber).join(" and ")}`,
        ),
        `${all.orders.kept + broken.length} orders: two systems' cells of one row, other than ties.`,
        `No experiment measures ${notCovered.length} of ${notCovered.length + cells.length} published cells${notCovered.length === 0 ? "." : `: ${groupsOf(notCovered.map(({ id }) => id))}.`}`,
      ],
    },
  ];
}

function offTable({ off, idleReasons }: Validation): Table {
  return {
    title: "Predicted cells that are more than a quarter off",
    columns: ["error", ""],
    rows: off.map(({ cell, error, reason }) => ({
      label: cell,
      values: [percent(error), reason === undefined ? "not explained" : "explained"],
    })),
    notes: [
      ...off.flatMap(({ cell, reason }) => (reason === undefined ? [] : [`${cell}: ${reason}.`])),
      ...idleReasons.map((cell) => `${cell} is explained and not off: remove the reason.`),
    ],
  };
}

function errorTable(summaries: readonly ValidationSummary[]): Table {
  return {
    title: "Cells, and errors of the predicted ones",
    columns: ["cells", "calibrated", "predicted", "median", "80 %", "worst", "within 25 %"],
    rows: summaries.map(({ table, cells, calibrated, predicted }) => ({
      label: table,
      values: [
        cells,
        calibrated,
        predicted.cells,
        ...(predicted.cells === 0
          ? [null, null, null, null]
          : [predicted.median, predicted.percentile80, predicted.worst, predicted.withinQuarter].map(part)),
      ],
    })),
    notes: ["80 %: four fifths of the errors are no larger."],
  };
}

function constantTable(summaries: readonly ValidationSummary[], all: ValidationSummary): Table {
  const { undetermined, cells: determined } = all.leaveOneOut;
  return {
    title: "Constants that the cells spend, by origin; errors of calibrated cells left out of the fit",
    columns: ["hardware", "stated", "calibrated", "assumed", "left out: median", "worst", "not determined"],
    rows: summaries.map(({ table, constants, leaveOneOut }) => ({
      label: table,
      values: [
        constants.hardware,
        constants.stated,
        constants.calibrated,
        constants.assumed,
        leaveOneOut.cells === 0 ? null : part(leaveOneOut.median),
        leaveOneOut.cells === 0 ? null : part(leaveOneOut.worst),
        leaveOneOut.undetermined,
      ],
    })),
    notes: [
      `Left out: all is fitted again without the cell, which is then predicted. Of ${determined + undetermined} calibrated cells that leaves ${undetermined} with fewer cells than constants, and so not determined.`,
    ],
  };
}

function barRows({ all }: Validation): Table["rows"] {
  const { cells, calibrated, predicted, orders } = all;
  return [
    {
      label: "median error of the predicted",
      values: [`at most ${part(bars.medianErrorMax)}`, part(predicted.median)],
    },
    {
      label: "predicted within a quarter",
      values: [`at least ${part(bars.withinQuarterMin)}`, part(predicted.withinQuarter)],
    },
    {
      label: "cells that are calibrated",
      values: [`at most ${part(bars.calibratedPartMax)}`, part(cells === 0 ? 0 : calibrated / cells)],
    },
    { label: "constants that were fitted", values: [`at most ${calibrated}`, String(all.fitted)] },
    { label: "orders broken", values: ["0", String(orders.broken)] },
  ];
}

/** What `exp validate --explain` shows. */
export function explanationTables(explanation: Explanation): Table[] {
  const { cell, row, experiment, unit, published, note, model, error, role, terms } = explanation;
  return [
    {
      title: `${cell}: ${row}`,
      columns: ["times", "cycles", unit, "origin"],
      rows: [
        ...terms.map(({ constant, count, cycles, time, origin }) => ({
          label: constant,
          values: [count, cycles, time, origin],
        })),
        { label: "model", values: [null, null, model, role] },
        { label: "published", values: [null, null, published, `error ${percent(error)}`] },
      ],
      notes: [
        ...(note === undefined ? [] : [`published: ${note}`]),
        `measured by the experiment ${experiment}`,
        ...terms.map(({ constant, per, source, fittedTo }) => {
          const cells = fittedTo.length === 0 ? "" : `fitted to ${fittedTo.join(", ")}`;
          return `${constant}, per ${per}: ${[cells, source].filter((text) => text !== "").join("; ")}`;
        }),
      ],
    },
  ];
}

/** What `exp validate --sensitivity` shows. */
export function sensitivityTables({ claims, cells, constants, staying }: Sensitivity): Table[] {
  return [
    {
      title: "Claims: the margin, and the cost that it hangs on",
      columns: ["margin", "hangs on", "times", "margin then", "breaks at"],
      rows: claims.map(({ experiment, claim, margin, hangsOn, breaks }) => ({
        label: `${experiment}: ${claim}`,
        values: [margin, ...moved(hangsOn), breaks.length === 0 ? "none" : `${breaks.length} of ${constants * 2}`],
      })),
      notes: [
        ...claims
          .filter(({ breaks }) => breaks.length > 0)
          .map(
            ({ claim, breaks }) =>
              `${claim} breaks at ${breaks.map(({ constant, factor }) => `${constant} times ${factor}`).join(", ")}`,
          ),
        `Each of ${constants} costs halved and doubled, one at a time. Hangs on: the change that breaks the claim, or else that moves its margin most.`,
      ],
    },
    {
      title: "Predicted cells: the error, and the cost that it hangs on",
      columns: ["error", "hangs on", "times", "error then"],
      rows: cells.map(({ cell, error, hangsOn }) => ({
        label: cell,
        values: [
          percent(error),
          hangsOn?.constant ?? null,
          hangsOn?.factor ?? null,
          hangsOn === undefined ? null : percent(hangsOn.value),
        ],
      })),
      notes: [
        "Computed from the parts of each cell: how often a cost is spent does not depend on costs, where nothing waits for a device.",
        ...(staying === 0 ? [] : [`${staying} cells of modelled time have no parts, or wait for a device, and stay.`]),
      ],
    },
  ];
}

function moved(move: Move | undefined): (string | number | null)[] {
  return move === undefined ? [null, null, null] : [move.constant, move.factor, move.value];
}

/** Ids by what stands before their first point: `12 t2, 3 t5`. */
function groupsOf(ids: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const [group] = id.split(".");
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts].map(([group, count]) => `${count} of ${group}`).join(", ");
}

function part(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function percent(error: number): string {
  const text = (100 * error).toFixed(1);
  return `${Number(text) > 0 ? "+" : ""}${Number(text) === 0 ? "0.0" : text} %`;
}
