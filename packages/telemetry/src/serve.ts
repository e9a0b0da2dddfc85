import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { RespinError } from "@respin/hardware";

/** What is scraped: a prom-client `Registry`, or anything that answers like one. */
export interface MetricsSource {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** A running `/metrics` endpoint. */
export interface MetricsServer {
  readonly port: number;
  readonly url: string;
  /** Stops listening and drops open connections; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` on the loopback interface; anything else is answered 404 without a body.
 * Port 0 takes any free port. The endpoint does not keep the process alive: it ends with the run.
 * Throws RSP_PORT_IN_USE, RSP_PORT_REFUSED.
 */
export async function serveMetrics(port: number, source: MetricsSource): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(source, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(port, error)));
    server.listen(port, "127.0.0.1", resolve);
  });
  server.unref();
  const address = server.address();
  const actual = address !== null && typeof address === "object" ? address.port : port;
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(source: MetricsSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "GET" || path !== "/metrics") {
    response.writeHead(404).end();
    return;
  }
  const body = await source.metrics();
  response.writeHead(200, { "content-type": source.contentType }).end(body);
}

function cannotListen(port: number, error: NodeJS.ErrnoException): RespinError {
  return error.code === "EADDRINUSE"
    ? new RespinError(
        "RSP_PORT_IN_USE",
        `cannot serve metrics on port ${port}: another program listens there; choose another port with --metrics`,
        { usage: true, cause: error },
      )
    : new RespinError(
        "RSP_PORT_REFUSED",
        `cannot serve metrics on port ${port} (${error.code ?? error.message}); choose another port with --metrics`,
        { usage: true, cause: error },
      );
}
