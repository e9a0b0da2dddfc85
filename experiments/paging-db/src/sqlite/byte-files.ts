/** Byte-addressed files, as an application sees them; every call is complete when it returns. */
export interface ByteFiles {
  /** A handle; creates the file if `create`. Undefined if it does not exist. */
  open(name: string, create: boolean): number | undefined;
  exists(name: string): boolean;
  remove(name: string): void; // durable when it returns
  size(file: number): number;
  /** Bytes read; fewer than asked at the end of the file. */
  read(file: number, into: Uint8Array, offset: number): number;
  write(file: number, from: Uint8Array, offset: number): void;
  truncate(file: number, bytes: number): void;
  /** Everything written to the file before is durable when this returns. */
  sync(file: number): void;
  /** The application computed for a while: virtual-machine steps since the last call. */
  compute(steps: number): void;
  /** How the file's owner will use it next; a hint. */
  advise(file: number, pattern: "random" | "sequential"): void;
}
