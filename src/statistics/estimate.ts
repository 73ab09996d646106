/** A value with its 95 % interval; where it is known exactly, all three are the same. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
