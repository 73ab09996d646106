import type { Scope } from './evaluate.ts';
import type { Value } from './value.ts';

/** `apply` gets as many arguments as `takes` says; the last number is missing where there is no upper bound. */
export interface TerraformFunction {
  readonly takes: readonly [least: number, most?: number];
  readonly apply: (given: Given, scope: Scope) => Value;
}

/** Arguments that `takes` promises are there; optional ones may be undefined all the same. */
export type Given = readonly [Value, Value, Value, ...Value[]];

/** `fixed(2, ([a, b]) => …)`: a function of exactly two arguments. */
export const fixed = (count: number, apply: TerraformFunction['apply']): TerraformFunction => ({
  takes: [count, count],
  apply,
});

export const between = (
  least: number,
  most: number,
  apply: TerraformFunction['apply'],
): TerraformFunction => ({
  takes: [least, most],
  apply,
});

export const atLeast = (least: number, apply: TerraformFunction['apply']): TerraformFunction => ({
  takes: [least],
  apply,
});
