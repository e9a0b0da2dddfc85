import { pino, type Logger } from "pino";
import type { FastifyInstance } from "fastify";
import type { CommonOptions } from "./command-line.js";
import { RespinError } from "@respin/systems";
import type { Life } from "./http/server.js";
import { told } from "./told.js";

/** What a program's exit code says. */
const exit = { usage: 2, failed: 3, signalled: 128 } as const;

/** After so long, whatever is not over is ended: the whole stop takes less than five seconds. */
const stopMs = 4000;

/** Milliseconds for requests that are in progress when it stops. */
const patienceMs = 1500;

/** What a program does, once its process is set up. */
export interface Running {
  readonly app: FastifyInstance;
  /** What takes long and comes after the port is open: booting. */
  readonly boot: () => Promise<void> | void;
  /** The end of all but the server. */
  readonly stop: () => Promise<void>;
}

/** The command line's options, or the end of the process: one line, exit 2. */
export function optionsOrExit<Options>(parse: (words: readonly string[]) => Options): Options {
  try {
    return parse(process.argv.slice(2));
  } catch (error) {
    const { code, message } = told(error);
    process.stderr.write(`${code}  ${message}\n`);
    return process.exit(error instanceof RespinError && error.usage ? exit.usage : exit.failed);
  }
}

/** The log: JSON lines on standard output, each written before anything else happens. */
export function makeLog(level: string, name: string): Logger {
  const base = { system: name, pid: process.pid };
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 1, sync: true }));
}

/**
 * Run a program until a signal or its time ends it: exit 0 within five seconds, whatever is open; a second signal ends it at once.
 * What nobody caught is one line of the log, and exit 3.
 */
export async function run(log: Logger, life: Life, options: CommonOptions, start: () => Running): Promise<void> {
  process.on("uncaughtException", (error) => fail(log, error));
  process.on("unhandledRejection", (error) => fail(log, error));
  let stopping = false;
  const ready = (async () => {
    const running = start();
    const { host, port } = options;
    await running.app.listen({ host, port }).catch((error: unknown) => {
      throw cannotListen(host, port, error);
    });
    log.info({ url: urlOf(running.app, host) }, "listening");
    await running.boot();
    if (life.phase === "booting") life.phase = "ready";
    log.info("ready");
    return running;
  })();
  const stop = (why: string): void => {
    stopping = true;
    life.phase = "stopping";
    log.info({ why }, "stopping");
    setTimeout(() => {
      log.warn({ code: "RSP_STOP_FORCED" }, "what was in progress did not end in time, and was ended");
      process.exit(0);
    }, stopMs);
    ready
      .then(async ({ app, stop: end }) => {
        await end();
        // Who holds a connection open with half a request has no more time than the others.
        setTimeout(() => app.server.closeAllConnections(), patienceMs).unref();
        await app.close();
        log.info("stopped");
        process.exit(0);
      })
      .catch((error: unknown) => fail(log, error));
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(exit.signalled + (signal === "SIGTERM" ? 15 : 2));
      stop(signal);
    });
  }
  if (options.forSeconds !== undefined) setTimeout(() => stopping || stop("--for"), options.forSeconds * 1000);
  await ready.catch((error: unknown) => fail(log, error));
}

/** The end of a program that cannot go on. */
export function fail(log: Logger, error: unknown): never {
  const { code, message } = told(error);
  log.fatal(
    { code, ...(process.env["RESPIN_DEBUG"] === "1" && error instanceof Error ? { stack: error.stack } : {}) },
    message,
  );
  return process.exit(exit.failed);
}

function cannotListen(host: string, port: number, error: unknown): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") {
    return new RespinError(
      "RSP_PORT_IN_USE",
      `port ${port} of ${host} is another program's: choose another with --port, or 0 for any`,
      {
        cause: error,
      },
    );
  }
  return new RespinError(
    "RSP_PORT_REFUSED",
    `cannot listen on port ${port} of ${host} (${code}): choose another --host or --port`,
    {
      cause: error,
    },
  );
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
