import { readObjectFile, SigningKey, TrustedKeys, writeObjectFile, type ObjectFile } from "@respin/linker";
import { key } from "./build.js";

const keyBytes = 32;
const signatureBytes = 64;
const sealBytes = keyBytes + signatureBytes;
const versionAt = 8;
const lengthsAt = 12;
const headerBytes = 24;

const stranger = SigningKey.create();

/** What there is to alter: an object file, another one by the same key, and the same text compiled without the checks. */
export interface Files {
  readonly bytes: Uint8Array;
  readonly other: Uint8Array;
  readonly unchecked: Uint8Array;
}

/** The ways to alter an object file, by the word that a file of the corpus has for it. Each gives all that is to be tried. */
export const tampering: Readonly<Record<string, (files: Files) => Iterable<unknown>>> = {
  *flip({ bytes }) {
    // Each byte that says what the file is, and one of eleven of the long texts: the linker's own tests alter all of them.
    const manifestEnd = headerBytes + new DataView(bytes.buffer).getUint32(lengthsAt, true);
    for (let place = 0; place < bytes.length; place++) {
      const isText = place >= manifestEnd && place < bytes.length - sealBytes;
      if (!isText || place % 11 === 0) yield altered(bytes, (copy) => (copy[place] ^= 1 << (place % 8)));
    }
  },
  *cut({ bytes }) {
    for (let length = 0; length < bytes.length; length += length < 200 ? 1 : 97) yield bytes.slice(0, length);
    for (const more of [1, 64, bytes.length]) yield Uint8Array.of(...bytes, ...bytes.slice(0, more));
  },
  *code({ bytes, other }) {
    const [own, others] = [read(bytes), read(other)];
    yield withSeal(writeObjectFile({ ...contents(own), code: others.code }, stranger), seal(bytes));
    yield withSeal(writeObjectFile({ ...contents(others), code: own.code }, stranger), seal(bytes));
    yield withSeal(writeObjectFile({ ...contents(own), code: others.code }, stranger), seal(other));
  },
  *manifest({ bytes }) {
    const own = contents(read(bytes));
    const { manifest } = own;
    const others = [
      { ...manifest, name: "canary" },
      { ...manifest, imports: [] },
      { ...manifest, globals: ["Object", "Array"] },
      { ...manifest, metering: { functions: 0, loops: 0, guarded: 0 } },
      { ...manifest, compiler: "respinc 9.9.9" },
    ];
    for (const each of others) yield withSeal(writeObjectFile({ ...own, manifest: each }, stranger), seal(bytes));
  },
  *signature({ bytes, other }) {
    yield withSeal(bytes, seal(other));
    yield withSeal(bytes, Uint8Array.of(...seal(bytes).slice(0, keyBytes), ...seal(other).slice(keyBytes)));
  },
  *stranger({ bytes }) {
    yield writeObjectFile(contents(read(bytes)), stranger);
  },
  *"claimed key"({ bytes }) {
    const strangers = seal(writeObjectFile(contents(read(bytes)), stranger));
    yield withSeal(bytes, Uint8Array.of(...key.publicKey.raw, ...strangers.slice(keyBytes)));
  },
  *version({ bytes }) {
    for (const version of [0, 2, 255, 2 ** 31]) {
      const rolled = altered(bytes, (copy) => new DataView(copy.buffer).setUint32(versionAt, version, true));
      yield rolled;
      // Signed as such: by who is trusted, as an older compiler may have done.
      yield withSeal(rolled, Uint8Array.of(...key.publicKey.raw, ...key.sign(rolled.slice(0, -signatureBytes))));
    }
  },
  *unsigned({ bytes }) {
    yield withSeal(bytes, Uint8Array.of(...key.publicKey.raw, ...new Uint8Array(signatureBytes)));
    // A quarter of all texts verifies under a signature and a key of zeros: it is not enough that a signature holds.
    for (let place = 0; place < 64; place++) {
      const text = altered(bytes, (copy) => (copy[bytes.length - sealBytes - 1 - place] ^= 1));
      yield withSeal(text, new Uint8Array(sealBytes));
    }
    yield bytes.slice(0, -sealBytes);
  },
  *"assert safe"({ unchecked }) {
    yield unchecked;
  },
  *lengths({ bytes }) {
    for (const part of [0, 1, 2]) {
      for (const by of [1, -1, 2 ** 20, 2 ** 31]) {
        yield altered(bytes, (copy) => {
          const header = new DataView(copy.buffer);
          const at = lengthsAt + 4 * part;
          header.setUint32(at, header.getUint32(at, true) + by, true);
        });
      }
    }
    // One byte from one part to the next: the sum is right.
    yield altered(bytes, (copy) => {
      const header = new DataView(copy.buffer);
      header.setUint32(lengthsAt, header.getUint32(lengthsAt, true) + 1, true);
      header.setUint32(lengthsAt + 4, header.getUint32(lengthsAt + 4, true) - 1, true);
    });
  },
  *"not bytes"({ bytes }) {
    yield* [
      "RESPIN\r\n",
      null,
      5,
      [...bytes],
      { length: bytes.length, buffer: bytes.buffer },
      new Float64Array(bytes.length),
    ];
  },
  *"foreign code"({ bytes }) {
    for (const code of [foreign, "(function () { return 5; })", "5", "})", "(function () { throw 5; })"]) {
      yield writeObjectFile({ ...contents(read(bytes)), code }, key);
    }
  },
};

/** What no compiler made. It is given the links to Console.Open and Console.Write, in this order. */
const foreign = `(function (fuel, out, library) {
  let open, write;
  const thefts = {
    process: () => (() => {}).constructor("return process")(),
    generators: () => (function* () {}).constructor("yield process")().next().value,
    "this": () => (function () { return this; })(),
    global: () => globalThis,
    named: () => process,
    counter: () => { fuel.left = 1e15; fuel.allowance = 5; return undefined; },
    library: () => { library.stolen = 5; return library.stolen; },
    prototype: () => { Object.prototype.stolen = 5; return ({}).stolen; },
    arrays: () => { [].__proto__.stolen = 5; return [].stolen; },
    links: () => { write.raise = () => 5; return write.raise() === 5 || undefined; },
  };
  return {
    link(n, to) { if (n === 0) open = to; else write = to; },
    run() {
      const terminal = open.raise();
      for (const what of ["process", "generators", "this", "global", "named", "library", "prototype", "arrays", "links"]) {
        let got;
        try { got = thefts[what](); } catch (error) { got = undefined; }
        write.raise(terminal, got === undefined ? "SAW nothing of " + what : "LOOT " + what);
      }
      return [];
    },
  };
})`;

function read(bytes: Uint8Array): ObjectFile {
  return readObjectFile(bytes, new TrustedKeys([key.publicKey]));
}

function contents({ manifest, code, sourceMap }: ObjectFile): Parameters<typeof writeObjectFile>[0] {
  return { manifest, code, sourceMap };
}

function seal(bytes: Uint8Array): Uint8Array {
  return bytes.slice(-sealBytes);
}

function withSeal(bytes: Uint8Array, other: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.slice(0, -sealBytes), ...other);
}

function altered(bytes: Uint8Array, act: (copy: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  act(copy);
  return copy;
}
