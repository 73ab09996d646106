import type { Usage } from '../src/cost/usage.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { OptionSpecs, Values } from './command.ts';

/** What a call costs beside its request: the same options wherever a month is priced. */
export const usageOptions = {
  'response-bytes': { type: 'string', value: 'N', about: 'mean bytes of an answer: 1200, 3KB, 1.5MB' },
  'request-bytes': { type: 'string', value: 'N', about: 'mean bytes of a request' },
  uncharged: {
    type: 'string',
    value: 'SHARE',
    about: 'calls that fail authorization, lack a key or are throttled: 0.02 or 2%',
  },
  'cache-size': {
    type: 'string',
    value: 'GB',
    about: 'a cache on the REST API stage: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237',
  },
  'cache-hits': { type: 'string', value: 'SHARE', about: 'calls that the cache answers' },
  'lambda-ms': { type: 'string', value: 'MS', about: 'mean duration of the function behind a call' },
  'lambda-mb': { type: 'string', value: 'MB', about: 'its memory (default 128)' },
  arm: { type: 'boolean', about: 'it runs on arm64' },
  'logs-per-request': { type: 'string', value: 'BYTES', about: 'what a call writes into CloudWatch Logs' },
  waf: { type: 'boolean', about: 'a web ACL; for an HTTP API through CloudFront' },
  'waf-rules': { type: 'string', value: 'N', about: 'its rules (default 0)' },
  xray: { type: 'string', value: 'SHARE', about: 'calls that a REST API traces' },
  'free-tier': { type: 'boolean', about: "reckon with the free tier of a first year's account" },
} as const satisfies OptionSpecs;

type UsageValues = Values<typeof usageOptions>;

/**
 * What the options say of a call; `calls` and `unchargedShare` are what a run measured, where there is one.
 * @throws UsageError for a number that is none, or options that contradict each other
 */
export function readUsage(values: UsageValues, measured?: Pick<Usage, 'calls' | 'unchargedShare'>): Usage {
  const sizes = {
    responseBytes: size(values, 'response-bytes'),
    requestBytes: size(values, 'request-bytes'),
  };
  const calls = (measured?.calls ?? [{ weight: 1, requestBytes: 0, responseBytes: 0 }]).map((call) => ({
    ...call,
    ...(sizes.responseBytes === undefined ? {} : { responseBytes: sizes.responseBytes }),
    ...(sizes.requestBytes === undefined ? {} : { requestBytes: sizes.requestBytes }),
  }));
  return {
    calls,
    unchargedShare: share(values, 'uncharged') ?? measured?.unchargedShare ?? 0,
    cache: cacheIn(values),
    lambda: lambdaIn(values),
    logBytes: size(values, 'logs-per-request') ?? null,
    waf: wafIn(values),
    xrayShare: share(values, 'xray') ?? null,
    freeTier: values['free-tier'] === true,
  };
}

function cacheIn(values: UsageValues): Usage['cache'] {
  const hitShare = share(values, 'cache-hits');
  const gigabytes = number(values, 'cache-size', { what: 'a size in GB', least: 0 });
  if (gigabytes === undefined && hitShare !== undefined) {
    throw new UsageError('--cache-hits needs a cache.', 'Add its size: --cache-size 0.5');
  }
  return gigabytes === undefined ? null : { gigabytes: String(gigabytes), hitShare: hitShare ?? 0 };
}

function lambdaIn(values: UsageValues): Usage['lambda'] {
  const milliseconds = number(values, 'lambda-ms', {
    what: 'a duration in milliseconds',
    least: 0,
    most: 900_000,
  });
  const megabytes = number(values, 'lambda-mb', {
    what: 'a memory in MB from 128 to 10240',
    least: 128,
    most: 10_240,
  });
  if (milliseconds !== undefined)
    return { milliseconds, megabytes: megabytes ?? 128, arm: values.arm === true };
  if (megabytes === undefined && values.arm !== true) return null;
  throw new UsageError(
    `${megabytes === undefined ? '--arm' : '--lambda-mb'} says nothing without a duration.`,
    'Add it: --lambda-ms 40',
  );
}

function wafIn(values: UsageValues): Usage['waf'] {
  const rules = number(values, 'waf-rules', {
    what: 'a whole number of rules',
    least: 0,
    most: 10_000,
    whole: true,
  });
  return values.waf === true || rules !== undefined ? { rules: rules ?? 0 } : null;
}

type Texts = { readonly [name: string]: string | boolean | readonly string[] | undefined };

interface Bounds {
  readonly what: string;
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
}

function number(
  values: Texts,
  option: string,
  { what, least, most = 1e15, whole }: Bounds,
): number | undefined {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  const value = /^\d*\.?\d+$|^\d+\.$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`--${option} takes ${what}, not "${typed}".`);
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 2 ** 10,
  kib: 2 ** 10,
  mb: 2 ** 20,
  mib: 2 ** 20,
};

/** Most that API Gateway sends or takes in one call is 10 MB; a stream may be longer. */
const mostBytes = 2 ** 33;

function size(values: Texts, option: string): number | undefined {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  const [, digits = '', unit = ''] = /^\s*(\d+(?:\.\d+)?(?:[eE]\d+)?)\s*([a-zA-Z]*)\s*$/.exec(typed) ?? [];
  const bytes = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN);
  if (digits !== '' && bytes >= 0 && bytes <= mostBytes) return bytes;
  throw new UsageError(
    `--${option} takes a number of bytes, not "${typed}".`,
    `Write it as 1200, 3KB or 1.5MB.`,
  );
}

function share(values: Texts, option: string): number | undefined {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  const [, digits = '', percent] = /^\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(typed) ?? [];
  const value = percent === '%' ? Number((Number(digits) / 100).toPrecision(12)) : Number(digits);
  if (digits !== '' && value >= 0 && value <= 1) return value;
  throw new UsageError(`--${option} takes a share from 0 to 1, not "${typed}".`, 'Write 0.4, or 40%.');
}

/** US dollars above zero, of an option that may be given several times. */
export function readDollars(option: string, typed: readonly string[]): number[] {
  return typed.map((text) => {
    const usd = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
    if (usd > 0) return usd;
    throw new UsageError(`--${option} takes US dollars a month above 0, not "${text}".`);
  });
}
