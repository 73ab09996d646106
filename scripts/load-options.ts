import type { Limits as ConfigLimits } from '../src/config/define-config.ts';
import { readSettings } from '../src/config/settings.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { Plan } from '../src/plan/plan.ts';
import { parseRate } from '../src/plan/rate.ts';
import { type Limits, parseDollars } from '../src/safety/limits.ts';
import type { Allowed } from '../src/safety/refusals.ts';
import type { OnInconclusive } from '../src/verdict/verdict.ts';
import type { OptionSpecs, Values } from './command.ts';
import { contractOption, targetOptions } from './targets.ts';

/** For pipelines, of every verb that has a verdict. */
export const inconclusiveOption = {
  'on-inconclusive': {
    type: 'string',
    value: 'WHAT',
    about: 'exit code of a run that can not be trusted: fail (1), warn or pass (0); default 3',
  },
} as const satisfies OptionSpecs;

/** Options of every verb that sends load. */
export const loadOptions = {
  ...targetOptions,
  ...contractOption,
  route: { type: 'string', value: 'ROUTE', about: 'only this route, or routes that contain this text' },
  'max-requests': {
    type: 'string',
    value: 'N',
    about: 'never send more: refuse a plan that would, stop a run that comes to',
  },
  'max-cost': {
    type: 'string',
    value: 'USD',
    about: 'never cost more at list prices: refuse a plan that would, stop a run that comes to',
  },
  'allow-production': { type: 'boolean', about: 'send load to a target that looks like production' },
  'allow-shared-account': {
    type: 'boolean',
    about: "take more than 20 % of the account's throttle or of its functions' concurrency",
  },
  'k6-out': {
    type: 'string',
    multiple: true,
    value: 'NAME[=…]',
    about:
      "an output of k6's own beside: web-dashboard, opentelemetry, prometheus-rw, cloud, influxdb, json=FILE",
  },
  dashboard: {
    type: 'string',
    value: 'FILE',
    about: "write k6's own web dashboard there, as HTML, at the end",
  },
  'no-guard': { type: 'boolean', about: 'go on although a target is failing' },
  plan: { type: 'boolean', about: 'write plan.json and say what it would send, take and cost; send nothing' },
  ...inconclusiveOption,
} as const satisfies OptionSpecs;

export type LoadValues = Values<typeof loadOptions>;

/** What a run keeps to, and who says so. */
export interface RunLimits extends Limits {
  readonly maxRequestsFrom: string;
  readonly maxCostFrom: string;
  /** The most that each target may be sent in a second. */
  readonly ratePerSecond: number;
  readonly rateFrom: string;
}

interface Unsaid {
  /** Of the environment that the targets belong to. */
  readonly config: ConfigLimits;
  readonly environment: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * What was typed, else what the variables say, else the config's environment.
 * @throws UsageError for what makes no sense.
 */
export function limitsOf(values: LoadValues, { config, environment, env }: Unsaid): RunLimits {
  const { maxRequests, maxCost, rate } = readSettings(env).limits;
  const requests = said(['--max-requests', values['max-requests']], ['GATEWRIGHT_MAX_REQUESTS', maxRequests]);
  const cost = said(['--max-cost', values['max-cost']], ['GATEWRIGHT_MAX_COST', maxCost]);
  const inConfig = (key: keyof ConfigLimits) =>
    `limits.${key} of the environment ${environment ?? ''}`.trim();
  return {
    maxRequests: requests === null ? config.maxRequests : parseCount(requests.text, requests.name),
    maxRequestsFrom: requests?.name ?? inConfig('maxRequests'),
    maxCostUsd: cost === null ? config.maxCost : parseDollars(cost.text, cost.name),
    maxCostFrom: cost?.name ?? inConfig('maxCost'),
    ratePerSecond:
      (rate === null ? config.ratePerSecond : parseRate(rate, 'GATEWRIGHT_RATE')) ?? Number.POSITIVE_INFINITY,
    rateFrom: rate === null ? inConfig('ratePerSecond') : 'GATEWRIGHT_RATE',
  };
}

/** Before anything is looked for. */
export function checkLimits(values: LoadValues): void {
  limitsOf(values, { config: {}, environment: null, env: {} });
}

/** @throws UsageError for a plan that is faster than config or variables allow. */
export function refuseTooFast({ arrivals }: Plan, { ratePerSecond, rateFrom }: RunLimits): void {
  if (arrivals.ratePerSecond <= ratePerSecond) return;
  throw new UsageError(
    `This would send each target up to ${arrivals.ratePerSecond} requests a second, and ${rateFrom} allows ${ratePerSecond}.`,
    `Stay below it: --rate ${ratePerSecond}, or raise ${rateFrom}.`,
  );
}

function said(
  ...all: readonly (readonly [name: string, text: string | null | undefined])[]
): { readonly name: string; readonly text: string } | null {
  for (const [name, text] of all) if (text) return { name, text };
  return null;
}

export function allowedBy(values: LoadValues): Allowed {
  return {
    production: values['allow-production'] === true,
    sharedAccount: values['allow-shared-account'] === true,
  };
}

export function parseOnInconclusive(typed: string | undefined): OnInconclusive | undefined {
  if (typed === undefined || typed === 'fail' || typed === 'warn' || typed === 'pass') return typed;
  throw new UsageError(`--on-inconclusive ${typed} is none of fail, warn and pass.`);
}

export function parseCount(typed: string | undefined, option: string): number | undefined {
  if (typed === undefined) return undefined;
  const count = Number(typed);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`${option} ${typed} makes no sense.`, 'Write a whole number above 0.');
}
