import type { Series } from "./history.js";

/** Stands where there is no number. */
export const NONE = "–";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const DECIMALS = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** A count, in full. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** A measured number, to three digits or more; no unit. */
export function measure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  return DECIMALS[value >= 100 ? 0 : value >= 10 ? 1 : 2].format(value);
}

/** A number that somebody gave: as they did, where it is whole. */
export function asked(value: number): string {
  return Number.isInteger(value) ? count(value) : measure(value);
}

/** A number for the edge of a chart: 1.2K, 3M. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** Seconds, to the millisecond. */
export function seconds(value: number): string {
  return DECIMALS[3].format(value);
}

/** How long something took, in the two greatest units: "2 h 5 min", "3 min 20 s". */
export function duration(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [days, hours, minutes, rest] = [
    Math.floor(all / 86_400),
    Math.floor(all / 3600) % 24,
    Math.floor(all / 60) % 60,
    all % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${rest} s`;
  return `${rest} s`;
}

/** The time of day, on the reader's clock: 14:03:22. The text itself if it is no time. */
export function timeOfDay(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** "1 event", "2 events". */
export function plural(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

/** What a chart says in words. */
export interface Summary {
  readonly last: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** The last, the least and the greatest number of a series; undefined where it has none. The last is the newest sample's. */
export function summarize(series: Series): Summary {
  let min: number | undefined;
  let max: number | undefined;
  for (const value of series) {
    if (value === null) continue;
    if (min === undefined || value < min) min = value;
    if (max === undefined || value > max) max = value;
  }
  return { last: series.at(-1) ?? undefined, min, max };
}
