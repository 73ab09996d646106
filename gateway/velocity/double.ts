/**
 * A number of Java's type double that JavaScript would print otherwise, such as 1.0 or 1.0E10. Every other double is
 * a plain number with a fraction; a plain number without one is whole.
 */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toString(): string {
    return doubleText(this.value);
  }

  toJSON(): number {
    return this.value;
  }
}

/** A double as values of templates are held. */
export function doubleOf(value: number): number | JavaDouble {
  return String(value) === doubleText(value) ? value : new JavaDouble(value);
}

/** Double.toString of Java: from 10⁻³ to 10⁷ with a point, else with an exponent. */
function doubleText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? '-0' : String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}
