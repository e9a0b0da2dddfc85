import fc from "fast-check";
import { RespinError } from "@respin/hardware";
import { join } from "../format.js";
import type { SigningKey } from "../keys.js";
import type { LinkedInterface, Manifest } from "../manifest.js";
import type { Contents } from "../object-file.js";

/** Object files for tests: one to look at, any, and those that no compiler writes. */

export const gatekeeper: Contents = {
  manifest: {
    name: "gatekeeper",
    compiler: "respinc 0.1.0",
    imports: [
      {
        name: "Console",
        fingerprint: "0123456789abcdef",
        procedures: { Open: "(): Console.T", Write: "(Console.T, text): nothing" },
      },
    ],
    exports: [{ name: "Gatekeeper", fingerprint: "fedcba9876543210", procedures: { Watch: "(): nothing" } }],
    library: ["RespinError"],
    globals: ["Map", "Math"],
    metering: { functions: 3, loops: 1, guarded: 0 },
    checked: true,
    sourceLines: 19,
  },
  code: '({ Watch() { return "Intruder Alert"; } })',
  sourceMap: '{"version":3,"sources":["gatekeeper.ts"],"mappings":"AAAA"}',
};

const encoder = new TextEncoder();

/** Sign whatever stands in place of a manifest. */
export function signed(manifest: string | Uint8Array, key: SigningKey): Uint8Array {
  return join(
    {
      manifest: typeof manifest === "string" ? encoder.encode(manifest) : manifest,
      code: encoder.encode(gatekeeper.code),
      sourceMap: encoder.encode(gatekeeper.sourceMap),
      publicKey: key.publicKey.raw,
    },
    (bytes) => key.sign(bytes),
    "test",
  );
}

/** Put a valid signature of `key` under bytes that were altered. */
export function signAgain(bytes: Uint8Array, key: SigningKey): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(key.publicKey.raw, copy.length - 96);
  copy.set(key.sign(copy.subarray(0, copy.length - 64)), copy.length - 64);
  return copy;
}

/** The code and message of what an action throws. */
export function thrown(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof RespinError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "nothing", message: "" };
}

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}$/);
const counts = fc.nat();

function linkedInterfaces(): fc.Arbitrary<readonly LinkedInterface[]> {
  const one = fc.record({
    name: identifier,
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    procedures: fc.dictionary(identifier, fc.stringMatching(/^[ -~äλ世𝔘]{0,20}$/u), { maxKeys: 4 }),
  });
  return fc.uniqueArray(one, { maxLength: 3, selector: ({ name }) => name });
}

export function manifests(): fc.Arbitrary<Manifest> {
  return fc.record({
    name: fc.tuple(fc.constantFrom(...letters), fc.stringMatching(/^[a-z0-9-]{0,20}$/)).map(([a, b]) => a + b),
    compiler: fc.tuple(fc.nat(99), fc.nat(99)).map(([major, minor]) => `respinc ${major}.${minor}.0`),
    imports: linkedInterfaces(),
    exports: linkedInterfaces(),
    library: fc.uniqueArray(identifier, { maxLength: 4 }),
    globals: fc.uniqueArray(identifier, { maxLength: 4 }),
    metering: fc.record({ functions: counts, loops: counts, guarded: counts }),
    checked: fc.boolean(),
    sourceLines: counts,
  });
}

/** Any text that has UTF-8, a byte-order mark at its beginning among it. */
export function texts(): fc.Arbitrary<string> {
  return fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constant("\uFEFFx\0y"), fc.constant(""));
}
