import { setTimeout as pause } from "node:timers/promises";
import fastify from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DataSource, Folder, SaveDashboard, StoredAnnotation } from "../api/client.js";
import { Description } from "../api/description.js";

/** What goes wrong at the next requests that fit. */
export interface Trouble {
  /** Which requests: `POST /api/folders`, or a beginning of it. */
  readonly at: string;
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** How often; 1 if it is left out. */
  times?: number;
}

interface Kept {
  dashboard: Record<string, unknown> & { readonly uid: string };
  folderUid: string;
  version: number;
  provisioned: boolean;
}

/** The answer to one request. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * A server that stands in for Grafana in tests. It follows the description of the API: a request that is not as described is a fault
 * that the test sees in `faults`. Folders, dashboards and annotations are kept in memory, as Grafana's documentation says they are.
 */
export class StandIn {
  /** Every request: method and path, without the query. */
  readonly requests: string[] = [];
  /** Requests that the description does not allow, and answers of our own that it does not. */
  readonly faults: string[] = [];
  readonly folders: Folder[] = [];
  readonly dashboards = new Map<string, Kept>();
  readonly annotations: StoredAnnotation[] = [];
  sources: DataSource[] = [{ uid: "prom", name: "Prometheus", type: "prometheus" }];
  /** Fields that it adds to a dashboard when it is read, as a newer version would. */
  adds: Readonly<Record<string, unknown>> = {};
  readonly #description = new Description();
  readonly #server: FastifyInstance = fastify({ logger: false });
  readonly #troubles: Trouble[] = [];
  readonly #token: string;
  #url = "";

  constructor(token: string) {
    this.#token = token;
    this.#server.all("/*", (request, reply) => this.#serve(request, reply));
  }

  get url(): string {
    return this.#url;
  }

  /** Requests that write. */
  get writes(): readonly string[] {
    return this.requests.filter((request) => !request.startsWith("GET "));
  }

  async start(): Promise<this> {
    this.#url = await this.#server.listen({ host: "127.0.0.1", port: 0 });
    return this;
  }

  async stop(): Promise<void> {
    this.#server.server.closeAllConnections();
    await this.#server.close();
  }

  trouble(trouble: Trouble): void {
    this.#troubles.push({ ...trouble });
  }

