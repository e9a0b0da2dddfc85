import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { objectFacts } from "./object-facts.js";

const file = createRequire(import.meta.url).resolve("@respin/buffer-manager/object");
const folder = mkdtempSync(join(tmpdir(), "respin-facts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

test("an object file tells its imports, exports, lines and bytes", () => {
  const facts = objectFacts(file);
  expect(facts.name).toBe("buffer-manager");
  expect(facts.exports.map(({ name }) => name)).toEqual(["MappedPages", "CachedPages", "BufferManager"]);
  const { procedures } = facts.imports.find(({ name }) => name === "Dispatcher") ?? { procedures: [] };
  expect(procedures).toContain("Install");
  expect(facts.sourceLines).toBeGreaterThan(1000);
  expect(facts.codeBytes + facts.manifestBytes).toBeLessThan(readFileSync(file).length);
});

test("one that is not there, is none, or was altered is refused by code", () => {
  const bytes = readFileSync(file);
  const altered = Uint8Array.from(bytes);
  altered[altered.length - 100] ^= 1;
  expect(() => objectFacts(join(folder, "none.rsp"))).toThrow(expect.objectContaining({ code: "RSP_SYSTEM_UNBUILT" }));
  expect(() => objectFacts(written("text.rsp", Buffer.from("no object file")))).toThrow(
    expect.objectContaining({ code: "RSP_OBJECT_FORMAT" }),
  );
  expect(() => objectFacts(written("altered.rsp", altered))).toThrow(
    expect.objectContaining({ code: "RSP_OBJECT_SIGNATURE" }),
  );
});
