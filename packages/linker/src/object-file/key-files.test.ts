import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPublicKey, readSigningKey, writeKeyFiles } from "./key-files.js";
import { SigningKey } from "./keys.js";
import { thrown } from "./testing/files.js";

const key = SigningKey.create();
let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "respin-keys-"));
  path = join(folder, "compiler.key");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a key's two files are written and read again", () => {
  expect(writeKeyFiles(path, key)).toEqual({ privateFile: path, publicFile: `${path}.pub` });
  expect(readSigningKey(path).publicKey.fingerprint).toBe(key.publicKey.fingerprint);
  expect(readPublicKey(`${path}.pub`).fingerprint).toBe(key.publicKey.fingerprint);
});

test.skipIf(process.platform === "win32")("only its owner may read the private half", () => {
  const before = process.umask(0);
  try {
    writeKeyFiles(path, key);
  } finally {
    process.umask(before);
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}.pub`).mode & 0o777).toBe(0o644);
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(path, mode);
    expect(thrown(() => readSigningKey(path))).toEqual({
      code: "RSP_KEY_FILE",
      message: `${path}: may be read or written by others; \`chmod 600\` it`,
    });
  }
});

test("a file that is there is never overwritten, and nothing is left of the other", () => {
  writeFileSync(path, "mine");
  expect(thrown(() => writeKeyFiles(path, key)).message).toContain(`${path}: is there already`);
  expect(readFileSync(path, "utf8")).toBe("mine");
  expect(existsSync(`${path}.pub`)).toBe(false);

  const other = join(folder, "other.key");
  writeFileSync(`${other}.pub`, "mine");
  expect(thrown(() => writeKeyFiles(other, key)).code).toBe("RSP_KEY_FILE");
  expect(readFileSync(`${other}.pub`, "utf8")).toBe("mine");
  expect(existsSync(other)).toBe(false);
});

test("a folder that is not there is named", () => {
  const nowhere = join(folder, "none", "compiler.key");
  expect(thrown(() => writeKeyFiles(nowhere, key))).toEqual({
    code: "RSP_KEY_FILE",
    message: `${nowhere}: cannot be written (ENOENT); name another file`,
  });
});

test("what cannot be read is named, with why", () => {
  expect(thrown(() => readSigningKey(path)).message).toBe(
    `${path}: cannot be read (ENOENT); name a file that \`respinc keygen\` wrote`,
  );
  mkdirSync(path);
  expect(thrown(() => readPublicKey(path)).message).toContain("is no key file");
  const large = join(folder, "large");
  writeFileSync(large, " ".repeat(16_385));
  expect(thrown(() => readPublicKey(large)).message).toContain("is no key file");
});

test("a file that holds no key is named, and the halves are not taken for each other", () => {
  writeKeyFiles(path, key);
  chmodSync(`${path}.pub`, 0o600);
  expect(thrown(() => readSigningKey(`${path}.pub`))).toEqual({
    code: "RSP_KEY",
    message: expect.stringContaining(`${path}.pub: is not an Ed25519 private key`),
  });
  expect(thrown(() => readPublicKey(path)).message).toContain(`${path}: is a private key`);
});
