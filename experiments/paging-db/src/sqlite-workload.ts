import { PageKind, type FileKinds, type KindsChoice, type PolicyChoice } from "@respin/buffer-manager";
import type { Cell } from "@respin/experiment";
import { RespinError, type SystemName } from "@respin/systems";
import { Measurement } from "./measure.js";
import { bootFor, diskFor, type Setting, type Setup } from "./setting.js";
import { Steps, StepKind } from "./script.js";
import { analytics } from "./sqlite/analytic.js";
import { pageKind } from "./sqlite/page-kind.js";
import { SystemFiles, type PageObserver } from "./sqlite/system-files.js";
import { load, scaleForPages, transactions, type TpccScale } from "./sqlite/tpcc.js";
import { openSqlite, type Database, type Sqlite } from "./sqlite/vfs.js";
import { part } from "./comparison.js";
import type { Task, Workload } from "./workload.js";

const NAME = "sqlite.db";
const FILES = [NAME, `${NAME}-journal`, `${NAME}-wal`] as const;

/** SQLite's own cache, in pages: what it needs for one statement, so that caching is the system's business. */
const ownCachePages = 10;

/** The two mixes: what they are called, and how they run on an open database. */
const mixes = [
  { name: "sqlite-tpcc", operations: { quick: 200, full: 1500 }, run: transactions },
  { name: "sqlite-analytic", operations: { quick: 14, full: 42 }, run: analytics },
] as const;
type Mix = (typeof mixes)[number];

/** The names of the mixes, as cells begin with them. */
export const sqliteMixes: readonly string[] = mixes.map(({ name }) => name);

/** A real SQLite, its database ready on a disk. */
export interface PreparedSqlite {
  readonly sqlite: Sqlite;
  readonly scale: TpccScale;
  readonly setup: Pick<Setup, "platter" | "machine">;
  /** Pages that each file may grow to. */
  readonly extents: readonly number[];
}

/** Load the database, four times as large as the memory, and put it on a disk. */
export async function prepareSqlite(setting: Setting): Promise<PreparedSqlite> {
  const sqlite = await openSqlite();
  const pages = setting.frames * 4;
  const scale = scaleForPages(pages);
  const extents = [pages * 2 + 1024, pages + 1024, pages + 4096];
  const setup = diskFor(
    setting,
    FILES.map((name, index) => ({ name, pages: extents[index] })),
  );
  const loader: Setting = { ...setting, frames: pages + 512 };
  const system = bootFor("monolithic", loader, {
    ...setup,
    files: "raw",
    applications: [{ name: "loader", policy: "lru" }],
  });
  const database = open(sqlite, new SystemFiles(system, system.applications[0]), "delete", setting.seed);
  load(database, scale, setting.seed);
  database.close();
  return { sqlite, scale, setup: { machine: setup.machine, platter: system.kernel.machine.disk.platter }, extents };
}

/**
 * Both mixes on every system, with the database's policy and with the system's own; on the monolithic system also with the
 * raw device, where the database has all the memory and no file system.
 */
export function* compareSqlite(setting: Setting, prepared: PreparedSqlite): Task {
  const cells: Cell[] = [];
  const policy = setting.policy ?? "sets";
  const runs: MixRun[] = mixes.flatMap((mix) =>
    setting.systems.flatMap((system) => [
      { mix, system, id: mix.name, policy },
      { mix, system, id: `${mix.name}.own-policy`, policy: undefined },
      ...(system === "monolithic"
        ? [{ mix, system, id: `${mix.name}.raw-device`, policy, files: "raw" as const }]
        : []),
    ]),
  );
  for (const [index, run] of runs.entries()) {
    cells.push(...(yield* part(index, runs.length, runMix(setting, prepared, run))));
  }
  return cells;
}

/** The page references of each mix, recorded, so that bounds and other policies can be tried on just the same ones. */
export function* recordMixes(setting: Setting, prepared: PreparedSqlite): Task<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const [index, mix] of mixes.entries()) {
    const recorder = new Recorder(prepared.extents);
    const run = { mix, system: setting.systems[0], id: mix.name, policy: "lru" as const, recorder };
    yield* part(index, mixes.length, runMix(setting, prepared, run));
    workloads.push(recorder.workload(mix.name));
  }
  return workloads;
}

