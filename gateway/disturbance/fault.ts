import { OptionError } from '../option-error.ts';
import type { Spread } from '../throttle/spread.ts';
import { readDecimal } from './decimal.ts';
import { type Distribution, mostMs, readDistribution } from './latency.ts';
import { readTargeted, type Target, targetForm } from './target.ts';

/** Something that goes wrong on purpose. Rates are from 0 to 1. */
export type FaultKind =
  | { readonly kind: 'stall'; readonly forMs: number /** Infinite: once. */; readonly everyMs: number }
  | { readonly kind: 'drop'; readonly rate: number }
  | { readonly kind: '5xx'; readonly rate: number; readonly status: number }
  | { readonly kind: 'cold'; readonly distribution: Distribution }
  | { readonly kind: 'throttle'; readonly spread: Spread };

export interface FaultRule {
  readonly text: string;
  readonly target: Target;
  readonly fault: FaultKind;
}

/**
 * Reads `[TARGET=]stall:FOR[,EVERY]`, `drop:RATE`, `5xx:RATE[,STATUS]`, `cold:LATENCY` or `throttle:NODES[,LAG]`.
 * Throws OptionError.
 */
export function readFault(text: string): FaultRule {
  const { target, spec } = readTargeted(text);
  const fault = readKind(spec);
  if (fault === undefined)
    throw new OptionError(`The fault ${text} can't be read.`, [
      'Write stall:FOR[,EVERY], drop:RATE, 5xx:RATE[,STATUS], cold:fixed:MS, cold:lognormal:MEDIAN,P99, or throttle:NODES[,LAG].',
      'Times are in milliseconds; EVERY is more than FOR. RATE is a share of the requests from 0 to 1, or in percent: 0.01 or 1%.',
      `STATUS is ${[...statuses].join(', ')}. NODES is a whole number from 1 to ${mostNodes}, LAG at most ${mostLagMs}.`,
      `Before it, TARGET= names some APIs: ${targetForm}.`,
    ]);
  return { text, target, fault };
}

function readKind(spec: string): FaultKind | undefined {
  const [, kind, rest = ''] = /^([a-z0-9]+):(.+)$/.exec(spec) ?? [];
  const [first = '', second, ...more] = rest.split(',');
  if (kind === 'cold') {
    const distribution = readDistribution(rest);
    return distribution === undefined ? undefined : { kind, distribution };
  }
  if (more.length > 0) return undefined;
  if (kind === 'stall') return readStall(first, second);
  if (kind === 'throttle') return readThrottle(first, second);
  const rate = readRate(first);
  if (rate === undefined) return undefined;
  if (kind === 'drop') return second === undefined ? { kind, rate } : undefined;
  const status = second === undefined ? 500 : Number(second);
  if (kind === '5xx' && statuses.has(status)) return { kind, rate, status };
  return undefined;
}

function readStall(first: string, second: string | undefined): FaultKind | undefined {
  const forMs = readDecimal(first);
  const everyMs = second === undefined ? Number.POSITIVE_INFINITY : readDecimal(second);
  return forMs > 0 && forMs <= mostMs && everyMs > forMs ? { kind: 'stall', forMs, everyMs } : undefined;
}

function readThrottle(first: string, second = '0'): FaultKind | undefined {
  const [nodes, lagMs] = [readDecimal(first), readDecimal(second)];
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > mostNodes) return undefined;
  return lagMs >= 0 && lagMs <= mostLagMs ? { kind: 'throttle', spread: { nodes, lagMs } } : undefined;
}

const mostNodes = 100;
const mostLagMs = 60_000;

/** What API Gateway answers by itself when something is wrong with it. */
const statuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);

function readRate(text: string): number | undefined {
  const rate = text.endsWith('%') ? readDecimal(text.slice(0, -1)) / 100 : readDecimal(text);
  return rate >= 0 && rate <= 1 ? rate : undefined;
}
