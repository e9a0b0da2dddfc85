import type { Cell, Row, SystemName, Table } from "@respin/experiment";
import { costGroups } from "@respin/systems";

/** Finds cells by id, system and one parameter. */
class Finder {
  readonly #values = new Map<string, number>();

  constructor(cells: readonly Cell[]) {
    for (const { id, system, value, parameters } of cells) {
      this.#values.set([id, system, ...Object.values(parameters ?? {})].join(" "), value);
    }
  }

  value(id: string, system: SystemName | "any", parameter?: string): number | null {
    return this.#values.get(parameter === undefined ? `${id} ${system}` : `${id} ${system} ${parameter}`) ?? null;
  }
}

/** The tables of a run: misses, time and crossings by workload, where the time goes, the matrix, and the tenants. */
export function tables(cells: readonly Cell[], systems: readonly SystemName[]): Table[] {
  const find = new Finder(cells);
  const names = [
    ...new Set(cells.filter(({ id }) => /^[^./]+\/misses$/.test(id)).map(({ id }) => id.slice(0, -"/misses".length))),
  ];
  if (names.length === 0) return [];
  return [
    misses(find, names, systems),
    bounds(find, names, systems),
    times(find, names, systems),
    crossings(find, names, systems),
    ...names
      .filter((name) => name.startsWith("sqlite") || names.length === 1)
      .map((name) => whereTimeGoes(find, name, systems)),
    ...names
      .filter((name) => find.value(`${name}.matrix/misses`, systems[0], "advised") !== null)
      .map((name) => matrix(find, cells, name, systems)),
    ...tenants(find, names, systems),
  ];
}

function misses(find: Finder, names: readonly string[], systems: readonly SystemName[]): Table {
  const row = (label: string, id: string): Row => {
    const values = systems.map((system) => find.value(`${id}/misses`, system));
    return {
      label,
      values: [...values, find.value(`${id}/references`, systems[0])],
      // The references are no competitor: systems that agree have no best among them.
      ...(new Set(values).size > 1 ? { best: "low" as const } : {}),
    };
  };
  return {
    title: "Misses: page references that waited for the disk",
    columns: [...systems, "of references"],
    rows: names.flatMap((name) => [row(name, name), row(`${name}, own policy`, `${name}.own-policy`)]),
    notes: [
      "First line: replacement and prefetch as the database wants them, where the system lets it say. Half of the monolithic system's memory is the kernel's file cache. Own policy: the system decides.",
    ],
  };
}

function bounds(find: Finder, names: readonly string[], systems: readonly SystemName[]): Table {
  return {
    title: "Pages brought in, read or new, beside the bounds",
    columns: [...systems, "optimum", "infinite cache"],
    rows: names.map((name) => ({
      label: name,
      values: [
        ...systems.map((system) => find.value(`${name}/brought-in`, system)),
        find.value(`${name}/optimum-misses`, "any"),
        find.value(`${name}/infinite-cache-misses`, "any"),
      ],
    })),
    notes: ["The optimum is Belady's, for one cache of all the memory, on the recorded references."],
  };
}

function times(find: Finder, names: readonly string[], systems: readonly SystemName[]): Table {
  const rows = (label: string, cell: string, best = true): Row[] =>
    names.map((name) => ({
      label: `${name}: ${label}`,
      unit: "us",
      values: systems.map((system) => find.value(`${name}/${cell}`, system)),
      ...(best ? { best: "low" as const } : {}),
    }));
  return {
    title: "Modelled time of one operation: a page reference, an outer page of the index join, a transaction, a query",
    columns: [...systems],
    rows: [
      ...rows("in all", "time"),
      ...rows("processor", "processor-time"),
      ...rows("99th percentile", "latency-p99"),
    ],
  };
}

function crossings(find: Finder, names: readonly string[], systems: readonly SystemName[]): Table {
  const kinds = ["calls", "traps", "messages"] as const;
  return {
    title: "Crossings and copies for each operation",
    columns: [...systems],
    rows: names.flatMap((name) =>
      [...kinds, "bytes-copied"].map((kind) => ({
        label: `${name}: ${kind.replace("-", " ")}`,
        unit: kind === "bytes-copied" ? "B" : "1",
        values: systems.map((system) => {
          const value = find.value(`${name}/${kind}`, system);
          const operations = find.value(`${name}/operations`, system);
          return value === null || operations === null ? null : value / operations;
        }),
      })),
    ),
  };
}

function whereTimeGoes(find: Finder, name: string, systems: readonly SystemName[]): Table {
  const raw = find.value(`${name}.raw-device/time`, "monolithic") !== null;
  return {
    title: `Where the time of ${name} goes, for each operation`,
    columns: [...systems, ...(raw ? ["raw device"] : [])],
    rows: [...costGroups.map((group) => `${group}-time`), "time"].map((cell) => ({
      label: cell === "time" ? "in all" : cell.replace("-time", ""),
      unit: "us",
      values: [
        ...systems.map((system) => find.value(`${name}/${cell}`, system)),
        ...(raw ? [find.value(`${name}.raw-device/${cell}`, "monolithic")] : []),
      ],
      best: "low" as const,
    })),
    ...(raw
      ? { notes: ["raw device: the monolithic system, where the database has all the memory and no files."] }
      : {}),
  };
}

function matrix(find: Finder, cells: readonly Cell[], name: string, systems: readonly SystemName[]): Table {
  const id = `${name}.matrix/misses`;
  const policies = [
    ...new Set(cells.filter((cell) => cell.id === id).map(({ parameters }) => String(parameters?.["policy"]))),
  ];
  return {
    title: `${name}: policy by system, with the same memory for one cache`,
    columns: ["misses", ...systems.map((system) => `${system} us`)],
    rows: policies.map((policy) => ({
      label: policy,
      values: [
        sameMisses(find, id, systems, policy),
        ...systems.map((system) => find.value(`${name}.matrix/processor-time`, system, policy)),
      ],
    })),
    notes: [
      "us: processor time for each reference. The monolithic system has the raw device here; with files it cannot have one cache with the database's policy.",
    ],
  };
}

/** The misses that all systems took, or all of them where they differ. */
function sameMisses(find: Finder, id: string, systems: readonly SystemName[], policy: string): number | string | null {
  const values = systems.map((system) => find.value(id, system, policy)).filter((value) => value !== null);
  return new Set(values).size === 1 ? values[0] : values.join(" / ");
}

function tenants(find: Finder, names: readonly string[], systems: readonly SystemName[]): Table[] {
  const rows = names
    .filter((name) => find.value(`${name}.tenants/misses`, systems[0], "none") !== null)
    .flatMap((name) =>
      ["none", "sensible", "foolish"].map((neighbour) => ({
        label: `${name}, neighbour: ${neighbour}`,
        values: systems.map((system) => find.value(`${name}.tenants/misses`, system, neighbour)),
      })),
    );
  return rows.length === 0 ? [] : [{ title: "Misses of a tenant beside another", columns: [...systems], rows }];
}
