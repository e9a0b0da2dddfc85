import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  createHash,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { invariant, RespinError } from "@respin/hardware";

/** The keys of compilers (Ed25519), and the list of those that a kernel trusts. */

/** Keys that one kernel may trust. */
export const trustedKeysMax = 256;

/** Half a digest: enough to tell keys apart by eye. Whether a key is trusted is decided by all its bytes. */
const FINGERPRINT_DIGITS = 32;

/** The public half of a compiler's key. */
export class PublicKey {
  /** For people and messages: `ed25519:` and 32 hex digits. */
  readonly fingerprint: string;
  readonly #key: KeyObject;
  readonly #raw: Buffer;

  private constructor(key: KeyObject) {
    const { x } = key.export({ format: "jwk" });
    invariant(x !== undefined, "an Ed25519 key has 32 bytes");
    this.#key = key;
    this.#raw = Buffer.from(x, "base64url");
    const digest = createHash("sha256").update(this.#raw).digest("hex");
    this.fingerprint = `ed25519:${digest.slice(0, FINGERPRINT_DIGITS)}`;
    Object.freeze(this);
  }

  /** The key of these 32 bytes. Any 32 bytes are one, though not every one has a private half. */
  static of(raw: Uint8Array): PublicKey {
    const x = Buffer.from(raw).toString("base64url");
    return new PublicKey(createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }));
  }

  /** The public half of a private key. */
  static from(key: KeyObject): PublicKey {
    return new PublicKey(createPublicKey(key));
  }

  /**
   * Read a public key in PEM (SPKI). Throws RSP_KEY, which begins with `label` and holds nothing of the key; also for a
   * private key, which would serve as well but does not belong where public keys are listed.
   */
  static parse(pem: string, label: string): PublicKey {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
      throw new RespinError("RSP_KEY", `${label}: is a private key; name its public half, the .pub file beside it`);
    }
    const key = parseWith(pem, "PUBLIC KEY", createPublicKey);
    if (key === undefined) {
      throw new RespinError(
        "RSP_KEY",
        `${label}: is not an Ed25519 public key in PEM (SPKI); \`respinc keygen\` makes one`,
      );
    }
    return new PublicKey(key);
  }

  /** The 32 bytes of the key; a copy. */
  get raw(): Uint8Array {
    return Uint8Array.from(this.#raw);
  }

  /** In PEM (SPKI), as `parse` reads it. */
  toPem(): string {
    return this.#key.export({ type: "spki", format: "pem" }).toString();
  }

  equals(other: PublicKey): boolean {
    return this.#raw.equals(other.#raw);
  }

  /** Whether `signature` is this key's over `signed`. */
  hasSigned(signed: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, signed, this.#key, signature);
  }
}

/** A compiler's key, with which it signs. Shows nothing of its private half but through `toPem`. */
export class SigningKey {
  readonly publicKey: PublicKey;
  readonly #key: KeyObject;

  private constructor(key: KeyObject) {
    this.#key = key;
    this.publicKey = PublicKey.from(key);
    Object.freeze(this);
  }

  /** A new key, of the host's randomness. */
  static create(): SigningKey {
    return new SigningKey(generateKeyPairSync("ed25519").privateKey);
  }

  /** Read a private key in PEM (PKCS #8). Throws RSP_KEY, which begins with `label` and holds nothing of the key. */
  static parse(pem: string, label: string): SigningKey {
    const key = parseWith(pem, "PRIVATE KEY", createPrivateKey);
    if (key === undefined) {
      throw new RespinError(
        "RSP_KEY",
        `${label}: is not an Ed25519 private key in PEM (PKCS #8, without a passphrase); \`respinc keygen\` makes one`,
      );
    }
    return new SigningKey(key);
  }

  /** In PEM (PKCS #8), as `parse` reads it: the secret itself. */
  toPem(): string {
    return this.#key.export({ type: "pkcs8", format: "pem" }).toString();
  }

  /** The signature over `bytes`: 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#key);
  }
}

/** The keys of the compilers that a kernel trusts. Never changes; none is trusted by default. */
export class TrustedKeys {
  readonly #byBytes: ReadonlyMap<string, PublicKey>;

  /** Throws RSP_KEY for more than 256 of them. */
  constructor(keys: Iterable<PublicKey>) {
    this.#byBytes = new Map(Array.from(keys, (key) => [nameOf(key.raw), key]));
    if (this.#byBytes.size > trustedKeysMax) {
      throw new RespinError(
        "RSP_KEY",
        `the list of trusted keys: has ${this.#byBytes.size} keys, where ${trustedKeysMax} are allowed; remove some`,
      );
    }
    Object.freeze(this);
  }

  /** The trusted key of these 32 bytes, if there is one. */
  find(raw: Uint8Array): PublicKey | undefined {
    return this.#byBytes.get(nameOf(raw));
  }

  /** In the order in which they were given. */
  get fingerprints(): readonly string[] {
    return Array.from(this.#byBytes.values(), ({ fingerprint }) => fingerprint);
  }
}

/** All the bytes of a key, as a string that a map can find. */
function nameOf(raw: Uint8Array): string {
  return Buffer.from(raw).toString("hex");
}

/**
 * One PEM block of the given label and nothing else, as an Ed25519 key. The label is looked at here because the host's own
 * readers take whatever they can make a key of, a certificate for instance.
 */
function parseWith(pem: string, label: string, read: (pem: string) => KeyObject): KeyObject | undefined {
  const block = new RegExp(`^\\s*-----BEGIN ${label}-----\\s[A-Za-z0-9+/=\\s]*-----END ${label}-----\\s*$`);
  if (!block.test(pem)) return undefined;
  try {
    const key = read(pem);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined; // What the host says of it may quote the key.
  }
}
