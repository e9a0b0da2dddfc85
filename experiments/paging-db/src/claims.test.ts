import { judgeClaims, type Cell, type Context } from "@respin/experiment";
import { systemNames, type SystemName } from "@respin/systems";
import { expect, test } from "vitest";
import { claims } from "./claims.js";
import { compareSqlite, prepareSqlite } from "./sqlite-workload.js";
import { contextOf, finished, runWith, settingWith, valueOf } from "./testing/runs.js";

type Where = Readonly<Record<string, string>>;

/** Two real runs in one: the patterns with little memory, to be quick, and SQLite's mixes, with a WAL, with as much as is claimed of it. */
const setting = settingWith({ journal: "wal" });
const patterns = (await runWith({ workload: "patterns", frames: 24 })).cells;
const sqlite = finished(compareSqlite(setting, await prepareSqlite(setting)));
const cells: readonly Cell[] = [...patterns, ...sqlite];
const ids = claims.map(({ id }) => id);

const context = contextOf({});
const value = (id: string, system: SystemName | "any", where: Where = {}): number => valueOf(cells, id, system, where);

/** The claims that fail when one cell of the run is another. */
function failingWith(id: string, system: SystemName | "any", other: number, where: Where = {}): string[] {
  expect(other).not.toBe(value(id, system, where));
  const isIt = (cell: Cell): boolean =>
    cell.id === id &&
    cell.system === system &&
    Object.entries(where).every(([name, wanted]) => cell.parameters?.[name] === wanted);
  return failing(cells.map((cell) => (isIt(cell) ? { ...cell, value: other } : cell)));
}

function failing(of: readonly Cell[], within: Context = context): string[] {
  return judgeClaims(claims, of, within)
    .judged.filter(({ holds }) => !holds)
    .map(({ id }) => id);
}

test("every claim can be asked of the run, and holds", () => {
  const { judged, inapplicable } = judgeClaims(claims, cells, context);
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
  expect(judged.map(({ id }) => id)).toEqual(ids);
  expect(inapplicable).toEqual([]);
});

test.each([...systemNames])(
  "same-misses fails when %s takes one miss more or less in one cell of the matrix",
  (system) => {
    for (const [workload, policy, by] of [
      ["random-again", "lru", 1],
      ["sequential-once", "advised", -1],
      ["transactions", "sets", 1],
    ] as const) {
      const id = `${workload}.matrix/misses`;
      expect(failingWith(id, system, value(id, system, { policy }) + by, { policy })).toEqual(["same-misses"]);
    }
  },
);

test("same-misses does not ask the systems' own policies to agree", () => {
  const id = "random-again.matrix/misses";
  const policy = "own";
  expect(failingWith(id, "microkernel", value(id, "microkernel", { policy }) + 10, { policy })).toEqual([]);
});

test.each([...systemNames])("above-the-optimum fails when %s brings in one page less than the optimum", (system) => {
  const id = "sequential-cyclic.matrix/fetches";
  const optimum = value("sequential-cyclic/optimum-misses", "any");
  for (const policy of ["advised", "lru"]) {
    expect(failingWith(id, system, optimum - 1, { policy })).toEqual(["above-the-optimum"]);
  }
  // To be as good is allowed, and a system's own policy may read ahead.
  const policy = "own";
  expect(failingWith(id, system, optimum - 1, { policy })).toEqual([]);
  expect(failingWith(id, system, optimum, { policy: "lru" })).toEqual([]);
});

test("above-the-optimum fails when an optimum is above what was done", () => {
  const id = "index-join/optimum-misses";
  expect(failingWith(id, "any", value("index-join.matrix/fetches", "spin", { policy: "lru" }) + 1)).toEqual([
    "above-the-optimum",
  ]);
});

test("advice-pays fails when SPIN with advice misses more than half of what any system does without", () => {
  const [advised, own] = ["sequential-cyclic/misses", "sequential-cyclic.own-policy/misses"];
  expect(failingWith(advised, "spin", value(own, "spin") / 2 + 1)).toEqual(["advice-pays"]);
  for (const system of systemNames) {
    expect(failingWith(own, system, value(advised, "spin") * 2 - 1), system).toEqual(["advice-pays"]);
  }
});

test.each([
  "sequential-cyclic",
  "random-again",
  "nested-loop-join",
  "index-join",
  "transactions",
  "sqlite-tpcc",
  "sqlite-analytic",
])("double-buffering fails when %s has fewer blocks read on the monolithic system than on SPIN", (name) => {
  const id = `${name}/disk-reads`;
  expect(failingWith(id, "monolithic", value(id, "spin") - 1)).toEqual(["double-buffering"]);
});

test("double-buffering says nothing of what is never referenced again", () => {
  const id = "random-once/disk-reads";
  expect(failingWith(id, "monolithic", value(id, "spin") - 1)).toEqual([]);
});

test("messages-cost fails when a reference in the microkernel costs less than twice what it costs in SPIN", () => {
  const id = "transactions.matrix/processor-time";
  const policy = "advised";
  expect(failingWith(id, "microkernel", value(id, "spin", { policy }) * 1.99, { policy })).toEqual(["messages-cost"]);
  expect(failingWith(id, "spin", value(id, "microkernel", { policy }) / 1.99, { policy })).toEqual(["messages-cost"]);
});

