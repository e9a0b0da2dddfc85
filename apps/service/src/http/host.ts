import type { IncomingMessage } from "node:http";

/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a request names this machine's loopback interface: in its Host header, and in its target where that is a whole address. A page
 * of elsewhere can make a browser ask a service on loopback by a name of its own that leads here (DNS rebinding), but not without
 * naming itself.
 */
export function asksLoopback({ headers, url = "" }: IncomingMessage): boolean {
  const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  return namesLoopback(headers.host) && (target === undefined || namesLoopback(target));
}

function namesLoopback(host: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? "")?.[1] ?? "";
  return isLoopback(name.toLowerCase());
}
