export { RespinError } from "@respin/hardware";

/** An error with a code of ours, whatever its class. */
export function isRspError(error: unknown): error is Error & { readonly code: string; readonly usage?: boolean } {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && /^RSP_[A-Z0-9_]+$/.test(error.code)
  );
}

/** The system's own words for a failed file operation: `ENOENT` and the like, or the message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
