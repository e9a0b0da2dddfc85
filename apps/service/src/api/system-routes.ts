import type { FastifyInstance } from "fastify";
import type { Streams } from "../http/streams.js";
import type { ServedSystem } from "../machine/served-system.js";
import { Refused } from "../refused.js";
import { addStream } from "./stream.js";

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
