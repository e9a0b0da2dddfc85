import { RespinError } from "@respin/hardware";

/**
 * The bytes of an object file. All numbers are unsigned, 32 bits, little-endian.
 *
 *     offset  bytes
 *          0  8    "RESPIN" and a line end, which a transfer as text would change
 *          8  4    format version
 *         12  4    bytes of the manifest
 *         16  4    bytes of the code
 *         20  4    bytes of the source map
 *         24       manifest (JSON), code (JavaScript), source map (JSON), each in UTF-8
 *                  32 bytes: the public key of the compiler
 *                  64 bytes: its Ed25519 signature over every byte before the signature
 *
 * Nothing follows. What the parts say is not looked at here.
 */

/** The version that is written, and the only one that is read. */
export const formatVersion = 1;

export const manifestBytesMax = 2 ** 18;
export const codeBytesMax = 2 ** 23;
export const sourceMapBytesMax = 2 ** 25;

const magic = new TextEncoder().encode("RESPIN\r\n");
const VERSION_AT = magic.length;
const LENGTHS_AT = VERSION_AT + 4;
const HEADER_BYTES = LENGTHS_AT + 3 * 4;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SEAL_BYTES = KEY_BYTES + SIGNATURE_BYTES;

export const objectFileBytesMax = HEADER_BYTES + manifestBytesMax + codeBytesMax + sourceMapBytesMax + SEAL_BYTES;

/** The parts that have a length of their own, in the order in which they stand. */
const parts = [
  { name: "manifest", bytesMax: manifestBytesMax },
  { name: "code", bytesMax: codeBytesMax },
  { name: "source map", bytesMax: sourceMapBytesMax },
] as const;

/** Where an object file's parts are: views of its bytes. */
export interface Sections {
  readonly manifest: Uint8Array;
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
  readonly publicKey: Uint8Array;
  /** Every byte before the signature. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Find the parts of an object file. Views `bytes`, copies nothing.
 *
 * Throws RSP_OBJECT_FORMAT if it is none or its length is not exact, RSP_OBJECT_VERSION if it is of another format.
 */
export function split(bytes: Uint8Array, label: string): Sections {
  const refuse = (why: string): RespinError =>
    new RespinError(
      "RSP_OBJECT_FORMAT",
      `${label}: ${why}; build it with \`respinc build\`, and transfer it as binary`,
    );

  if (!magic.every((byte, n) => n >= bytes.length || bytes[n] === byte)) throw refuse("is not an object file");
  if (bytes.length < HEADER_BYTES) throw refuse(`is ${bytes.length} bytes long, which is no whole object file`);

  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = header.getUint32(VERSION_AT, true);
  if (version !== formatVersion) {
    throw new RespinError(
      "RSP_OBJECT_VERSION",
      `${label}: is of format version ${version}, and only ${formatVersion} is understood; ` +
        "build it again with the `respinc` of this kernel",
    );
  }

  let end = HEADER_BYTES;
  const bodies: Uint8Array[] = [];
  for (const [n, { name, bytesMax }] of parts.entries()) {
    const length = header.getUint32(LENGTHS_AT + 4 * n, true);
    if (length > bytesMax) throw refuse(`says that its ${name} is ${length} bytes long, where ${bytesMax} are allowed`);
    bodies.push(bytes.subarray(end, end + length));
    end += length;
  }
  if (bytes.length !== end + SEAL_BYTES) {
    throw refuse(`is ${bytes.length} bytes long, and its header says ${end + SEAL_BYTES}`);
  }

  const [manifest, code, sourceMap] = bodies;
  const signatureAt = end + KEY_BYTES;
  return {
    manifest,
    code,
    sourceMap,
    publicKey: bytes.subarray(end, signatureAt),
    signed: bytes.subarray(0, signatureAt),
    signature: bytes.subarray(signatureAt),
  };
}

/**
 * The bytes of an object file, as signed by `sign`, which is given every byte before the signature.
 *
 * Throws RSP_OBJECT_LIMIT, naming `label`, if a part is too long.
 */
export function join(
  { manifest, code, sourceMap, publicKey }: Pick<Sections, "manifest" | "code" | "sourceMap" | "publicKey">,
  sign: (signed: Uint8Array) => Uint8Array,
  label: string,
): Uint8Array {
  const bodies = [manifest, code, sourceMap];
  for (const [n, { name, bytesMax }] of parts.entries()) {
    if (bodies[n].length > bytesMax) {
      throw new RespinError(
        "RSP_OBJECT_LIMIT",
        `${label}: its ${name} is ${bodies[n].length} bytes long, where ${bytesMax} are allowed; make it smaller, or two extensions of it`,
      );
    }
  }
  const signatureAt = HEADER_BYTES + manifest.length + code.length + sourceMap.length + KEY_BYTES;
  const bytes = new Uint8Array(signatureAt + SIGNATURE_BYTES);
  const header = new DataView(bytes.buffer, 0, HEADER_BYTES);
  bytes.set(magic);
  header.setUint32(VERSION_AT, formatVersion, true);
  let at = HEADER_BYTES;
  for (const [n, body] of bodies.entries()) {
    header.setUint32(LENGTHS_AT + 4 * n, body.length, true);
    bytes.set(body, at);
    at += body.length;
  }
  bytes.set(publicKey, at);
  bytes.set(sign(bytes.subarray(0, signatureAt)), signatureAt);
  return bytes;
}
