/** What an error is told as: its code, and its message on one line. */
export interface Told {
  readonly code: `RSP_${string}`;
  readonly message: string;
}

const lettersMax = 500;
// What a line must not hold: it would be more than one, or move the cursor.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * An error in words. It may be an extension's: of its fields only those are looked at that are plain values of its own, so that
 * none of its code runs here.
 */
export function told(error: unknown): Told {
  const code = ownText(error, "code");
  const message = oneLine(ownText(error, "message") ?? "something without a message was thrown");
  return isCode(code) ? { code, message } : { code: "RSP_UNFORESEEN", message };
}

/** A text on one line, of bounded length. Of a longer one no more is looked at: it may be a client's or an extension's. */
export function oneLine(text: string): string {
  const line = text.slice(0, lettersMax).replaceAll(controls, " ");
  return text.length > lettersMax ? `${line}...` : line;
}

function isCode(text: string | undefined): text is `RSP_${string}` {
  return text !== undefined && /^RSP_[A-Z0-9_]{1,60}$/.test(text);
}

function ownText(error: unknown, field: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(error, field)?.value;
  return typeof value === "string" ? value : undefined;
}
