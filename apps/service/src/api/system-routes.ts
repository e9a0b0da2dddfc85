import type { FastifyInstance } from "fastify";
import type { Streams } from "../http/streams.js";
import { securityHeaders } from "../http/server.js";
import type { ServedSystem } from "../machine/served-system.js";
import { Refused } from "../refused.js";

/** The routes that look and change nothing. */
export function addLooking(app: FastifyInstance, served: () => ServedSystem, live: Streams): void {
  app.get("/metrics", async (_request, reply) => {
    const { registry } = served().metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  app.get("/api/status", () => served().status());
  app.get("/api/events", async () => ({ events: await served().events() }));
  app.get<{ Params: { id: string } }>("/api/operations/:id", (request) => {
    const { id } = request.params;
    const found = /^[1-9]\d{0,14}$/.test(id) ? served().operations.find(Number(id)) : undefined;
    if (found !== undefined) return found;
    throw new Refused(
      404,
      "RSP_OPERATION_UNKNOWN",
      `operation ${JSON.stringify(id)} is not remembered: the newest, the slowest and the newest of each duration are`,
    );
  });
  addStream(app, live);
}

/** `GET /api/live`. Who asks for its head alone gets no stream. */
export function addStream(app: FastifyInstance, live: Streams): void {
  app.get("/api/live", { exposeHeadRoute: false }, async (_request, reply) => {
    await live.open(reply);
    return reply;
  });
  app.head("/api/live", (_request, reply) =>
    reply.headers({ ...securityHeaders, "content-type": "text/event-stream; charset=utf-8" }).send(),
  );
}
