import type { FastifyInstance } from "fastify";

/** What is scraped: a registry, or what stands before one. */
export interface Scraped {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** Milliseconds for which a text is given to whoever asks. */
const freshMs = 100;

/**
 * `GET /metrics`. To make the text takes milliseconds of the processor, which are the workload's: it is made at most ten times a second,
 * however many ask.
 */
export function addMetrics(app: FastifyInstance, scraped: () => Scraped): void {
  let last: { readonly until: number; readonly text: Promise<string> } | undefined;
  app.get("/metrics", async (_request, reply) => {
    const now = performance.now();
    if (last === undefined || last.until <= now) last = { until: now + freshMs, text: scraped().metrics() };
    return reply.type(scraped().contentType).send(await last.text);
  });
}
