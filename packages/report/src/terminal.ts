/** Lines of at most `width` characters, broken at spaces; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && line.length + 1 + word.length <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    let rest = word;
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

/** Whether to colour what is written to a stream: only on a terminal, and not where NO_COLOR is set. */
export function useColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb";
}

/** Wraps text in an escape sequence, or not. */
export function paint(text: string, style: "green" | "red" | "bold" | "dim", colour: boolean): string {
  if (!colour) return text;
  const code = { green: 32, red: 31, bold: 1, dim: 2 }[style];
  return `\u001b[${code}m${text}\u001b[0m`;
}
