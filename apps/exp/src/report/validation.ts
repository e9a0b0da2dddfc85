import { Constants, MACHINES, measuredCells, SYSTEMS, validate, validationTables } from "@respin/experiment";
import type { Measured, Table } from "@respin/experiment";
import type { ReportConstant, ReportPublished } from "@respin/report";
import { costsDiffer } from "./experiments.js";
import { publishedDoubts, publishedTables, summaryOf } from "./published.js";
import type { Source } from "./sources.js";

/** The papers' tables beside the sources, how far the model is from them in all, and the costs that it spends. */
export function publishedOf(sources: readonly Source[]): ReportPublished {
  const [machine] = MACHINES;
  const constants = new Constants(machine);
  const tables = publishedTables(sources);
  const told = publishedDoubts(sources, tables);
  return {
    tables,
    summary: summaryOf(tables.flatMap(({ rows }) => rows)),
    validation: validationOf(sources, constants, told),
    constants: constantsOf(sources, constants),
    told,
  };
}

/** What `exp validate` says beside the tables, of these results. */
function validationOf(sources: readonly Source[], constants: Constants, told: string[]): Table[] {
  const measured = new Map<string, Measured>();
  try {
    for (const { experiment, document } of sources) {
      if (document === undefined || document.manifest.machine.name !== constants.machine) continue;
      if (costsDiffer(document)) continue;
      for (const one of measuredCells(experiment, document.cells, constants)) {
        if (!measured.has(one.published.id)) measured.set(one.published.id, one);
      }
    }
    if (measured.size === 0) return [];
    const validation = validate([...measured.values()], constants);
    return validationTables(validation).slice(validation.tables.length);
  } catch (error) {
    told.push(`The results cannot be validated: ${error instanceof Error ? error.message : String(error)}.`);
    return [];
  }
}

/** The costs that the sources' cells are broken down to, in the order of the profiles. */
function constantsOf(sources: readonly Source[], constants: Constants): ReportConstant[] {
  const spent = new Set<string>();
  for (const { cells, document } of sources) {
    if (document?.manifest.machine.name !== constants.machine) continue;
    for (const { system, breakdown = {} } of cells) {
      const known = SYSTEMS.find((one) => one === system);
      if (known !== undefined)
        for (const name of Object.keys(breakdown)) add(spent, () => constants.of(known, name).id);
    }
  }
  return constants.all
    .filter(({ id }) => spent.has(id))
    .map(({ id, cycles, unit, origin, source, fittedTo }) => ({ id, cycles, unit, origin, source, fittedTo }));
}

/** A name that is no cost of today's is none of these. */
function add(spent: Set<string>, idOf: () => string): void {
  try {
    spent.add(idOf());
  } catch {
    // The document's own told sentences say that its costs are others.
  }
}
