import { readdirSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CONTENT_SECURITY_POLICY, type PageFile, readPageFiles } from "../assets.js";

/** A server of the pages alone: what it streams is what the test says. */
export interface PageServer {
  readonly url: string;
  /** How many streams are open. */
  readonly streams: number;
  /** Every path that was asked for. */
  readonly asked: readonly string[];
  /** Sends a document to all who follow, and at once to all who come. */
  send(document: unknown): void;
  /** Sends any text as the data of a message. */
  sendText(text: string): void;
  /** Ends all streams; answers 503 to new ones until `accept`. */
  refuse(): void;
  accept(): void;
  close(): Promise<void>;
}

const BROWSER = new URL("../../../dist/browser/testing/", import.meta.url);

/** Serves one of the pages on a free port of the loopback interface, with the header that the services send. */
export async function servePage(page: "live" | "overview", services: unknown = []): Promise<PageServer> {
  const files = new Map([...readPageFiles(), ...helpers()]);
  const readers = new Set<ServerResponse>();
  const asked: string[] = [];
  let latest: string | undefined;
  let refusing = false;
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    response.setHeader("content-security-policy", CONTENT_SECURITY_POLICY);
    response.setHeader("cache-control", "no-store");
    if (path === "/api/live" && !refusing) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      readers.add(response);
      response.on("close", () => readers.delete(response));
      if (latest !== undefined) response.write(message(latest));
      return;
    }
    if (path === "/api/services" && !refusing) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(services));
      return;
    }
    const file = path.startsWith("/api/") ? undefined : files.get(path === "/" ? `/${page}.html` : path);
    if (file === undefined) response.writeHead(refusing ? 503 : 404).end();
    else response.writeHead(200, { "content-type": file.type }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sendText = (text: string) => {
    latest = text;
    for (const reader of readers) reader.write(message(text));
  };
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/`,
    asked,
    get streams() {
      return readers.size;
    },
    sendText,
    send: (document) => sendText(JSON.stringify(document)),
    refuse() {
      refusing = true;
      for (const reader of readers) reader.destroy();
    },
    accept() {
      refusing = false;
    },
    async close() {
      for (const reader of readers) reader.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function message(data: string): string {
  return `event: state\ndata: ${data}\n\n`;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return address.port;
}

/** Scripts that tests run within the page; no service serves them. */
function helpers(): readonly (readonly [string, PageFile])[] {
  return readdirSync(BROWSER)
    .filter((name) => name.endsWith(".js"))
    .map((name) => [
      `/assets/testing/${name}`,
      { type: "text/javascript", body: readFileSync(new URL(name, BROWSER)) },
    ]);
}
