/** A number in decimal digits, else NaN: `Number` would also take the empty text, `0x10` and `Infinity`. */
export function readDecimal(text: string): number {
  return /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}
