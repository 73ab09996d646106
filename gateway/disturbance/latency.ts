import { OptionError } from '../option-error.ts';
import { readDecimal } from './decimal.ts';
import { normal } from './random.ts';
import { readTargeted, type Target, targetForm } from './target.ts';

/** How long something takes, milliseconds. */
export type Distribution =
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number }
  | { readonly kind: 'fixed'; readonly ms: number };

/** Time that requests are given in addition. `distribution` is `null` for none, where a wider rule would give some. */
export interface LatencyRule {
  readonly text: string;
  readonly target: Target;
  readonly distribution: Distribution | null;
  /** As time of the gateway's own, or of the integration. */
  readonly as: 'gateway' | 'integration';
}

/** 99th percentile of the standard normal distribution. */
const z99 = 2.3263478740408408;

/** Reads `[TARGET=]lognormal:MEDIAN,P99`, `fixed:MS` or `none`, each maybe with `@integration`. Throws OptionError. */
export function readLatency(text: string): LatencyRule {
  const { target, spec } = readTargeted(text);
  const [, shape = '', as = 'gateway'] = /^(.*?)(?:@(gateway|integration))?$/.exec(spec) ?? [];
  const distribution = shape === 'none' ? null : readDistribution(shape);
  if (distribution === undefined)
    throw new OptionError(`The latency ${text} can't be read.`, [
      'Write lognormal:MEDIAN,P99, fixed:MS or none, in milliseconds; P99 is at least MEDIAN, and MEDIAN more than 0.',
      'Add @integration for time of the integration instead of the gateway.',
      `Before it, TARGET= names some APIs: ${targetForm}.`,
    ]);
  return { text, target, distribution, as: as === 'integration' ? as : 'gateway' };
}

/** `undefined`: it is none. */
export function readDistribution(text: string): Distribution | undefined {
  const [kind, ...numbers] = text.split(/[:,]/);
  const [first = Number.NaN, second = Number.NaN] = numbers.map(readDecimal);
  if (kind === 'fixed' && numbers.length === 1 && first >= 0 && first <= mostMs) return { kind, ms: first };
  if (kind === 'lognormal' && numbers.length === 2 && first > 0 && second >= first && second <= mostMs)
    return { kind, medianMs: first, p99Ms: second };
  return undefined;
}

/** An hour: no client waits longer. */
export const mostMs = 3_600_000;

/** Draws from a distribution, milliseconds. */
export function sampler(distribution: Distribution, random: () => number): () => number {
  if (distribution.kind === 'fixed') return () => distribution.ms;
  const { medianMs, p99Ms } = distribution;
  const sigma = Math.log(p99Ms / medianMs) / z99;
  return () => Math.min(mostMs, medianMs * Math.exp(sigma * normal(random)));
}