test("messages-cost does not ask workloads that hardly ever miss, where there is nothing to send a message about", async () => {
  const policy = "advised";
  const rarely = cells.map((cell): Cell => {
    if (cell.parameters?.["policy"] !== policy) return cell;
    if (cell.id === "index-join.matrix/misses" || cell.id === "index-join.matrix/fetches") {
      return { ...cell, value: value("index-join/optimum-misses", "any") };
    }
    if (cell.id === "index-join.matrix/processor-time" && cell.system === "microkernel") {
      return { ...cell, value: value(cell.id, "spin", { policy }) };
    }
    return cell;
  });
  // As often as the optimum does is often enough.
  expect(failing(rarely)).toEqual(["messages-cost"]);
  const longer = rarely.map((cell) => (cell.id === "index-join/references-of-string" ? { ...cell, value: 1e6 } : cell));
  expect(failing(longer)).toEqual([]);
});

test("idle-extension fails when the idle extension costs three percent", () => {
  for (const name of ["sequential-once", "transactions"]) {
    const id = `${name}.matrix/processor-time`;
    const policy = "own-with-idle-extension";
    expect(failingWith(id, "spin", value(id, "spin", { policy: "own" }) * 1.03, { policy })).toEqual([
      "idle-extension",
    ]);
  }
});

test("foolish-neighbour fails when SPIN's tenant takes one miss more beside a foolish neighbour, and of others says nothing", () => {
  const id = "random-again.tenants/misses";
  const neighbour = "foolish";
  expect(failingWith(id, "spin", value(id, "spin", { neighbour }) + 1, { neighbour })).toEqual(["foolish-neighbour"]);
  expect(failingWith(id, "monolithic", value(id, "monolithic", { neighbour }) + 100, { neighbour })).toEqual([]);
});

test.each([...systemNames])(
  "same-rows fails when one mix returns other rows on %s, and sound-databases when one is damaged",
  (system) => {
    const ways = ["", ".own-policy", ...(system === "monolithic" ? [".raw-device"] : [])];
    for (const mix of ["sqlite-tpcc", "sqlite-analytic"].flatMap((name) => ways.map((way) => name + way))) {
      expect(failingWith(`${mix}/rows-hash`, system, value(`${mix}/rows-hash`, system) + 1)).toEqual(["same-rows"]);
      expect(failingWith(`${mix}/integrity`, system, 0)).toEqual(["sound-databases"]);
    }
  },
);

test("sqlite-transactions fails when either other system is faster than SPIN, or the raw device is far from it", () => {
  const [id, raw] = ["sqlite-tpcc/time", "sqlite-tpcc.raw-device/time"];
  const spin = value(id, "spin");
  for (const system of ["monolithic", "microkernel"] as const) {
    expect(failingWith(id, system, spin * 0.99), system).toEqual(["sqlite-transactions"]);
  }
  for (const times of [0.94, 1.06]) {
    expect(failingWith(raw, "monolithic", spin * times), `${times}`).toEqual(["sqlite-transactions"]);
  }
});

const needed: Readonly<Record<string, readonly SystemName[]>> = {
  "advice-pays": ["spin"],
  "double-buffering": ["spin", "monolithic"],
  "messages-cost": ["spin", "microkernel"],
  "idle-extension": ["spin"],
  "foolish-neighbour": ["spin"],
  "sqlite-transactions": systemNames,
};

test.each([
  [["spin"]],
  [["monolithic"]],
  [["microkernel"]],
  [["spin", "monolithic"]],
  [["spin", "microkernel"]],
  [["monolithic", "microkernel"]],
] as const)("with %j alone, claims about what was left out are not applicable, and the others hold", (systems) => {
  const ran = new Set<string>(systems);
  const some = cells.filter(({ system }) => system === "any" || ran.has(system));
  const { judged, inapplicable } = judgeClaims(claims, some, { ...context, systems: [...systems] });
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
  expect(inapplicable.map(({ id }) => id)).toEqual(
    ids.filter(
      (id) => (needed[id] ?? []).some((system) => !ran.has(system)) || (id === "same-misses" && ran.size === 1),
    ),
  );
});

test("what a run has no cells of is not applicable", () => {
  const judgedOf = (some: readonly Cell[]): string[] => judgeClaims(claims, some, context).judged.map(({ id }) => id);
  const aboutSqlite = ["same-rows", "sound-databases", "sqlite-transactions"];
  expect(judgedOf(patterns)).toEqual(ids.filter((id) => !aboutSqlite.includes(id)));
  expect(judgedOf(sqlite)).toEqual(["double-buffering", ...aboutSqlite]);
  expect(judgedOf([])).toEqual([]);
});

test("what was claimed of the advised policies, or of one size of memory, is not asked of another", () => {
  const inapplicable = (changed: Readonly<Record<string, string | number>>): string[] => {
    const parameters = { ...context.parameters, ...changed };
    return judgeClaims(claims, cells, { ...context, parameters }).inapplicable.map(({ id }) => id);
  };
  expect(inapplicable({ policy: "lru" })).toEqual(["advice-pays", "double-buffering", "sqlite-transactions"]);
  expect(inapplicable({ frames: 64 })).toEqual(["sqlite-transactions"]);
});
