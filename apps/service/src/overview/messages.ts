/** Letters of a message that has not ended: a stream that has more is none of ours. */
const lettersMax = 4 << 20;

/** Server-sent events out of the pieces of their stream: the data of each message that is whole. */
export class Messages {
  #rest = "";

  /** Throws when a message does not end. */
  take(piece: string): readonly string[] {
    const messages = (this.#rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = messages.pop() ?? "";
    if (this.#rest.length > lettersMax) throw new Error("it sent a message without end");
    return messages.map(dataOf).filter((data) => data !== "");
  }
}

function dataOf(message: string): string {
  return message
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length).replace(/^ /, ""))
    .join("\n");
}
