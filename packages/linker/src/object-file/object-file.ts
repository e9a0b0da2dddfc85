import { types } from "node:util";
import { RespinError } from "@respin/hardware";
import { join, objectFileBytesMax, split, type Sections } from "./format.js";
import { PublicKey, type SigningKey, type TrustedKeys } from "./keys.js";
import { manifestText, parseManifest, type Manifest } from "./manifest.js";

/** What goes into an object file. */
export interface Contents {
  readonly manifest: Manifest;
  /** The module: one expression text, which the linker evaluates. */
  readonly code: string;
  /** From the code to the author's source; not looked at here. */
  readonly sourceMap: string;
}

/** What messages call an object file whose name is not given. */
const UNNAMED = "the object file";

/**
 * An object file that a trusted compiler signed: what a domain is made of (SOSP'95, section 3.1: the kernel links what
 * the compiler vouches for).
 *
 * Invariant L1: until a signature of a trusted key over every byte is verified, nothing of an object file is interpreted
 *   but its header: that is, its version and lengths.
 * Invariant L2: every ObjectFile is the contents of bytes that a trusted key signed.
 *   Kept by: the constructor, which is the only way to one. Attacked by: tampering.test.ts, object-file.test.ts
 */
class ObjectFile implements Contents {
  readonly #manifest: Manifest;
  readonly #code: string;
  readonly #sourceMap: string;
  readonly #signer: PublicKey;

  constructor(bytes: Uint8Array, trusted: TrustedKeys, label: string) {
    const sections = split(ownCopy(bytes, label), label);
    const signer = trusted.find(sections.publicKey);
    const named = signer ?? PublicKey.of(sections.publicKey);
    if (!named.hasSigned(sections.signed, sections.signature)) {
      throw new RespinError(
        "RSP_OBJECT_SIGNATURE",
        `${label}: was altered, or is not signed by the key that it names (${named.fingerprint}); build it again with \`respinc build\``,
      );
    }
    if (signer === undefined) {
      throw new RespinError(
        "RSP_OBJECT_SIGNER",
        `${label}: is signed by ${named.fingerprint}, a key that this kernel does not trust; build it with a compiler ` +
          `that it trusts (${someOf(trusted.fingerprints)}), or add the key to its trusted keys`,
      );
    }
    this.#signer = signer;
    this.#manifest = parseManifest(decode(sections, "manifest", label), label);
    this.#code = decode(sections, "code", label);
    this.#sourceMap = decode(sections, "sourceMap", label);
    Object.freeze(this);
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  get code(): string {
    return this.#code;
  }

  get sourceMap(): string {
    return this.#sourceMap;
  }

  /** The trusted key that signed it. */
  get signer(): PublicKey {
    return this.#signer;
  }
}

export type { ObjectFile };

/**
 * Write an object file, signed by `key`. Equal contents and keys give equal bytes.
 *
 * Throws RSP_OBJECT_MANIFEST for a manifest that `readObjectFile` would refuse, RSP_OBJECT_LIMIT for a part that is too
 * long, RSP_OBJECT_FORMAT for text that has no UTF-8.
 */
export function writeObjectFile({ manifest, code, sourceMap }: Contents, key: SigningKey): Uint8Array {
  const label = typeof manifest.name === "string" ? manifest.name : UNNAMED;
  return join(
    {
      manifest: encode(manifestText(manifest, label), "manifest", label),
      code: encode(code, "code", label),
      sourceMap: encode(sourceMap, "source map", label),
      publicKey: key.publicKey.raw,
    },
    (signed) => key.sign(signed),
    label,
  );
}

/**
 * Read an object file: verify it first, and only then look into it. `label` is what messages call it: its path, usually.
 *
 * Throws RSP_OBJECT_FORMAT (it is none, or not whole), RSP_OBJECT_VERSION (of another format), RSP_OBJECT_SIGNATURE (altered,
 * or not signed by the key it names), RSP_OBJECT_SIGNER (signed by a key that is not trusted), RSP_OBJECT_MANIFEST (signed, but
 * says of itself what no compiler would).
 */
export function readObjectFile(bytes: Uint8Array, trusted: TrustedKeys, label: string = UNNAMED): ObjectFile {
  return new ObjectFile(bytes, trusted, label);
}

/** What an object file says of itself. Claims of whoever wrote it: nothing here may be linked. */
export interface Inspection {
  /** The key that it names. */
  readonly claimedSigner: PublicKey;
  /** Whether that key signed these very bytes. Says nothing of whether anybody trusts it. */
  readonly signatureHolds: boolean;
  /** Bytes of each part. */
  readonly sizes: { readonly manifest: number; readonly code: number; readonly sourceMap: number };
  /** Its manifest, or why that cannot be read. */
  readonly claims: Manifest | RespinError;
}

/** Look at an object file without trusting it. Throws RSP_OBJECT_FORMAT and RSP_OBJECT_VERSION. */
export function inspectObjectFile(bytes: Uint8Array, label: string = UNNAMED): Inspection {
  const sections = split(ownCopy(bytes, label), label);
  const claimedSigner = PublicKey.of(sections.publicKey);
  return {
    claimedSigner,
    signatureHolds: claimedSigner.hasSigned(sections.signed, sections.signature),
    sizes: {
      manifest: sections.manifest.length,
      code: sections.code.length,
      sourceMap: sections.sourceMap.length,
    },
    claims: claimsOf(sections, label),
  };
}

function claimsOf(sections: Sections, label: string): Manifest | RespinError {
  try {
    return parseManifest(decode(sections, "manifest", label), label);
  } catch (error) {
    if (error instanceof RespinError) return error;
    throw error;
  }
}

/** A copy of our own: memory that is shared with somebody could change between the verifying and the reading. */
function ownCopy(bytes: Uint8Array, label: string): Uint8Array {
  if (!types.isUint8Array(bytes) || bytes.length > objectFileBytesMax) {
    throw new RespinError(
      "RSP_OBJECT_FORMAT",
      `${label}: is not an object file: not bytes, or more than ${objectFileBytesMax} of them; build it with \`respinc build\``,
    );
  }
  return new Uint8Array(bytes);
}

function someOf(fingerprints: readonly string[]): string {
  if (fingerprints.length === 0) return "it trusts none yet";
  return fingerprints.length === 1 ? fingerprints[0] : `${fingerprints[0]} and ${fingerprints.length - 1} more`;
}

/** Text as UTF-8. Half a surrogate pair has none: the encoder would write something else in its place. */
function encode(text: string, part: string, label: string): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) {
    throw new RespinError(
      "RSP_OBJECT_FORMAT",
      `${label}: its ${part} holds half a surrogate pair, which cannot be written as UTF-8; escape it in the source`,
    );
  }
  return new TextEncoder().encode(text);
}

function decode(sections: Sections, part: "manifest" | "code" | "sourceMap", label: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(sections[part]);
  } catch {
    throw new RespinError(
      "RSP_OBJECT_FORMAT",
      `${label}: its ${part === "sourceMap" ? "source map" : part} is not UTF-8; build it again with \`respinc build\``,
    );
  }
}
