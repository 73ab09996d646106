import { OptionError } from '../option-error.ts';
import { type Distribution, readDistribution } from './latency.ts';
import { readTargeted, type Target, targetForm } from './target.ts';

/** Something that goes wrong on purpose. Rates are from 0 to 1. */
export type FaultKind =
  | { readonly kind: 'stall'; readonly forMs: number; readonly everyMs: number }
  | { readonly kind: 'drop'; readonly rate: number }
  | { readonly kind: '5xx'; readonly rate: number; readonly status: number }
  | { readonly kind: 'cold'; readonly distribution: Distribution };

export interface FaultRule {
  readonly text: string;
  readonly target: Target;
  readonly fault: FaultKind;
}

/** Reads `[TARGET=]stall:FOR,EVERY`, `drop:RATE`, `5xx:RATE[,STATUS]` or `cold:LATENCY`. Throws OptionError. */
export function readFault(text: string): FaultRule {
  const { target, spec } = readTargeted(text);
  const fault = readKind(spec);
  if (fault === undefined)
    throw new OptionError(`The fault ${text} can't be read.`, [
      'Write stall:FOR,EVERY in milliseconds, drop:RATE, 5xx:RATE[,STATUS], or cold:fixed:MS or cold:lognormal:MEDIAN,P99.',
      'RATE is a share of the requests from 0 to 1, or in percent: 0.01 or 1%. EVERY is more than FOR.',
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
  if (kind === 'stall') {
    const [forMs, everyMs] = [Number(first), Number(second ?? Number.NaN)];
    return forMs > 0 && everyMs > forMs && everyMs < Number.POSITIVE_INFINITY
      ? { kind, forMs, everyMs }
      : undefined;
  }
  const rate = readRate(first);
  if (rate === undefined) return undefined;
  if (kind === 'drop') return second === undefined ? { kind, rate } : undefined;
  const status = second === undefined ? 500 : Number(second);
  if (kind === '5xx' && statuses.has(status)) return { kind, rate, status };
  return undefined;
}

/** What API Gateway answers by itself when something is wrong with it. */
const statuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);

function readRate(text: string): number | undefined {
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text) ?? [];
  const rate = Number(digits) / (percent === '%' ? 100 : 1);
  return rate >= 0 && rate <= 1 ? rate : undefined;
}
