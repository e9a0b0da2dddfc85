/** What Grafana numbers itself, or brings up to its own date when it reads it. */
const ITS_OWN = new Set(["id", "version", "schemaVersion"]);

/**
 * Whether Grafana has the dashboard that we would send. What it adds beside, as newer versions do when they read one, is no
 * difference; a list that is longer or shorter, or another value, is.
 */
export function sameDashboard(ours: object, theirs: object): boolean {
  return Object.entries(ours).every(
    ([key, value]) => ITS_OWN.has(key) || contained(value, new Map(Object.entries(theirs)).get(key)),
  );
}

function contained(ours: unknown, theirs: unknown): boolean {
  if (Array.isArray(ours)) {
    return (
      Array.isArray(theirs) && ours.length === theirs.length && ours.every((one, at) => contained(one, theirs[at]))
    );
  }
  if (typeof ours === "object" && ours !== null) {
    if (typeof theirs !== "object" || theirs === null) return false;
    const others = new Map<string, unknown>(Object.entries(theirs));
    return Object.entries(ours).every(([key, value]) => contained(value, others.get(key)));
  }
  return Object.is(ours, theirs);
}
