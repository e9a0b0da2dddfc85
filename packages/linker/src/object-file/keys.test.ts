import { generateKeyPairSync, verify } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { PublicKey, SigningKey, TrustedKeys, trustedKeysMax } from "./keys.js";
import { thrown } from "./testing/files.js";

const key = SigningKey.create();
const message = new TextEncoder().encode("message");

/** The base64 lines between the first and the last line of a PEM text. */
const secretOf = (pem: string) => pem.trim().split("\n").slice(1, -1).join("");

test("a key that is written and read again signs as before", () => {
  const again = SigningKey.parse(key.toPem(), "test");
  expect(again.publicKey.fingerprint).toBe(key.publicKey.fingerprint);
  expect(again.sign(message)).toEqual(key.sign(message));
  expect(PublicKey.parse(key.publicKey.toPem(), "test").hasSigned(message, again.sign(message))).toBe(true);
  expect(PublicKey.of(key.publicKey.raw).equals(key.publicKey)).toBe(true);
});

test("a signature is what every other program calls an Ed25519 signature", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  expect(verify(null, message, publicKey, SigningKey.parse(privateKey, "test").sign(message))).toBe(true);
});

test("a key has signed nothing but what it signed", () => {
  const signature = key.sign(message);
  expect(key.publicKey.hasSigned(message.subarray(1), signature)).toBe(false);
  expect(SigningKey.create().publicKey.hasSigned(message, signature)).toBe(false);
  expect(key.publicKey.hasSigned(message, signature.subarray(1))).toBe(false);
  expect(key.publicKey.hasSigned(message, new Uint8Array(0))).toBe(false);
});

const rsa = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const x25519 = generateKeyPairSync("x25519", {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const locked = generateKeyPairSync("ed25519", {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
});
const pem = key.toPem();

test.each([
  ["nothing", ""],
  ["other text", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== somebody"],
  ["the public half", key.publicKey.toPem()],
  ["an RSA key", rsa.privateKey],
  ["a key for agreement", x25519.privateKey],
  ["a key with a passphrase", locked.privateKey],
  ["two keys", pem + pem],
  ["text before the key", `key:\n${pem}`],
  ["a key that is cut", pem.replace(/.{8}\n-----END/, "\n-----END")],
  ["a key with another label", pem.replaceAll("PRIVATE KEY", "EC PRIVATE KEY")],
])("%s is no signing key, and the message holds nothing of it", (_what, text) => {
  const { code, message: says } = thrown(() => SigningKey.parse(text, "compiler.key"));
  expect(code).toBe("RSP_KEY");
  expect(says).toMatch(/^compiler\.key: .*respinc keygen/);
  const secret = secretOf(text);
  for (let at = 0; at + 8 <= secret.length; at += 8) expect(says).not.toContain(secret.slice(at, at + 8));
});

test.each([
  ["nothing", ""],
  ["an RSA key", rsa.publicKey],
  ["a key for agreement", x25519.publicKey],
  ["two keys", key.publicKey.toPem() + key.publicKey.toPem()],
  ["a certificate", key.publicKey.toPem().replaceAll("PUBLIC KEY", "CERTIFICATE")],
])("%s is no public key", (_what, text) => {
  expect(thrown(() => PublicKey.parse(text, "trusted"))).toEqual({
    code: "RSP_KEY",
    message: "trusted: is not an Ed25519 public key in PEM (SPKI); `respinc keygen` makes one",
  });
});

test("a private key where a public one belongs is refused, though it would serve", () => {
  for (const secret of [pem, locked.privateKey]) {
    expect(thrown(() => PublicKey.parse(secret, "trusted"))).toEqual({
      code: "RSP_KEY",
      message: "trusted: is a private key; name its public half, the .pub file beside it",
    });
  }
});

test("a signing key that is printed shows nothing of its secret", () => {
  const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key), String(key)].join();
  const secret = Buffer.from(secretOf(pem), "base64").subarray(-32);
  for (const encoding of ["hex", "base64", "base64url"] as const) {
    expect(shown).not.toContain(secret.toString(encoding).slice(0, 16));
  }
});

test("a fingerprint tells keys apart and never changes for one", () => {
  expect(PublicKey.of(new Uint8Array(32).fill(7)).fingerprint).toBe("ed25519:4bb06f8e4e3a7715d201d573d0aa4237");
  const fingerprints = new Set(Array.from({ length: 50 }, () => SigningKey.create().publicKey.fingerprint));
  expect(fingerprints.size).toBe(50);
});

test("the list of trusted keys holds what it was made of, and stays so", () => {
  const keys = [key.publicKey];
  const trusted = new TrustedKeys(keys);
  const later = SigningKey.create().publicKey;
  keys.push(later);
  expect(trusted.find(later.raw)).toBeUndefined();
  key.publicKey.raw.fill(0);
  expect(trusted.find(key.publicKey.raw)?.equals(key.publicKey)).toBe(true);
  expect(trusted.find(key.publicKey.raw.subarray(1))).toBeUndefined();
  expect(trusted.fingerprints).toEqual([key.publicKey.fingerprint]);
  expect(new TrustedKeys([later, later]).fingerprints).toHaveLength(1);
});

test("the list of trusted keys has a limit", () => {
  const keys = Array.from({ length: trustedKeysMax + 1 }, (_, n) => PublicKey.of(Buffer.from(`key ${n}`.padEnd(32))));
  expect(new TrustedKeys(keys.slice(1)).fingerprints).toHaveLength(trustedKeysMax);
  expect(thrown(() => new TrustedKeys(keys)).code).toBe("RSP_KEY");
});
