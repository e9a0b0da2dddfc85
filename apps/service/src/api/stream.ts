import type { FastifyInstance } from "fastify";
import type { Streams } from "../http/streams.js";

/** `GET /api/live`. Who asks for its head alone gets no stream. */
export function addStream(app: FastifyInstance, live: Streams): void {
  app.get("/api/live", { exposeHeadRoute: false }, (_request, reply) => {
    live.open(reply);
    return reply;
  });
  app.head("/api/live", (_request, reply) => reply.type("text/event-stream; charset=utf-8").send());
}
