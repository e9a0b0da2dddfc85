import { RespinError } from "@respin/hardware";

/** Longer than this, what Grafana says of an error is cut. */
const LETTERS_MAX = 200;

// What a line must not hold: it would be more than one, or move the cursor.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f]+/g;

/**
 * Makes the errors of one client.
 *
 * Invariant W2: the token stands in no message, whoever repeats it.
 *   Kept by: `clean`, which all that others say goes through; no error of the network becomes a cause. Attacked by: client.test.ts
 */
export class Problems {
  readonly #where: string;
  readonly #token: string | undefined;

  constructor(where: string, token: string | undefined) {
    this.#where = where;
    this.#token = token;
  }

  /** Nobody answers, or not in time. */
  unreachable(request: string, why: string): RespinError {
    const message = `Grafana at ${this.#where} cannot be reached (${request}: ${this.clean(why)}); is it running, and is --url right?`;
    return new RespinError("RSP_GRAFANA_UNREACHABLE", message);
  }

  /** An answer that Grafana would not give: that of another server, or of a proxy before it. */
  answer(request: string, what: string): RespinError {
    const message = `the answer of ${this.#where} to ${request} ${this.clean(what)}; is --url the address of a Grafana, without a page's path?`;
    return new RespinError("RSP_GRAFANA_ANSWER", message);
  }

  /** The token is missing, wrong, or not allowed this. */
  token(request: string, status: number, said: string): RespinError {
    const given = this.#token === undefined ? "no token was given" : "the token that was given does not do";
    const message = `Grafana at ${this.#where} does not allow ${request} (${status}, ${this.clean(said)}): ${given}; set GRAFANA_TOKEN to that of a service account that is an Editor`;
    return new RespinError("RSP_GRAFANA_TOKEN", message, { usage: true });
  }

  /** Grafana does not do what it is asked: 4xx. */
  refused(request: string, status: number, said: string): RespinError {
    const message = `Grafana at ${this.#where} refuses ${request} (${status}): ${this.clean(said)}; see to what it names, then try again`;
    return new RespinError("RSP_GRAFANA_REFUSED", message);
  }

  /** Grafana failed: 5xx. */
  failed(request: string, status: number, said: string): RespinError {
    const message = `Grafana at ${this.#where} failed at ${request} (${status}): ${this.clean(said)}; its own log says why; try again later`;
    return new RespinError("RSP_GRAFANA_FAILED", message);
  }

  /** One short line without the token. */
  clean(text: string): string {
    const line = text.replace(CONTROLS, " ").trim();
    const hidden = this.#token === undefined ? line : line.replaceAll(this.#token, "(the token)");
    return hidden.length <= LETTERS_MAX ? hidden : `${hidden.slice(0, LETTERS_MAX)}...`;
  }
}

/** Why a request came to nothing, as the system says it: `ECONNREFUSED`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (cause instanceof Error) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    return code === "" ? cause.message : code;
  }
  return error.message;
}
