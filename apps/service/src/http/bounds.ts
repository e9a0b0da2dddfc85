/** What one client may take of a service. */
export interface Bounds {
  readonly bodyBytes: number;
  /** Milliseconds from the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** Milliseconds from the first byte of a request to its last. */
  readonly requestMs: number;
  /** Milliseconds without a byte in either direction, after which a connection is closed. */
  readonly silentMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
  readonly streams: number;
  /** Bytes of a stream that its reader has not taken, beyond which it is dropped. */
  readonly unreadBytes: number;
}

export const usualBounds: Bounds = {
  bodyBytes: 1 << 20,
  headersMs: 5_000,
  requestMs: 10_000,
  silentMs: 30_000,
  keepAliveMs: 5_000,
  connections: 512,
  streams: 64,
  unreadBytes: 1 << 18,
};
