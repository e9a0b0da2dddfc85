/** An error of the dispatcher: `code` says which, the message who, what, and what to do. */
export class DispatchError extends Error {
  readonly code: `RSP_DISPATCH_${string}`;

  constructor(code: `RSP_DISPATCH_${string}`, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
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
