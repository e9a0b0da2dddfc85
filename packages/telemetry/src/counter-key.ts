import { RespinError } from "@respin/hardware";

/** A counter's name and labels, as a progress step writes them in one key. */
export interface CounterKey {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const PREFIX = "respin_";
const SHAPE = /^([a-z][a-z0-9_]*_total)(?:\{(.*)\})?$/;
const LABEL = /^\s*([a-z][a-z0-9_]*)="([^"\\\n]*)"\s*(?:,|$)/;

/**
 * Reads a key such as `faults_total{system="spin"}`. The name ends in `_total`, as Prometheus wants of a counter,
 * and gets the prefix `respin_` if it has none. Throws RSP_COUNTER_KEY.
 */
export function parseCounterKey(key: string): CounterKey {
  const shape = SHAPE.exec(key);
  if (!shape) throw malformed(key);
  const [, name, labelText = ""] = shape;
  const labels: Record<string, string> = {};
  let rest = labelText;
  while (rest.trim() !== "") {
    const label = LABEL.exec(rest);
    if (!label || label[1] in labels) throw malformed(key);
    labels[label[1]] = label[2];
    rest = rest.slice(label[0].length);
  }
  return { name: name.startsWith(PREFIX) ? name : PREFIX + name, labels };
}

function malformed(key: string): RespinError {
  return new RespinError(
    "RSP_COUNTER_KEY",
    `"${key}" is not a counter; write it as faults_total{system="spin"}: a name ending in _total, then its labels`,
  );
}