  async #serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const url = new URL(request.url, "http://stand-in");
    const name = `${request.method} ${url.pathname}`;
    this.requests.push(name);
    const trouble = this.#troubles.find(({ at, times = 1 }) => name.startsWith(at) && times > 0);
    if (trouble !== undefined) {
      trouble.times = (trouble.times ?? 1) - 1;
      if (trouble.delayMs !== undefined) await pause(trouble.delayMs);
      if (trouble.status !== undefined) {
        return reply
          .code(trouble.status)
          .headers({ "content-type": "application/json", ...trouble.headers })
          .send(trouble.body ?? '{"message":"trouble"}');
      }
    }
    const { status, body } = this.#answer(request, url);
    return reply.code(status).send(body);
  }

  #answer(request: FastifyRequest, url: URL): Answer {
    const method = request.method.toLowerCase();
    const found = this.#route(url.pathname);
    const operation = found === undefined ? undefined : this.#description.paths[found.path]?.[method];
    if (found === undefined || operation === undefined)
      return this.#fault(`${method} ${url.pathname} is not described`);
    const known = new Set((operation.parameters ?? []).map((parameter) => parameter.name));
    for (const key of url.searchParams.keys()) if (!known.has(key)) return this.#fault(`${found.path} has no ${key}`);
    const wrong = this.#description.wrongRequest(found.path, method, request.body ?? undefined);
    if (wrong !== undefined) return this.#fault(`${method} ${found.path}: ${wrong}`);
    if (found.path !== "/api/health" && request.headers.authorization !== `Bearer ${this.#token}`) {
      return { status: 401, body: { message: "Invalid API key" } };
    }
    const answer = this.#work(`${method} ${found.path}`, found.uid, url.searchParams, request.body);
    const mine = this.#description.wrongAnswer(found.path, method, answer.status, answer.body);
    if (mine !== undefined) this.faults.push(`own answer to ${method} ${found.path}: ${mine}`);
    return answer;
  }

  #fault(what: string): Answer {
    this.faults.push(what);
    return { status: 400, body: { message: what } };
  }

  /** The described path that a path is one of, and the identity in it. */
  #route(pathname: string): { readonly path: string; readonly uid: string } | undefined {
    if (Object.hasOwn(this.#description.paths, pathname)) return { path: pathname, uid: "" };
    const uid = /^\/api\/dashboards\/uid\/([^/]+)$/.exec(pathname)?.[1];
    return uid === undefined ? undefined : { path: "/api/dashboards/uid/{uid}", uid: decodeURIComponent(uid) };
  }

  #work(what: string, uid: string, query: URLSearchParams, body: unknown): Answer {
    switch (what) {
      case "get /api/health":
        return { status: 200, body: { database: "ok", version: "12.1.0", commit: "0" } };
      case "get /api/datasources":
        return { status: 200, body: this.sources };
      case "get /api/folders":
        return { status: 200, body: this.folders };
      case "post /api/folders":
        return this.#makeFolder(taken<Folder>(body));
      case "get /api/search":
        return { status: 200, body: this.#search(query.getAll("tag"), query.getAll("folderUIDs")) };
      case "get /api/dashboards/uid/{uid}":
        return this.#read(uid);
      case "post /api/dashboards/db":
        return this.#save(taken<SaveDashboard>(body));
      case "get /api/annotations": {
        const tags = query.getAll("tags");
        const fit = this.annotations.filter((one) => tags.every((tag) => one.tags.includes(tag)));
        return { status: 200, body: fit.slice(0, Number(query.get("limit") ?? 100)) };
      }
      case "post /api/annotations": {
        const id = this.annotations.length + 1;
        this.annotations.push({ ...taken<Omit<StoredAnnotation, "id">>(body), id });
        return { status: 200, body: { id, message: "Annotation added" } };
      }
      default:
        return this.#fault(`${what} is described, and nothing does it`);
    }
  }

  #makeFolder({ uid, title }: Folder): Answer {
    if (this.folders.some((one) => one.uid === uid)) {
      return { status: 412, body: { message: "a folder with that uid exists" } };
    }
    this.folders.push({ uid, title });
    return { status: 200, body: { uid, title } };
  }

  #search(tags: readonly string[], folders: readonly string[]): unknown {
    return [...this.dashboards.values()]
      .filter((one) => folders.length === 0 || folders.includes(one.folderUid))
      .filter((one) => tags.every((tag) => Array.isArray(one.dashboard["tags"]) && one.dashboard["tags"].includes(tag)))
      .map(({ dashboard }) => ({
        uid: dashboard.uid,
        title: dashboard["title"],
        type: "dash-db",
        tags: dashboard["tags"],
      }));
  }

  #read(uid: string): Answer {
    const kept = this.dashboards.get(uid);
    if (kept === undefined) return { status: 404, body: { message: "Dashboard not found" } };
    const { dashboard, folderUid, version, provisioned } = kept;
    const meta = { folderUid, version, provisioned, url: `/d/${uid}` };
    return { status: 200, body: { dashboard: { ...this.adds, ...dashboard, id: 7, version }, meta } };
  }

  #save({ dashboard, folderUid = "", overwrite }: SaveDashboard): Answer {
    const before = this.dashboards.get(dashboard.uid);
    if (before !== undefined && !overwrite) {
      return {
        status: 412,
        body: { status: "version-mismatch", message: "the dashboard has been changed by someone else" },
      };
    }
    if (!this.folders.some(({ uid }) => uid === folderUid))
      return { status: 400, body: { message: "folder not found" } };
    const version = (before?.version ?? 0) + 1;
    this.dashboards.set(dashboard.uid, { dashboard: { ...dashboard }, folderUid, version, provisioned: false });
    return {
      status: 200,
      body: { uid: dashboard.uid, url: `/d/${dashboard.uid}`, status: "success", version },
    };
  }
}

/** A body that was compared with its description. */
function taken<T>(body: unknown): T;
function taken(body: unknown): unknown {
  return body;
}
