import type ts from "typescript";

/** One thing that an extension must not do, and where it does it. */
export interface Violation {
  readonly code: `RSP_${string}`;
  /** The file, as it was named to the check or found by its imports. */
  readonly file: string;
  /** Both from 1; a column counts UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** A violation at an offset of a file. */
export function violationAt(code: Violation["code"], file: ts.SourceFile, offset: number, message: string): Violation {
  const { line, character } = file.getLineAndCharacterOfPosition(offset);
  return { code, file: file.fileName, line: line + 1, column: character + 1, message };
}

/** In the order in which a reader meets them, one of each code at each place. */
export function inOrder(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations
    .filter((each) => {
      const key = JSON.stringify([each.code, each.file, each.line, each.column]);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code));
}

/** One line, as a person reads it: `file:line:column code message`. */
export function showViolation({ code, file, line, column, message }: Violation): string {
  return `${file}:${line}:${column} ${code} ${message}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
