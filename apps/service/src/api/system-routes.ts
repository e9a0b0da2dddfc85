import type { FastifyInstance } from "fastify";
import type { Streams } from "../http/streams.js";
import type { ServedSystem } from "../machine/served-system.js";
import { Refused } from "../refused.js";
import { addMetrics } from "./metrics.js";
import { addStream } from "./stream.js";

/** The routes that look and change nothing. */
export function addLooking(app: FastifyInstance, served: () => ServedSystem, live: Streams): void {
  addMetrics(app, () => served().scraped);
  app.get("/api/status", () => served().status());
  app.get("/api/events", () => ({ events: served().events() }));
  app.get<{ Params: { id: string } }>("/api/operations/:id", (request) => {
    const { id } = request.params;
    const found = /^[1-9]\d{0,14}$/.test(id) ? served().operations.find(Number(id)) : undefined;
    if (found !== undefined) return found;
    throw new Refused(
      404,
      "RSP_OPERATION_UNKNOWN",
      `operation ${JSON.stringify(id)} is not remembered: the newest, the slowest and those that exemplars name are`,
    );
  });
  addStream(app, live);
}
