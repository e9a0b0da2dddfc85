import { reasonOf, RespinError } from "@respin/experiment";

/** Milliseconds for one question. */
const TIMEOUT_MS = 10_000;

/** What came of a query: how many series it has, and how many of them hold a number; or why Prometheus does not take it. */
export type Asked = { readonly series: number; readonly numbers: number } | { readonly wrong: string };

/** A stretch of time, in seconds since 1970. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/**
 * A client of the four questions that are asked of a Prometheus. Each throws RSP_PROMETHEUS_UNREACHABLE where nobody answers, and
 * RSP_PROMETHEUS_ANSWER where it is no Prometheus that does; the constructor RSP_PROMETHEUS_URL.
 */
export class Prometheus {
  readonly url: string;

  constructor(text: string) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
      const what = url === undefined ? JSON.stringify(text) : `${url.protocol}//${url.host}`;
      const message = `${what} is no address of a Prometheus; give one such as http://127.0.0.1:9090`;
      throw new RespinError("RSP_PROMETHEUS_URL", message, { usage: true });
    }
    this.url = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  }

  /** An expression at the newest moment. */
  async now(query: string): Promise<Asked> {
    return counted(await this.#ask("/api/v1/query", { query }));
  }

  /** An expression over time. */
  async over(query: string, { start, end, step }: Stretch): Promise<Asked> {
    const asked = { query, start: String(start), end: String(end), step: String(step) };
    return counted(await this.#ask("/api/v1/query_range", asked));
  }

  /** The values that a label of some series has. */
  async labelValues(label: string, selector: string, { start, end }: Stretch): Promise<readonly string[]> {
    const asked = { "match[]": selector, start: String(start), end: String(end) };
    const { data } = await this.#ask(`/api/v1/label/${encodeURIComponent(label)}/values`, asked, "GET");
    return Array.isArray(data) ? data.filter((value) => typeof value === "string") : [];
  }

  /** How many single operations belong to the histograms of an expression. */
  async exemplars(query: string, { start, end }: Stretch): Promise<number> {
    const { data } = await this.#ask("/api/v1/query_exemplars", { query, start: String(start), end: String(end) });
    if (!Array.isArray(data)) return 0;
    const counts = data.map((series: unknown) => lengthOf(fieldOf(series, "exemplars")));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #ask(path: string, asked: Readonly<Record<string, string>>, method = "POST"): Promise<Answer> {
    const words = new URLSearchParams(asked);
    const url = `${this.url}${path}${method === "GET" ? `?${words.toString()}` : ""}`;
    let text: string;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { method, signal, ...(method === "GET" ? {} : { body: words }) });
      text = await response.text();
    } catch (error) {
      const why = error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
      const message = `Prometheus at ${this.url} cannot be reached (${why}); is it running, and is --prometheus right?`;
      throw new RespinError("RSP_PROMETHEUS_UNREACHABLE", message, { cause: error });
    }
    return this.#answer(text, path);
  }

  #answer(text: string, path: string): Answer {
    const answer = parsed(text);
    const status = fieldOf(answer, "status");
    if (status === "success") return { data: fieldOf(answer, "data"), wrong: undefined };
    const wrong = fieldOf(answer, "error");
    if (status === "error" && typeof wrong === "string") return { data: undefined, wrong };
    const message = `what answers ${path} at ${this.url} is no Prometheus; give the address of one, without a page's path`;
    throw new RespinError("RSP_PROMETHEUS_ANSWER", message);
  }
}

interface Answer {
  readonly data: unknown;
  readonly wrong: string | undefined;
}

function counted({ data, wrong }: Answer): Asked {
  if (wrong !== undefined) return { wrong };
  const result = fieldOf(data, "result");
  if (!Array.isArray(result)) return { series: 0, numbers: 0 };
  // A scalar is one pair of a time and a value.
  if (fieldOf(data, "resultType") === "scalar") return { series: 1, numbers: isNumber(result) ? 1 : 0 };
  const numbers = result.filter((series: unknown) => {
    const values: unknown = fieldOf(series, "values") ?? [fieldOf(series, "value")];
    return Array.isArray(values) && values.some(isNumber);
  });
  return { series: result.length, numbers: numbers.length };
}

/** Whether a pair of a time and a value holds a number: 0 / 0 is none. */
function isNumber(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[1] === "string" && pair[1] !== "NaN";
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
