import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "@respin/compiler";
import { readSigningKey, SigningKey } from "@respin/linker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, json, startSystem } from "./testing/program.js";

const root = join(import.meta.dirname, "..", "..", "..");
const gatekeeper = readFileSync(join(root, "packages", "extensions", "gatekeeper", "dist", "gatekeeper.rsp"));
const program = startSystem("spin", ["--workload", "transactions", "--rate", "50"]);
let url = "";
beforeAll(async () => {
  url = await program.ready();
});
afterAll(async () => {
  await program.stop();
});

/** What the compiler makes of one of its hostile texts, signed with this clone's key unless another is given. */
async function hostile(name: string, key = readSigningKey(join(root, ".respin", "compiler.key"))): Promise<Uint8Array> {
  const compiler = join(root, "packages", "compiler");
  return await build(join(compiler, "attacks", `${name}.ts`), key, { name, packagesFrom: compiler });
}

async function send(
  method: string,
  path: string,
  bytes?: Uint8Array,
): Promise<{ status: number; code: string | undefined }> {
  const headers = { ...bearer, ...(bytes && { "content-type": "application/octet-stream" }) };
  const response = await fetch(url + path, { method, headers, ...(bytes && { body: Buffer.from(bytes) }) });
  const text = await response.text();
  return { status: response.status, code: /"code":"(\w+)"/.exec(text)?.[1] };
}

async function extensions(): Promise<readonly Record<string, unknown>[]> {
  const { extensions: all } = await json(`${url}/api/status`);
  return Array.isArray(all) ? all : [];
}

test("an object file is loaded, replaced and unloaded while the workload runs", async () => {
  expect(await send("POST", "/api/extensions?name=gatekeeper", gatekeeper)).toEqual({ status: 201, code: undefined });
  expect(await extensions()).toContainEqual(expect.objectContaining({ name: "gatekeeper", state: "running" }));
  expect(await send("POST", "/api/extensions?name=gatekeeper", gatekeeper)).toEqual({
    status: 409,
    code: "RSP_EXTENSION_LOADED",
  });
  expect(await send("PUT", "/api/extensions/gatekeeper", gatekeeper)).toEqual({ status: 200, code: undefined });
  expect((await extensions()).filter(({ name }) => name === "gatekeeper").map(({ state }) => state)).toEqual([
    "running",
    "replaced",
  ]);
  expect(await send("DELETE", "/api/extensions/gatekeeper")).toEqual({ status: 204, code: undefined });
  expect(await send("DELETE", "/api/extensions/gatekeeper")).toEqual({ status: 404, code: "RSP_EXTENSION_UNKNOWN" });
  // What was unloaded can be loaded again.
  expect((await send("POST", "/api/extensions?name=gatekeeper", gatekeeper)).status).toBe(201);
  expect((await send("DELETE", "/api/extensions/gatekeeper")).status).toBe(204);
});

test("what the linker refuses is refused with its own code, and nothing is loaded or replaced", async () => {
  expect((await send("POST", "/api/extensions?name=keeper", gatekeeper)).status).toBe(201);
  const before = await extensions();
  const altered = Uint8Array.from(gatekeeper);
  altered[altered.length >> 1] ^= 1;
  const unsigned = Uint8Array.from(gatekeeper).fill(0, gatekeeper.length - 64);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ["RSP_OBJECT_SIGNATURE", altered],
    ["RSP_OBJECT_SIGNATURE", unsigned],
    ["RSP_OBJECT_FORMAT", gatekeeper.subarray(0, 100)],
    ["RSP_OBJECT_FORMAT", new TextEncoder().encode("export const x = 1;")],
    ["RSP_OBJECT_SIGNER", await hostile("loop-in-strand", SigningKey.create())],
  ];
  for (const [code, bytes] of files) {
    expect(await send("POST", "/api/extensions?name=other", bytes)).toEqual({ status: 422, code });
    expect(await send("PUT", "/api/extensions/keeper", bytes)).toEqual({ status: 422, code });
  }
  expect(await send("PUT", "/api/extensions/keeper", await hostile("loop-in-strand"))).toEqual({
    status: 422,
    code: "RSP_REPLACE",
  });
  const named = (all: readonly Record<string, unknown>[]): unknown => all.map(({ name, state }) => [name, state]);
  expect(named(await extensions())).toEqual(named(before));
  expect((await send("DELETE", "/api/extensions/keeper")).status).toBe(204);
});

test("one that never comes back is ejected, is told of, and the workload goes on", async () => {
  expect((await send("POST", "/api/extensions?name=endless", await hostile("loop-in-strand"))).status).toBe(201);
  const ejections = async (): Promise<unknown> => (await json(`${url}/api/status`))["ejections"];
  const deadline = performance.now() + 5000;
  while (JSON.stringify(await ejections()) === "[]") {
    expect(performance.now()).toBeLessThan(deadline);
    await sleep(20);
  }
  expect(await ejections()).toEqual([
    {
      at: expect.any(String),
      extension: "endless",
      where: "a strand",
      limit: "operations",
      line: expect.stringMatching(/^RSP_EJECTED {2}endless was ejected from a strand: 1,000,001 operations counted/),
    },
  ]);
  expect(await extensions()).toContainEqual(expect.objectContaining({ name: "endless", state: "ejected", strands: 0 }));
  expect(await send("DELETE", "/api/extensions/endless")).toEqual({ status: 404, code: "RSP_EXTENSION_UNKNOWN" });
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /respin_ejections_total\{[^}]*reason="operations"[^}]*\} 1\b/,
  );
  expect(program.log).toContainEqual(expect.objectContaining({ level: 40, code: "RSP_EJECTED" }));
  const { workload: before } = await json(`${url}/api/status`);
  await sleep(300);
  const { workload: after } = await json(`${url}/api/status`);
  expect(after).not.toEqual(before);
  expect(after).toMatchObject({ name: "transactions", failures: 0 });
});

test("one that throws when it is loaded is refused, and is not there", async () => {
  const { status, code } = await send("POST", "/api/extensions?name=thrower", await hostile("exception-at-load"));
  expect([status, code]).toEqual([422, expect.stringMatching(/^RSP_/)]);
  expect((await extensions()).map(({ name }) => name)).not.toContain("thrower");
  expect((await json(`${url}/readyz`))["ready"]).toBe(true);
});
