import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { requireToken } from "../http/token.js";
import type { ServedSystem } from "../machine/served-system.js";
import { Refused } from "../refused.js";

interface Named {
  Params: { name: string };
}

const config = { changes: true };

/** The routes that change the system. Each wants the token. */
export function addChanging(
  app: FastifyInstance,
  options: { readonly served: () => ServedSystem; readonly token: string | undefined; readonly log: Logger },
): void {
  const { served, token, log } = options;
  void app.register(async (scope) => {
    await requireToken(scope, token);
    void scope.register(async (inner) => addExtensions(inner, served, log));
    void scope.register(async (inner) => addWorkload(inner, served, log));
  });
}

/** Loading, replacing and unloading extensions. */
function addExtensions(app: FastifyInstance, served: () => ServedSystem, log: Logger): void {
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.post<{ Querystring: Record<string, unknown> }>("/api/extensions", { config }, (request, reply) => {
    const { name } = request.query;
    if (typeof name !== "string") {
      throw new Refused(
        400,
        "RSP_EXTENSION_NAME",
        "the extension has no name: give one, as in /api/extensions?name=gatekeeper",
      );
    }
    served().extensions.load(name, bytesOf(request.body));
    log.info({ extension: name }, "extension loaded");
    return reply.code(201).send({ name });
  });
  app.put<Named>("/api/extensions/:name", { config }, (request) => {
    const { name } = request.params;
    served().extensions.replace(name, bytesOf(request.body));
    log.info({ extension: name }, "extension replaced");
    return { name };
  });
  app.delete<Named>("/api/extensions/:name", { config }, (request, reply) => {
    const { name } = request.params;
    served().extensions.unload(name);
    log.info({ extension: name }, "extension unloaded");
    return reply.code(204).send();
  });
}

/** Starting and stopping workloads. */
function addWorkload(app: FastifyInstance, served: () => ServedSystem, log: Logger): void {
  app.addContentTypeParser("application/json", { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
  app.put("/api/workload", { config }, (request) => {
    const { name, rate } = workloadOf(request.body);
    served().start(name, rate);
    log.info({ workload: name, rate }, "workload started");
    return { name, rate };
  });
  app.delete("/api/workload", { config }, (_request, reply) => {
    served().stop();
    log.info("workload stopped");
    return reply.code(204).send();
  });
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array && body.length > 0) return body;
  throw new Refused(400, "RSP_BODY", "the body is empty: send an object file, as respinc build writes it");
}

function workloadOf(body: unknown): { name: string; rate: number } {
  if (typeof body === "object" && body !== null && "name" in body && "rate" in body) {
    const { name, rate } = body;
    if (typeof name === "string" && typeof rate === "number" && Object.keys(body).length === 2) return { name, rate };
  }
  throw new Refused(400, "RSP_BODY", 'the body is no workload: send JSON such as {"name":"transactions","rate":50}');
}
