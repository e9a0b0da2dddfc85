import { createServer } from "node:http";
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Refused } from "../refused.js";
import type { Bounds } from "./bounds.js";
import { answerClientError, answerError, pathOf } from "./errors.js";
import { asksLoopback, isLoopback } from "./host.js";
import { securityHeaders } from "./security-headers.js";
import { RoutesTable } from "./routes-table.js";

/** Where a program is in its life. */
export interface Life {
  phase: "booting" | "ready" | "stopping";
}

export interface ServerOptions {
  readonly log: Logger;
  readonly life: Life;
  /** The address that it listens on. */
  readonly host: string;
  readonly bounds: Bounds;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route answers while the program boots. */
    readonly always?: boolean;
    /** Whether it changes state. */
    readonly changes?: boolean;
  }
}

/** Who started this process calls it this, to know it again when another process may have its number. */
const instance = process.env["RESPIN_INSTANCE"];

/** How often the server looks for connections that are too slow. */
const checkMs = 500;

/**
 * A server with everything that both programs have in common: bounds, errors in one form, headers, the check of the host's name, and
 * the routes /healthz and /readyz.
 *
 * Invariant S2: a request that is refused has changed nothing.
 *   Kept by: every refusal is made before the handler runs, or by a handler before its first change. Attacked by: http.test.ts
 */
export function makeServer({ log, life, host, bounds }: ServerOptions): FastifyInstance {
  // Of the server's own lines only those that somebody has to see: a line for each request would be most of the log.
  const loggerInstance: FastifyBaseLogger = log.isLevelEnabled("info") ? log.child({}, { level: "warn" }) : log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bounds.bodyBytes,
    requestTimeout: bounds.requestMs,
    keepAliveTimeout: bounds.keepAliveMs,
    forceCloseConnections: "idle",
    // While it stops, what is asked of it is refused below, in the form of all errors.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
    serverFactory: (handler) => {
      const server = createServer(
        // A request without a host is refused below, in the form of all errors.
        { connectionsCheckingInterval: checkMs, headersTimeout: bounds.headersMs, requireHostHeader: false },
        handler,
      );
      // What a client expects beyond 100-continue changes nothing: it is answered as if it had not said so.
      server.on("checkExpectation", handler);
      server.timeout = bounds.silentMs;
      server.maxConnections = bounds.connections;
      server.requestTimeout = bounds.requestMs;
      server.keepAliveTimeout = bounds.keepAliveMs;
      return server;
    },
  });
  const routes = new RoutesTable();
  const isLocal = isLoopback(host);
  routes.watch(app);
  app.removeAllContentTypeParsers();
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request) => {
    throw routes.refusal(request.method, pathOf(request.raw));
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    if (request.raw.headers.host === undefined && request.raw.httpVersion === "1.1") {
      throw new Refused(400, "RSP_REQUEST", "the request names no host: send the header Host");
    }
    if (isLocal && !asksLoopback(request.raw)) {
      throw new Refused(
        421,
        "RSP_HOST",
        "this service is for this machine alone: ask for it as 127.0.0.1 or localhost",
      );
    }
    // Before anything of a body is read.
    if (request.is404) throw routes.refusal(request.method, pathOf(request.raw));
    const { always = false, changes = false } = request.routeOptions.config;
    if (life.phase === "booting" && !always) throw notReady();
    if (life.phase === "stopping") {
      reply.header("connection", "close");
      if (changes) throw stopping();
    }
  });
  app.get("/healthz", { config: { always: true } }, (_request, reply) => {
    if (instance !== undefined) reply.header("x-respin-instance", instance);
    return { status: "ok" };
  });
  app.get("/readyz", { config: { always: true } }, () => {
    if (life.phase === "booting") throw notReady();
    if (life.phase === "stopping") throw stopping();
    return { ready: true };
  });
  return app;
}

function notReady(): Refused {
  return new Refused(503, "RSP_NOT_READY", "the machine is booting: ask again in a second", { "retry-after": "1" });
}

export function stopping(): Refused {
  return new Refused(503, "RSP_STOPPING", "the service is stopping: start it again with exp up");
}
