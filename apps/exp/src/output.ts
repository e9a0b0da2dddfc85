import { relative, sep } from "node:path";
import { useColour } from "@respin/report";
import type { TextOptions } from "@respin/report";

/** Lines no longer than this are easy to read and to paste. */
const WIDTH_MAX = 100;
const WIDTH_MIN = 60;

/** How text goes to standard output: as wide as the terminal is, within reason, and coloured if it is one. */
export function textOptions(): TextOptions & { width: number; colour: boolean } {
  const columns = process.stdout.isTTY ? process.stdout.columns : WIDTH_MAX;
  return {
    width: Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columns)),
    colour: useColour(process.stdout, process.env),
  };
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A word as a shell takes it: in quotes where it would not be one word otherwise. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A path as a reader here would type it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith(`..${sep}`) ? path : short;
}
