import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { Refused } from "../refused.js";
import type { Bounds } from "./bounds.js";
import { securityHeaders } from "./security-headers.js";
import { stopping } from "./server.js";

/** Milliseconds between two messages. */
const everyMs = 1000;

/** A page that reloads is back at once; so is a service that was restarted. */
const headers = { ...securityHeaders, "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" };

/**
 * Those who follow a program by server-sent events: at once, and then each second, all get the same message. While nobody follows, nothing is
 * looked at.
 *
 * Invariant S3: of a stream, no more is kept than `unreadBytes` and one message; who reads more slowly is dropped.
 *   Kept by: `#send`. Attacked by: server.test.ts
 */
export class Streams {
  readonly #look: () => unknown;
  readonly #bounds: Bounds;
  readonly #readers = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** `look` gives the data of the next message. */
  constructor(look: () => unknown, bounds: Bounds) {
    this.#look = look;
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#readers.size;
  }

  /** Answer a request with the stream. Throws Refused: 503 RSP_STREAMS_FULL, RSP_STOPPING. */
  open(reply: FastifyReply): void {
    if (this.#isClosed) throw stopping();
    if (this.#readers.size >= this.#bounds.streams) {
      throw new Refused(
        503,
        "RSP_STREAMS_FULL",
        `${this.#bounds.streams} streams are open: close one, or poll /api/status`,
        { "retry-after": "5" },
      );
    }
    const { raw } = reply;
    this.#readers.add(raw);
    raw.on("close", () => this.#leave(raw));
    raw.on("error", () => this.#leave(raw));
    reply.hijack();
    raw.writeHead(200, headers);
    raw.write("retry: 1000\n\n");
    this.#timer ??= setInterval(() => this.#tick(), everyMs);
    this.#send(raw, this.#message());
  }

  /** Ends every stream; opens none any more. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.end();
    clearInterval(this.#timer);
  }

  #tick(): void {
    const message = this.#message();
    for (const reader of this.#readers) this.#send(reader, message);
  }

  #message(): string {
    return `event: state\ndata: ${JSON.stringify(this.#look())}\n\n`;
  }

  #send(reader: ServerResponse, message: string): void {
    if (reader.writableLength > this.#bounds.unreadBytes) reader.destroy();
    else if (!reader.writableEnded && !reader.destroyed) reader.write(message);
  }

  #leave(reader: ServerResponse): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
