import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { randomFrom, type ResultDocument } from "@respin/experiment";
import { systemNames } from "@respin/systems";
import { expect, test } from "vitest";
import { simulations } from "./testing/caches.js";
import { inFile, inFolder } from "./testing/files.js";
import { runWith, valueOf, type Words } from "./testing/runs.js";
import { csvText, oracleBytes, plainText, type Written } from "./trace/testing.js";
import { traceWorkload } from "./trace-workload.js";

const frames = 24;
const capacity = frames - 2;

/** Pages of which some come back often, with numbers as addresses would be. */
function records(count: number, writes: boolean): Written[] {
  const random = randomFrom(11);
  const draw = random.zipf(120, 0.8);
  const place = random.shuffle(Array.from({ length: 120 }, (_, page) => BigInt(page) * 4096n));
  return Array.from({ length: count }, () => ({ id: place[draw()], size: 1, write: writes && random.float() < 0.2 }));
}

/** Misses where the page goes that is used again last, found by looking ahead at every miss. */
function farthestNextUse(references: readonly number[]): number {
  const cache = new Set<number>();
  let misses = 0;
  for (const [at, page] of references.entries()) {
    if (cache.has(page)) continue;
    misses++;
    if (cache.size === capacity) {
      const next = new Map([...cache].map((held) => [held, references.indexOf(held, at + 1)]));
      const never = [...cache].find((held) => next.get(held) === -1);
      cache.delete(never ?? [...cache].reduce((a, b) => ((next.get(b) ?? 0) > (next.get(a) ?? 0) ? b : a)));
    }
    cache.add(page);
  }
  return misses;
}

const run = (trace: string, words: Words = {}, systems = "spin,monolithic,microkernel"): Promise<ResultDocument> =>
  runWith({ workload: "trace", trace, frames, ...words }, { systems });

test("a trace gives the same cells in each of the three formats", () =>
  inFolder(async (folder) => {
    const all = records(700, false);
    const contents = { plain: plainText(all), csv: csvText(all), oracle: oracleBytes(all) };
    const cells: string[] = [];
    for (const [name, content] of Object.entries(contents)) {
      const file = join(folder, name);
      writeFileSync(file, content);
      cells.push(JSON.stringify((await run(file, {}, "spin")).cells));
    }
    expect(cells[0]).toContain("trace.matrix/misses");
    expect(cells[1]).toBe(cells[0]);
    expect(cells[2]).toBe(cells[0]);
  }));

test("addresses that are split into pages give the cells of the pages that they touch", () =>
  inFolder(async (folder) => {
    const [requests, pages] = [join(folder, "requests.csv"), join(folder, "pages.txt")];
    writeFileSync(requests, "address,size,op\n0,4096,r\n4000,200,w\n40960,8193,r\n0,1,r\n");
    writeFileSync(pages, "0\n0w 1w\n10 11 12\n0\n");
    const split = await run(requests, { traceSplit: 4096 }, "spin");
    expect(JSON.stringify(split.cells)).toBe(JSON.stringify((await run(pages, {}, "spin")).cells));
    expect(valueOf(split.cells, "trace/references", "spin")).toBe(7);
    expect(JSON.stringify((await run(requests, {}, "spin")).cells)).not.toBe(JSON.stringify(split.cells));
  }));

test("the misses of every simple policy are those of a simulation in arrays, on every system", () => {
  const all = records(1500, true);
  return inFile(csvText(all), async (file) => {
    const { cells, claims } = await run(file);
    for (const [policy, simulation] of Object.entries(simulations)) {
      const holds = simulation(capacity);
      const missed = all.filter(({ id }) => !holds(Number(id))).length;
      for (const system of systemNames) {
        expect(valueOf(cells, "trace.matrix/misses", system, { policy }), `${policy} on ${system}`).toBe(missed);
      }
    }
    expect(valueOf(cells, "trace/optimum-misses", "any")).toBe(farthestNextUse(all.map(({ id }) => Number(id))));
    const distinct = new Set(all.map(({ id }) => id)).size;
    expect(valueOf(cells, "trace/infinite-cache-misses", "any")).toBe(distinct);
    expect(valueOf(cells, "trace/references-of-string", "any")).toBe(all.length);
    for (const system of systemNames) {
      expect(valueOf(cells, "trace/references", system)).toBe(all.length);
      expect(valueOf(cells, "trace/operations", system)).toBe(all.length);
      expect(valueOf(cells, "trace/disk-writes", system)).toBeGreaterThan(0);
    }
    expect(claims.map(({ id, holds }) => [id, holds])).toEqual([
      ["same-misses", true],
      ["above-the-optimum", true],
      ["messages-cost", true],
      ["idle-extension", true],
    ]);
  });
});

test("to write a page changes what is written, and not what is missed", () =>
  inFolder(async (folder) => {
    const [reads, writes] = [join(folder, "reads"), join(folder, "writes")];
    const all = records(600, true);
    writeFileSync(writes, plainText(all));
    writeFileSync(reads, plainText(all.map((record) => ({ ...record, write: false }))));
    const [read, written] = [await run(reads, {}, "spin"), await run(writes, {}, "spin")].map(({ cells }) => ({
      misses: valueOf(cells, "trace/misses", "spin"),
      writes: valueOf(cells, "trace/disk-writes", "spin"),
    }));
    expect(read.writes).toBe(0);
    expect(written.writes).toBeGreaterThan(0);
    expect(written.misses).toBe(read.misses);
  }));

test.each([
  ["one reference", "7\n"],
  ["one page over and over", "7\n".repeat(300)],
  ["only writes", Array.from({ length: 300 }, (_, at) => `${(at * 7919) % 101}w`).join("\n")],
  ["pages that fit into the memory", Array.from({ length: 2000 }, (_, at) => `${at % 20}`).join("\n")],
  ["a loop just too large for it", Array.from({ length: 300 }, (_, at) => `${at % 23}`).join("\n")],
])("no claim fails for a trace of %s", (_, content) =>
  inFile(content, async (file) => {
    const { claims } = await run(file);
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(claims.map(({ id }) => id)).toContain("same-misses");
  }),
);

test("a trace of more pages than an address space maps is refused with the numbers, one of just as many is not", () =>
  inFolder(async (folder) => {
    const file = join(folder, "trace.csv");
    const read = (pages: number) => {
      writeFileSync(file, `address,size\n0,${pages}\n`);
      return traceWorkload(file, { format: undefined, split: 1 });
    };
    const most = 2 ** 20 - 64;
    expect(read(most).files).toEqual([{ name: "trace", pages: most }]);
    expect(() => read(most + 1)).toThrow(
      expect.objectContaining({ code: "RSP_TRACE_PAGES", message: expect.stringContaining(`names ${most + 1} pages`) }),
    );
  }));
