import { setTimeout as sleep } from "node:timers/promises";
import { Messages } from "./messages.js";

/** Milliseconds until the first new attempt, which double up to the longest. */
const retryMs = 250;
const retryMsMax = 5000;
/** A service sends each second: one that was silent for so long is not there. */
const silentMs = 5000;

/** What a service says of itself, as it sends it. */
export interface Sent {
  readonly system: string;
  readonly [field: string]: unknown;
}

/** One service that is followed by its stream, and again whenever that breaks. */
export class Source {
  readonly url: string;
  /** Which system it is; undefined until it has said so, if nobody else did. */
  system: string | undefined;
  /** What it said last; undefined while it is not there. */
  live: Sent | undefined;
  readonly #end = new AbortController();
  readonly #onChange: (isUp: boolean, why: string) => void;
  #wait = retryMs;

  constructor(url: string, system: string | undefined, onChange: (isUp: boolean, why: string) => void) {
    this.url = url;
    this.system = system;
    this.#onChange = onChange;
  }

  /** Follow it until `close`. */
  async follow(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      // One attempt after the other is what this is.
      // oxlint-disable-next-line no-await-in-loop
      const why = await this.#attempt();
      if (this.live !== undefined && !signal.aborted) this.#onChange(false, why);
      this.live = undefined;
      // oxlint-disable-next-line no-await-in-loop
      await sleep(this.#wait, undefined, { signal }).catch(() => {});
      this.#wait = Math.min(2 * this.#wait, retryMsMax);
    }
  }

  close(): void {
    this.#end.abort();
  }

  /** Read the stream to its end; returns why it ended. */
  async #attempt(): Promise<string> {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, silence.signal]);
    let timer = setTimeout(() => silence.abort(), silentMs);
    try {
      const response = await fetch(`${this.url}/api/live`, { signal, redirect: "error" });
      if (!response.ok || response.body === null) return `it answered ${response.status}`;
      const messages = new Messages();
      const decoder = new TextDecoder();
      for await (const piece of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silentMs);
        for (const data of messages.take(decoder.decode(piece, { stream: true }))) this.#take(data);
      }
      return "its stream ended";
    } catch (error) {
      return silence.signal.aborted ? "it was silent" : reasonOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #take(data: string): void {
    const said: unknown = JSON.parse(data);
    if (!isSent(said)) throw new Error("it sent what is no status");
    if (this.live === undefined) this.#onChange(true, "");
    this.system = said.system;
    this.live = said;
    this.#wait = retryMs;
  }
}

function isSent(said: unknown): said is Sent {
  return typeof said === "object" && said !== null && "system" in said && typeof said.system === "string";
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return "it cannot be reached";
}
