/** The bytes that text traces are made of. */
export const NUL = 0x00;
const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;

/** Space, tab or any other blank, line ends included. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= RETURN);
}

/** The offset behind a UTF-8 byte order mark, if the text begins with one. */
export function afterMark(bytes: Uint8Array, end: number): number {
  return end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** True for `w` and `W`, false for `r` and `R`, undefined for every other byte. */
export function writeMark(byte: number): boolean | undefined {
  const letter = byte | 0x20;
  if (letter === 0x77) return true;
  return letter === 0x72 ? false : undefined;
}
