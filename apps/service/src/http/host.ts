/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a Host header names this machine's loopback interface. A page of elsewhere can make a browser ask a service on loopback by a
 * name of its own that leads here (DNS rebinding), but not without naming itself.
 */
export function namesLoopback(header: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(header ?? "")?.[1] ?? "";
  return isLoopback(name.toLowerCase());
}
