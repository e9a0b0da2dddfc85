import ts from "typescript";

/** Lines of source that hold more than blanks and comments: those on which a token stands. */
export function sourceLines(files: Iterable<ts.SourceFile>): number {
  let count = 0;
  for (const file of files) {
    const lines = new Set<number>();
    const visit = (node: ts.Node): void => {
      if (node.getChildCount(file) > 0) {
        for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child);
        return;
      }
      if (node.kind === ts.SyntaxKind.EndOfFileToken) return;
      const from = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const to = file.getLineAndCharacterOfPosition(node.end).line;
      for (let line = from; line <= to; line++) lines.add(line);
    };
    visit(file);
    count += lines.size;
  }
  return count;
}
