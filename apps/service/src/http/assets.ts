import type { FastifyInstance } from "fastify";
import { Refused } from "../refused.js";
import { readPageFiles } from "../page/assets.js";

/** The routes of a page: `GET /` answers the named file, `GET /assets/*` any that the pages are made of. */
export function addPage(app: FastifyInstance, page: "live.html" | "overview.html"): void {
  const files = readPageFiles();
  const config = { always: true };
  app.get("/", { config }, (_request, reply) => {
    const file = files.get(`/${page}`);
    if (file === undefined) throw new Refused(404, "RSP_ROUTE", `${page} is not there: run pnpm build`);
    return reply.type(file.type).send(file.body);
  });
  // What a client names is looked up, and never becomes a path.
  app.get<{ Params: { "*": string } }>("/assets/*", { config }, (request, reply) => {
    const name = request.params["*"];
    const file = files.get(`/assets/${name}`);
    if (file === undefined) throw new Refused(404, "RSP_ROUTE", `no page has an asset ${JSON.stringify(name)}`);
    return reply.type(file.type).send(file.body);
  });
}
