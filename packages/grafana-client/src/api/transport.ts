import { setTimeout as pause } from "node:timers/promises";
import { RespinError } from "@respin/hardware";
import { reasonOf } from "./problems.js";
import type { Problems } from "./problems.js";

/** How long and how often a request is tried. */
export interface Patience {
  /** Of one try, from the request to the end of the answer. */
  readonly timeoutMs: number;
  /** Tries of a request that may be repeated. */
  readonly tries: number;
  /** Before the second try; twice as long before each further one. */
  readonly pauseMs: number;
}

export const PATIENCE: Patience = { timeoutMs: 10_000, tries: 4, pauseMs: 250 };

/** A server that asks for a longer pause than this gets no further try. */
const PAUSE_MS_MAX = 5_000;

/** A Grafana with thousands of dashboards answers with less than this. */
const BYTES_MAX = 32 << 20;

/** What passes by itself: too many requests, or a server behind a proxy that is starting. */
const PASSING = new Set([429, 502, 503]);

/** The method and path of a request, as messages name it. */
export function requestName(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname}`;
}

/**
 * Sends a request, with an end in time and size, and reads the whole answer. Only a GET is sent again, and only after an answer that
 * says the trouble may pass: whether a POST that was not answered has been done, nobody knows.
 *
 * Throws RSP_GRAFANA_UNREACHABLE, RSP_GRAFANA_ANSWER.
 */
export async function send(request: Request, patience: Patience, problems: Problems): Promise<Response> {
  for (let tried = 1; ; tried++) {
    const response = await sendOnce(request, patience, problems);
    if (request.method !== "GET" || !PASSING.has(response.status) || tried >= patience.tries) return response;
    const waitMs = pauseMsBefore(tried, response, patience);
    if (waitMs > PAUSE_MS_MAX) return response;
    await pause(waitMs);
  }
}

function pauseMsBefore(tried: number, response: Response, { pauseMs }: Patience): number {
  const asked = response.headers.get("retry-after");
  return asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) * 1_000 : pauseMs * 2 ** (tried - 1);
}

async function sendOnce(request: Request, { timeoutMs }: Patience, problems: Problems): Promise<Response> {
  const name = requestName(request);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // A redirect would take the token to a place that nobody named.
    const response = await fetch(request, { signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400) {
      throw problems.answer(name, `is a redirect to ${location ?? "nowhere"}`);
    }
    const text = await textOf(response, () => problems.answer(name, `is larger than ${BYTES_MAX >> 20} MB`));
    const { status } = response;
    const retryAfter = response.headers.get("retry-after");
    const headers: Record<string, string> = retryAfter === null ? {} : { "retry-after": retryAfter };
    return new Response(status === 204 ? null : text, { status, headers });
  } catch (error) {
    if (error instanceof RespinError) throw error;
    throw problems.unreachable(name, signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error));
  }
}

async function textOf(response: Response, tooLarge: () => RespinError): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
