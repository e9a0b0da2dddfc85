import { choice, integer, type Depth } from "@respin/experiment";

export const parameters = {
  handlersMax: integer({
    default: 0,
    min: 0,
    max: 10_000,
    help: "how many handlers an event is tried with at most; 0 is 1000, with --full 10000",
  }),
  host: choice(["on", "off"], { default: "on", help: "also time raises on this computer" }),
  rounds: integer({
    default: 21,
    min: 5,
    max: 1_000,
    help: "samples of each host ratio, raises and direct calls in turn",
  }),
};

const handlersMaxOf = { quick: 1_000, full: 10_000 } as const;

/** The most handlers that the run tries. */
export function mostHandlers(asked: number, depth: Depth): number {
  return asked === 0 ? handlersMaxOf[depth] : asked;
}

/** Numbers of handlers to try: the given digits in every power of ten, up to the most, and that itself. */
export function handlersUpTo(most: number, digits: readonly number[]): number[] {
  const numbers = [1, 10, 100, 1_000, 10_000].flatMap((power) => digits.map((digit) => digit * power));
  return [...new Set([...numbers.filter((number) => number <= most), most])].toSorted((a, b) => a - b);
}
