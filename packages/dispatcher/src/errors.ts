/** An error of the dispatcher: `code` says which, the message who, what, and what to do. */
export class DispatchError extends Error {
  readonly code: `RSP_DISPATCH_${string}`;

  constructor(code: `RSP_DISPATCH_${string}`, message: string, options?: { readonly cause?: unknown }) {
    super(message.replaceAll(/\s+/g, " "), options);
    this.name = "DispatchError";
    this.code = code;
  }
}

/** No handler gave the result that an event has to return, and it has no default handler (OSDI'96, section 2.3). */
export class NoHandlerInvoked extends DispatchError {
  constructor(event: string) {
    super(
      "RSP_DISPATCH_NO_HANDLER",
      `${event} was raised and no handler gave a result; install one whose guard is true, or a default handler`,
    );
    this.name = "NoHandlerInvoked";
  }
}

/** Text of somebody else's, so that it can stand in an error: in one line, and not longer than so many characters and an ellipsis. */
export function inOneLine(text: string, charactersMax = 200): string {
  // Cut first: it may be as long as its author likes.
  const line = text.slice(0, charactersMax).replaceAll(/[\s\p{Cc}]+/gu, " ");
  return text.length <= charactersMax ? line : `${line}...`;
}

/** What was thrown or given, for an error: whatever it is, it can be shown. */
export function describe(value: unknown): string {
  try {
    return inOneLine(value instanceof Error ? `${value.name}: ${value.message}` : String(value));
  } catch {
    return `something that cannot be shown (${typeof value})`;
  }
}
