import { expect, test } from "vitest";
import fc from "fast-check";
import { RespinError } from "@respin/hardware";
import { codeBytesMax, formatVersion } from "./format.js";
import { SigningKey, TrustedKeys } from "./keys.js";
import { inspectObjectFile, readObjectFile, writeObjectFile, type ObjectFile } from "./object-file.js";
import { gatekeeper, manifests, signAgain, signed, texts, thrown } from "./testing/files.js";

const key = SigningKey.create();
const stranger = SigningKey.create();
const trusted = new TrustedKeys([SigningKey.create().publicKey, key.publicKey]);

test("what a compiler writes, a kernel that trusts it reads", () => {
  const file = readObjectFile(writeObjectFile(gatekeeper, key), trusted);
  expect(file.manifest).toEqual(gatekeeper.manifest);
  expect(file.code).toBe(gatekeeper.code);
  expect(file.sourceMap).toBe(gatekeeper.sourceMap);
  expect(file.signer.fingerprint).toBe(key.publicKey.fingerprint);
});

test("any contents come back as they were, and equal contents give equal bytes", () => {
  fc.assert(
    fc.property(manifests(), texts(), texts(), (manifest, code, sourceMap) => {
      const bytes = writeObjectFile({ manifest, code, sourceMap }, key);
      const file = readObjectFile(bytes, trusted);
      expect(file.manifest).toEqual(manifest);
      expect(file.code).toBe(code);
      expect(file.sourceMap).toBe(sourceMap);
      expect(writeObjectFile(file, key)).toEqual(bytes);
    }),
  );
});

test("a file may stand anywhere in a larger buffer, and is copied out of it", () => {
  const bytes = writeObjectFile(gatekeeper, key);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 9), 7, bytes.length);
  shared.set(bytes);
  const file = readObjectFile(shared, trusted);
  shared.fill(0);
  expect(file.code).toBe(gatekeeper.code);
});

