const DIGITS = 4;

/**
 * A number for a reader: whole numbers in full, others to four significant digits without trailing zeros,
 * thousands grouped by commas, and a power of ten where the digits would be mostly zeros.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return withoutTrailingZeros(value.toExponential(DIGITS - 1));
  if (Number.isInteger(value)) return group(value.toFixed(0));
  const whole = Math.max(1, Math.floor(Math.log10(size)) + 1);
  const decimals = size >= 1 ? Math.max(0, DIGITS - whole) : DIGITS - 1 - Math.floor(Math.log10(size));
  return group(withoutTrailingZeros(value.toFixed(decimals)));
}

function withoutTrailingZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

function group(text: string): string {
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
