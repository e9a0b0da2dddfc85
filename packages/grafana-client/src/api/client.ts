import { RespinError } from "@respin/hardware";
import createClient from "openapi-fetch";
import type { Client } from "openapi-fetch";
import { Description } from "./description.js";
import { Problems } from "./problems.js";
import { PATIENCE, requestName, send } from "./transport.js";
import type { Patience } from "./transport.js";
import type { components, paths } from "./types.gen.js";

type Schemas = components["schemas"];
export type DataSource = Schemas["DataSource"];
export type Folder = Schemas["Folder"];
export type Found = Schemas["Found"];
export type Health = Schemas["Health"];
export type StoredAnnotation = Schemas["Annotation"];
export type NewAnnotation = Schemas["NewAnnotation"];
export type SavedDashboard = Schemas["SavedDashboard"];
export type SaveDashboard = Schemas["SaveDashboard"];
export type StoredDashboard = Schemas["StoredDashboard"];

export interface GrafanaOptions {
  /** Its address, as a browser's line has it for its first page: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Of a service account. Stands in no message. Without one, only what anybody may do is done. */
  readonly token?: string;
  readonly patience?: Partial<Patience>;
}

/** What openapi-fetch gives back, with an error that is not looked at yet. */
interface Outcome<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** As many folders, and as many findings, as one request may ask for. */
const FOLDERS_MAX = 1_000;
const FOUND_MAX = 5_000;

/**
 * A client of the few endpoints of Grafana's HTTP API that are needed. Each answer is compared with the description of the API before
 * it is believed.
 *
 * Every method throws RSP_GRAFANA_UNREACHABLE, RSP_GRAFANA_ANSWER, RSP_GRAFANA_TOKEN, RSP_GRAFANA_REFUSED, RSP_GRAFANA_FAILED; the
 * constructor RSP_GRAFANA_URL and RSP_GRAFANA_TOKEN.
 */
export class Grafana {
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly #client: Client<paths>;
  readonly #problems: Problems;

  constructor({ url, token, patience }: GrafanaOptions) {
    this.url = checkedUrl(url);
    this.#problems = new Problems(this.url, checkedToken(token));
    const whole: Patience = { ...PATIENCE, ...patience };
    const description = new Description();
    this.#client = createClient<paths>({
      baseUrl: this.url,
      headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      fetch: (request) => send(request, whole, this.#problems),
    });
    this.#client.use({
      onResponse: async ({ request, response, schemaPath }) => {
        if (!response.ok) return;
        const name = requestName(request);
        const body = parsed(await response.clone().text());
        if (body === undefined) throw this.#problems.answer(name, "is not JSON");
        const wrong = description.wrongAnswer(schemaPath, request.method.toLowerCase(), response.status, body.json);
        if (wrong !== undefined) throw this.#problems.answer(name, `is not Grafana's: ${wrong}`);
      },
    });
  }

  /** Whether it is well, and its version. */
  async health(): Promise<Health> {
    return this.#taken("GET /api/health", await this.#client.GET("/api/health"));
  }

  /** Dashboards (`dash-db`) or folders (`dash-folder`) by tag and place. */
  async search(query: {
    readonly type: "dash-db" | "dash-folder";
    readonly tags?: readonly string[];
    readonly folders?: readonly string[];
  }): Promise<readonly Found[]> {
    const { type, tags = [], folders = [] } = query;
    const asked = { type, tag: [...tags], folderUIDs: [...folders], limit: FOUND_MAX };
    return this.#taken("GET /api/search", await this.#client.GET("/api/search", { params: { query: asked } }));
  }

  /** Folders that are in no other. */
  async folders(): Promise<readonly Folder[]> {
    const asked = { params: { query: { limit: FOLDERS_MAX } } };
    return this.#taken("GET /api/folders", await this.#client.GET("/api/folders", asked));
  }

  /** Makes a folder; undefined where one of that identity or title is there. */
  async makeFolder(folder: Schemas["NewFolder"]): Promise<Folder | undefined> {
    const outcome = await this.#client.POST("/api/folders", { body: folder });
    if (outcome.response.status === 409 || outcome.response.status === 412) return undefined;
    return this.#taken(`POST /api/folders (${folder.title})`, outcome);
  }

  /** The dashboard of an identity; undefined: there is none. */
  async dashboard(uid: string): Promise<StoredDashboard | undefined> {
    const outcome = await this.#client.GET("/api/dashboards/uid/{uid}", { params: { path: { uid } } });
    return outcome.response.status === 404 ? undefined : this.#taken(`GET /api/dashboards/uid/${uid}`, outcome);
  }

  /** Makes a dashboard, or writes over the one of the same identity if `overwrite` is set. */
  async saveDashboard(save: SaveDashboard): Promise<SavedDashboard> {
    const outcome = await this.#client.POST("/api/dashboards/db", { body: save });
    return this.#taken(`POST /api/dashboards/db (${save.dashboard.uid})`, outcome);
  }

  async dataSources(): Promise<readonly DataSource[]> {
    return this.#taken("GET /api/datasources", await this.#client.GET("/api/datasources"));
  }

  /** Annotations that have all the tags, at most `limit`. */
  async annotations(tags: readonly string[], limit = 100): Promise<readonly StoredAnnotation[]> {
    const asked = { params: { query: { tags: [...tags], type: "annotation" as const, limit } } };
    return this.#taken("GET /api/annotations", await this.#client.GET("/api/annotations", asked));
  }

  async annotate(annotation: NewAnnotation): Promise<void> {
    this.#taken("POST /api/annotations", await this.#client.POST("/api/annotations", { body: annotation }));
  }

  #taken<T>(request: string, { data, error, response }: Outcome<T>): T {
    const { status } = response;
    if (response.ok && data !== undefined) return data;
    const said = messageOf(error);
    if (status === 401 || status === 403) throw this.#problems.token(request, status, said);
    if (status >= 500 || status === 429) throw this.#problems.failed(request, status, said);
    if (response.ok) throw this.#problems.answer(request, "is empty");
    throw this.#problems.refused(request, status, said);
  }
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What Grafana says of an error. A page in HTML says nothing that fits a line. */
function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") {
    return error.message;
  }
  return typeof error === "string" && error !== "" && !error.trimStart().startsWith("<") ? error : "it says no more";
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw wrongUrl(`${JSON.stringify(text)} is no address of a Grafana; give one such as http://127.0.0.1:3000`);
  }
  if (url.username !== "" || url.password !== "") {
    throw wrongUrl(`the address of ${url.host} holds a name or password; give a token in GRAFANA_TOKEN instead`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function wrongUrl(message: string): RespinError {
  return new RespinError("RSP_GRAFANA_URL", message, { usage: true });
}

function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  const message =
    "the token for Grafana is empty or holds characters that none has; copy it again, without spaces or line breaks";
  throw new RespinError("RSP_GRAFANA_TOKEN", message, { usage: true });
}
