import type { Validation } from "./validation.js";

/** What `exp validate --json` prints. */
export function validationDocument({
  cells,
  orders,
  tables,
  all,
  off,
  idleReasons,
  notCovered,
  missed,
}: Validation): object {
  return {
    schema: "respin.validation/v1",
    cells: cells.map(({ cell, table, experiment, unit, published, model, role, error }) => ({
      cell,
      table,
      experiment,
      unit,
      published,
      model,
      role,
      error,
    })),
    constants: all.constants,
    orders: {
      kept: all.orders.kept,
      broken: orders
        .filter(({ kept }) => !kept)
        .map(({ row, smaller, larger, published, model }) => ({ row, smaller, larger, published, model })),
    },
    summary: {
      ...all,
      missed,
      off,
      idleReasons,
      tables,
      notCovered: { cells: notCovered.length, ids: notCovered.map(({ id }) => id) },
    },
  };
}
