/** What a machine is asked for. */
export const purposes = ["test", "integration", "bench"] as const;
export type Purpose = (typeof purposes)[number];

/** How something is: there, not there (or too little of it), of another version than is needed, or there when something else ends. */
export type State = "ok" | "missing" | "old" | "busy";

/** What a look at the machine found. */
export interface Found {
  readonly state: State;
  /** A version or an amount; undefined where nothing was found. */
  readonly found?: string | undefined;
}

/** Something that a machine must have, what for, and how it is got. */
export interface Need {
  readonly name: string;
  readonly purposes: readonly Purpose[];
  /** What is asked of it, in words. */
  readonly wanted: string;
  readonly remedy: Remedy;
  readonly look: () => Found | Promise<Found>;
}

/** How something is got: by a package of the system's, by a command, or by what nobody can do with a command. */
export type Remedy = { readonly package: string } | { readonly command: string } | { readonly advice: string };

/** The state of what has a version and must have at least another. */
export function stateOf(version: string | undefined, atLeast: string): State {
  if (version === undefined) return "missing";
  return isAtLeast(version, atLeast) ? "ok" : "old";
}

/** Whether a version is another or later, by their numbers. */
export function isAtLeast(version: string, atLeast: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(atLeast)];
  for (const [index, number] of want.entries()) {
    const own = have[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

/** The first version that a text names. */
export function versionIn(text: string): string | undefined {
  return /\d+(?:\.\d+)+/.exec(text)?.[0];
}

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}