interface MixRun {
  readonly mix: Mix;
  readonly system: SystemName;
  readonly id: string;
  readonly policy: PolicyChoice | undefined;
  /** Whether the monolithic system's database has the raw device in place of files. */
  readonly files?: "raw";
  readonly recorder?: Recorder;
}

function* runMix(setting: Setting, { sqlite, scale, setup }: PreparedSqlite, run: MixRun): Task {
  const { mix, system: name, id, policy, files, recorder } = run;
  const system = bootFor(name, setting, {
    ...setup,
    applications: [{ name: "sqlite", policy, kinds: kindsBy("sqlite") }],
    ...(files === undefined ? {} : { files }),
  });
  const [application] = system.applications;
  const database = open(sqlite, new SystemFiles(system, application, recorder?.observe), setting.journal, setting.seed);
  try {
    const measurement = new Measurement(system, application);
    const count = mix.operations[setting.depth];
    let done = 0;
    let hash = "";
    if (recorder !== undefined) recorder.on = true;
    for (const { rowsHash } of mix.run(database, scale, setting.seed, count)) {
      measurement.operationEnded();
      recorder?.steps.add(StepKind.end);
      hash = rowsHash;
      yield ++done / count;
    }
    // What follows is not the mix.
    if (recorder !== undefined) recorder.on = false;
    const cells = measurement.cells(id);
    return [
      ...cells,
      // The first 48 bits: as many as a number of a document holds exactly.
      { id: `${id}/rows-hash`, system: name, clock: "count", unit: "1", value: Number.parseInt(hash.slice(0, 12), 16) },
      { id: `${id}/integrity`, system: name, clock: "count", unit: "1", value: isSound(database) ? 1 : 0 },
      { id: `${id}/steps`, system: name, clock: "count", unit: "1", value: database.vmSteps },
    ];
  } finally {
    database.close();
  }
}

function open(sqlite: Sqlite, files: SystemFiles, journal: Setting["journal"], seed: number): Database {
  return sqlite.open(files, NAME, { pageBytes: 8192, journal, cachePages: ownCachePages, synchronous: "full", seed });
}

function isSound(database: Database): boolean {
  return database.rows("PRAGMA integrity_check").every(([verdict]) => verdict === "ok");
}

/**
 * What a page is to a policy: read off the page, or by its file. A rollback journal is written and forgotten; a WAL is not,
 * for the pages in it are read there until they are copied into the database.
 */
function kindsBy(database: FileKinds): KindsChoice {
  return [
    { file: NAME, kinds: database },
    { file: FILES[1], kinds: PageKind.log },
  ];
}

/** Records page references as a script, while it is on. */
class Recorder {
  on = false;
  readonly steps = new Steps();
  readonly observe: PageObserver;
  readonly #kinds: Uint8Array;
  readonly #seen: Uint8Array[];

  constructor(extents: readonly number[]) {
    this.#kinds = new Uint8Array(extents[0]);
    this.#seen = extents.map((pages) => new Uint8Array(pages));
    this.observe = ({ file: name, page, write, fresh, bytes }) => {
      if (!this.on) return;
      const file = FILES.findIndex((other) => other === name);
      if (file < 0)
        throw new RespinError("RSP_RECORDER", `SQLite used a file ${name}; only ${FILES.join(", ")} are recorded`);
      this.#seen[file][page] = 1;
      if (file === 0) this.#kinds[page] = pageKind(bytes, page + 1);
      this.steps.add(write ? (fresh ? StepKind.overwrite : StepKind.write) : StepKind.read, file, page);
    };
  }

  /** What was recorded, as a workload: the same references to files of the same sizes. */
  workload(name: string): Workload {
    return {
      name,
      files: this.#seen.map((seen, index) => ({ name: FILES[index], pages: Math.max(1, seen.lastIndexOf(1) + 1) })),
      steps: this.steps,
      advised: "sets",
      kinds: kindsBy(this.#kinds),
      stamped: false,
    };
  }
}
