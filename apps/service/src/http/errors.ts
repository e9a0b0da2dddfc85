import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Refused } from "../refused.js";
import { securityHeaders } from "./security-headers.js";
import { oneLine, told } from "../told.js";

/** The body of every answer that is no success. */
export function errorBody(code: string, message: string): { readonly error: { code: string; message: string } } {
  return { error: { code, message: oneLine(message) } };
}

/** The refusals of the HTTP library, in this program's codes. */
function refusalOf(error: FastifyError | Error): Refused | undefined {
  if (error instanceof Refused) return error;
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (status === 401) {
    return new Refused(
      401,
      "RSP_TOKEN",
      "this changes the system: send the token of the service as Authorization: Bearer TOKEN",
      { "www-authenticate": 'Bearer realm="respin"' },
    );
  }
  if (status === 413) return new Refused(413, "RSP_BODY_SIZE", "the body is larger than 1 MiB: send less");
  if (status === 415) return mediaType();
  if (status === 400 || status === 414) {
    return new Refused(status, "RSP_REQUEST", `the request cannot be read: ${error.message}`);
  }
  return undefined;
}

function mediaType(): Refused {
  return new Refused(
    415,
    "RSP_MEDIA_TYPE",
    "the body has another content type than this route takes: application/octet-stream for an object file, application/json for a workload",
  );
}

/** Answer with an error. One that nobody foresaw is logged, and told without its particulars. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const refused = refusalOf(error);
  // What cannot be read gets here before any hook.
  reply.headers(securityHeaders);
  if (refused === undefined) {
    const { code, message } = told(error);
    request.log.error({ code, url: request.url }, message);
    void reply.code(500).send(errorBody(code, "the request failed: see the log of the service"));
    return;
  }
  void reply.headers(refused.headers).code(refused.status).send(errorBody(refused.code, refused.message));
}

/** Answer what is no request, or came too slowly: there is a socket, and nothing else yet. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words, code, message] = clientErrors[error.code ?? ""] ?? malformed;
  const body = JSON.stringify(errorBody(code, message));
  socket.end(
    `HTTP/1.1 ${status} ${words}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`,
  );
  // Whatever still comes is not read.
  setTimeout(() => socket.destroy(), 1000).unref();
}

type ClientError = readonly [status: number, words: string, code: string, message: string];

const malformed: ClientError = [400, "Bad Request", "RSP_REQUEST", "this is no HTTP request: send one"];
const clientErrors: Readonly<Record<string, ClientError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    "Request Timeout",
    "RSP_SLOW",
    "the request did not arrive in time: send it at once, or over a faster connection",
  ],
  HPE_HEADER_OVERFLOW: [
    431,
    "Request Header Fields Too Large",
    "RSP_HEADERS_SIZE",
    "the headers are larger than 16 KiB: send fewer",
  ],
};

/** The path of a request without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").replace(/[?#].*$/s, "");
}