test("nothing of what was read can be changed", () => {
  const file: ObjectFile = readObjectFile(writeObjectFile(gatekeeper, key), trusted);
  const { manifest } = file;
  for (const part of [
    file,
    manifest,
    manifest.imports,
    manifest.imports[0],
    manifest.imports[0].procedures,
    manifest.exports,
    manifest.library,
    manifest.globals,
    manifest.metering,
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
  expect(() => Object.assign(file, { code: "0" })).toThrowError(TypeError);
  expect(file.code).toBe(gatekeeper.code);
});

test("what only looks like an object file's contents is none (L2)", () => {
  const file = readObjectFile(writeObjectFile(gatekeeper, key), trusted);
  // @ts-expect-error: a look-alike is refused by its static type, which only this module can make
  const lookAlike: ObjectFile = { ...gatekeeper, signer: key.publicKey };
  expect(lookAlike).not.toBeInstanceOf(file.constructor);
  const constructor: unknown = file.constructor;
  const forged = signed("{}", stranger);
  expect(
    typeof constructor === "function" && thrown(() => Reflect.construct(constructor, [forged, trusted, "x"])),
  ).toEqual(expect.objectContaining({ code: "RSP_OBJECT_SIGNER" }));
  expect(() => Object.create(file).code).toThrowError(TypeError);
});

test("a kernel that trusts nobody reads nothing, and says whose file it is", () => {
  const { code, message } = thrown(() =>
    readObjectFile(writeObjectFile(gatekeeper, key), new TrustedKeys([]), "gatekeeper.o"),
  );
  expect(code).toBe("RSP_OBJECT_SIGNER");
  expect(message).toBe(
    `gatekeeper.o: is signed by ${key.publicKey.fingerprint}, a key that this kernel does not trust; ` +
      "build it with a compiler that it trusts (it trusts none yet), or add the key to its trusted keys",
  );
});

test("a manifest that is malformed is not looked at before the signature is verified (L1)", () => {
  const malformed = signed('{"name":', key);
  malformed[malformed.length - 1] ^= 1;
  expect(thrown(() => readObjectFile(malformed, trusted)).code).toBe("RSP_OBJECT_SIGNATURE");
  expect(thrown(() => readObjectFile(signed('{"name":', stranger), trusted)).code).toBe("RSP_OBJECT_SIGNER");
  expect(thrown(() => readObjectFile(signed('{"name":', key), trusted)).code).toBe("RSP_OBJECT_MANIFEST");
});

test("text that is signed but is no UTF-8 is refused", () => {
  const bytes = writeObjectFile(gatekeeper, key);
  const at = new TextDecoder("latin1").decode(bytes).indexOf("Intruder");
  bytes[at] = 0xff;
  expect(thrown(() => readObjectFile(signAgain(bytes, key), trusted))).toEqual({
    code: "RSP_OBJECT_FORMAT",
    message: "the object file: its code is not UTF-8; build it again with `respinc build`",
  });
  expect(thrown(() => readObjectFile(signed(Uint8Array.of(0x7b, 0xc0), key), trusted)).message).toContain(
    "its manifest is not UTF-8",
  );
});

test("what could not be read again is not written", () => {
  const write = (changes: object) => thrown(() => writeObjectFile({ ...gatekeeper, ...changes }, key));
  expect(write({ code: "half \uD800" })).toEqual({
    code: "RSP_OBJECT_FORMAT",
    message:
      "gatekeeper: its code holds half a surrogate pair, which cannot be written as UTF-8; escape it in the source",
  });
  expect(write({ code: " ".repeat(codeBytesMax + 1) })).toEqual({
    code: "RSP_OBJECT_LIMIT",
    message: `gatekeeper: its code is ${codeBytesMax + 1} bytes long, where ${codeBytesMax} are allowed; make it smaller, or two extensions of it`,
  });
  expect(write({ code: " ".repeat(codeBytesMax) }).code).toBe("nothing");
  expect(write({ manifest: { ...gatekeeper.manifest, sourceLines: -1 } }).code).toBe("RSP_OBJECT_MANIFEST");
});

test("what is no bytes at all is refused, without running any of its code", () => {
  const bytes = writeObjectFile(gatekeeper, key);
  const traps = new Proxy(
    {},
    {
      get: () => {
        throw new Error("a trap was called");
      },
    },
  );
  for (const other of [undefined, null, "RESPIN", {}, [...bytes], bytes.buffer, new Proxy(bytes, traps)]) {
    // @ts-expect-error: a program that was not type-checked
    expect(thrown(() => readObjectFile(other, trusted)).code).toBe("RSP_OBJECT_FORMAT");
  }
});

test("an inspection says what a file claims, whoever signed it", () => {
  const bytes = writeObjectFile(gatekeeper, stranger);
  const seen = inspectObjectFile(bytes);
  expect(seen.claims).toEqual(gatekeeper.manifest);
  expect(seen.claimedSigner.equals(stranger.publicKey)).toBe(true);
  expect(seen.signatureHolds).toBe(true);
  expect(seen.sizes.code).toBe(gatekeeper.code.length);

  bytes[30] ^= 1;
  expect(inspectObjectFile(bytes).signatureHolds).toBe(false);
  expect(inspectObjectFile(signed("[]", key)).claims).toBeInstanceOf(RespinError);
  expect(thrown(() => inspectObjectFile(bytes.subarray(1))).code).toBe("RSP_OBJECT_FORMAT");
});

test("another format version is named, and the one that is understood", () => {
  const bytes = writeObjectFile(gatekeeper, key);
  new DataView(bytes.buffer).setUint32(8, 0, true);
  expect(thrown(() => readObjectFile(signAgain(bytes, key), trusted, "old.o"))).toEqual({
    code: "RSP_OBJECT_VERSION",
    message: `old.o: is of format version 0, and only ${formatVersion} is understood; build it again with the \`respinc\` of this kernel`,
  });
});
