/** What can be told of a procedure from its shape, as an object file has it: `(integer, (flag, text)): nothing waits`. */

/** The shapes of its parameters. */
export function parametersOf(shape: string): readonly string[] {
  const parameters: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 1;
  for (let at = 0; at < shape.length; at++) {
    const character = shape[at];
    if (quoted && character === "\\") at++;
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === "(" || character === "{") depth++;
    if (character === ")" || character === "}") depth--;
    if (depth === 0) {
      const last = shape.slice(from, at).trim();
      return last === "" && parameters.length === 0 ? parameters : [...parameters, last];
    }
    if (depth === 1 && character === ",") {
      parameters.push(shape.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parameters;
}

/** Whether a call may have to wait: it returns a generator then. */
export function waits(shape: string): boolean {
  return / waits(?: functional)?(?: ephemeral)?$/.test(shape);
}
