import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check } from "./check.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../..");
const NOT_SOURCE = new Set(["node_modules", "dist", ".turbo", "coverage"]);

let copy = "";
/** What the rules say of the tree as it is. */
let known = new Set();

before(() => {
  copy = mkdtempSync(join(tmpdir(), "respin-layers-"));
  for (const folder of ["apps", "experiments", "packages", "tools"]) {
    cpSync(join(ROOT, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !NOT_SOURCE.has(basename(path)),
    });
  }
  known = new Set(check(copy).breaches);
});

after(() => rmSync(copy, { recursive: true }));

/** What `act` answers while the given files are in the copy. */
function withFiles(files, act) {
  const paths = Object.keys(files).map((file) => join(copy, file));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    }
    return act();
  } finally {
    for (const path of paths) rmSync(path);
  }
}

/** The breaches that appear when the given files are added to the copy. */
function breachesWith(files) {
  return withFiles(files, () => check(copy).breaches.filter((line) => !known.has(line)));
}

function run() {
  return spawnSync(process.execPath, [join(HERE, "check.mjs"), copy], { encoding: "utf8" });
}

function breach(files, expected) {
  assert.deepEqual(breachesWith(files), [expected]);
}

const READ = "(see docs/architecture.md#layers)";

test("the core never imports an extension, not even for a type", () => {
  breach(
    {
      "packages/core/src/planted.ts": 'const x = 1;\nimport type { y } from "@respin/buffer-manager";\nexport { x };\n',
    },
    `packages/core/src/planted.ts:2: core-never-imports-an-extension: @respin/core imports @respin/buffer-manager (extensions); the core must stand when every extension is gone ${READ}`,
  );
});

test("an experiment never reaches below systems and extensions", () => {
  for (const form of [
    'import { Machine } from "@respin/hardware";',
    'export * from "@respin/hardware";',
    'export type M = import("@respin/hardware").Machine;',
    'export const m = await import("@respin/hardware");',
  ]) {
    breach(
      { "experiments/paging-db/src/planted.ts": form },
      `experiments/paging-db/src/planted.ts:1: an-experiment-never-reaches-below-systems-and-extensions: @respin/paging-db imports @respin/hardware (hardware); an experiment measures systems; what it needs of their parts, they offer ${READ}`,
    );
  }
});

test("an experiment takes types of the report, and nothing else", () => {
  const types = 'import type { Table } from "@respin/report";\nimport { type Plot } from "@respin/report";\n';
  assert.deepEqual(breachesWith({ "experiments/paging-db/src/planted.ts": types }), []);
  const lines = breachesWith({ "experiments/paging-db/src/planted.ts": 'import { table } from "@respin/report";' });
  assert.equal(lines.length, 1);
});

test("an extension imports the core's index, never the module of a service", () => {
  for (const specifier of ["@respin/core/dist/trap.js", "../../../core/src/trap.js"]) {
    breach(
      { "packages/extensions/buffer-manager/src/planted.ts": `import { x } from "${specifier}";` },
      `packages/extensions/buffer-manager/src/planted.ts:1: an-extension-imports-interfaces: @respin/buffer-manager imports ${specifier} (core); an extension sees what the core's index declares, never the module of a service ${READ}`,
    );
  }
});

test("imports go downwards, and not sideways", () => {
  const why = `a layer imports only layers that stand below it in the table ${READ}`;
  breach(
    { "packages/hardware/src/planted.ts": 'import "@respin/dispatcher";' },
    `packages/hardware/src/planted.ts:1: imports-go-downwards: @respin/hardware imports @respin/dispatcher (dispatcher); ${why}`,
  );
  breach(
    {
      "packages/extensions/other/package.json": '{ "name": "@respin/other", "dependencies": {} }',
      "packages/extensions/other/src/index.ts": 'import "@respin/buffer-manager";',
    },
    `packages/extensions/other/src/index.ts:1: imports-go-downwards: @respin/other imports @respin/buffer-manager (extensions); ${why}`,
  );
});

test("what a package.json asks for goes downwards too", () => {
  const files = {
    "packages/linker/package.json":
      '{ "name": "@respin/linker", "devDependencies": { "@respin/systems": "workspace:*" } }',
  };
  const lines = breachesWith(files);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^packages\/linker\/package\.json:1: imports-go-downwards: /);
});

test("a package is imported by its name", () => {
  const why = `a package is what its index exports; tests may also import its testing helpers ${READ}`;
  breach(
    { "packages/systems/src/planted.ts": 'import { x } from "@respin/hardware/dist/mmu.js";' },
    `packages/systems/src/planted.ts:1: no-deep-imports: @respin/systems imports @respin/hardware/dist/mmu.js (hardware); ${why}`,
  );
  breach(
    { "packages/systems/src/planted.ts": 'import { x } from "../../../docs/x.js";' },
    `packages/systems/src/planted.ts:1: no-deep-imports: @respin/systems imports ../../../docs/x.js; ${why}`,
  );
});

test("tests import testing helpers, the product does not", () => {
  const helper = { "packages/core/src/testing.ts": "export const x = 1;\n" };
  const importing = 'import { x } from "./testing.js";\nimport { y } from "@respin/hardware/testing";\n';
  assert.deepEqual(breachesWith({ ...helper, "packages/core/src/planted.test.ts": importing }), []);
  const lines = breachesWith({ ...helper, "packages/core/src/planted.ts": importing });
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^packages\/core\/src\/planted\.ts:\d: testing-helpers-stay-in-tests: /);
});

test("files do not import each other in a ring, except for types", () => {
  const ring = (last) => ({
    "packages/core/src/ring-a.ts": 'import "./ring-b.js";',
    "packages/core/src/ring-b.ts": 'export * from "./ring-c.js";',
    "packages/core/src/ring-c.ts": last,
  });
  breach(
    ring('import { x } from "./ring-a.js";'),
    `packages/core/src/ring-a.ts: no-import-cycles: imports itself through packages/core/src/ring-b.ts, packages/core/src/ring-c.ts, packages/core/src/ring-a.ts; of two files that import each other, neither can be read alone ${READ}`,
  );
  assert.deepEqual(breachesWith(ring('import type { x } from "./ring-a.js";')), []);
});

test("a package that the table does not know is named", () => {
  breach(
    { "packages/stray/package.json": '{ "name": "@respin/stray" }' },
    `packages/stray/package.json: every-package-has-a-layer: no layer of the table holds @respin/stray; a package outside the table would be outside every rule ${READ}`,
  );
});

test("the command names the breach and exits with 1", () => {
  const { status, stderr } = withFiles({ "packages/hardware/src/planted.ts": 'import "@respin/dispatcher";' }, run);
  assert.match(stderr, /^packages\/hardware\/src\/planted\.ts:1: imports-go-downwards: /m);
  assert.equal(status, 1);
});

test("a file that cannot be parsed fails the check rather than passing unread", () => {
  const { status, stderr } = withFiles({ "packages/core/src/planted.ts": "import { from" }, run);
  assert.match(stderr, /packages\/core\/src\/planted\.ts cannot be parsed/);
  assert.equal(status, 3);
});
