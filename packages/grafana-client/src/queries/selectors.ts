/** A metric as an expression names it, with what its labels have to be. */
export interface Selector {
  readonly metric: string;
  /** As it stands: `respin_frames{system="spin"}`. */
  readonly text: string;
}

/** After these words come labels in parentheses, which are no metrics. */
const LABEL_LISTS = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
/** Words of the language that stand where a metric could. */
const WORDS = new Set(["and", "or", "unless", "offset", "bool", "inf", "nan", "start", "end", "atan2"]);

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[a-zA-Z_:][a-zA-Z0-9_:]*|\d[\w.]*|\s+|./gs;

/**
 * The metrics that a PromQL expression reads, each with its braces, without durations and offsets: what has to be there for the
 * expression to have an answer. Enough of the language for our own expressions; whether they are right, Prometheus says.
 */
export function selectorsOf(expression: string): readonly Selector[] {
  const tokens = [...expression.matchAll(TOKEN)].map(([token]) => token).filter((token) => token.trim() !== "");
  const found: Selector[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    const next = tokens[at + 1] ?? "";
    if (LABEL_LISTS.has(token.toLowerCase()) && next === "(") at = closing(tokens, at + 1, ")") + 1;
    else if (token === "[") at = closing(tokens, at, "]") + 1;
    else if (!/^[a-zA-Z_:]/.test(token) || next === "(" || WORDS.has(token.toLowerCase()) || LABEL_LISTS.has(next))
      at++;
    else if (next === "{") {
      const end = closing(tokens, at + 1, "}");
      found.push({ metric: token, text: token + tokens.slice(at + 1, end + 1).join("") });
      at = end + 1;
    } else {
      found.push({ metric: token, text: token });
      at++;
    }
  }
  return found;
}

function closing(tokens: readonly string[], from: number, bracket: string): number {
  const at = tokens.indexOf(bracket, from);
  return at < 0 ? tokens.length : at;
}
