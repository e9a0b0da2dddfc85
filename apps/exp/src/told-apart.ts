import { formatNumber } from "@respin/report";

/** Of two values with their unit, digits enough to tell them apart. */
export function toldApart(a: number, b: number, unit: string): [string, string] {
  const behind = unit === "1" ? "" : ` ${unit}`;
  const [shownA, shownB] = [formatNumber(a), formatNumber(b)];
  if (shownA !== shownB || a === b) return [`${shownA}${behind}`, `${shownB}${behind}`];
  for (let digits = 5; digits <= 17; digits++) {
    const [moreA, moreB] = [a.toPrecision(digits), b.toPrecision(digits)];
    if (moreA !== moreB) return [`${moreA}${behind}`, `${moreB}${behind}`];
  }
  return [`${a}${behind}`, `${b}${behind}`];
}
