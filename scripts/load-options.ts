import { UsageError } from '../src/errors/usage-error.ts';
import { type Limits, parseDollars } from '../src/safety/limits.ts';
import type { Allowed } from '../src/safety/refusals.ts';
import type { OnInconclusive } from '../src/verdict/verdict.ts';
import type { OptionSpecs, Values } from './command.ts';
import { contractOption, targetOptions } from './targets.ts';

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
  'on-inconclusive': {
    type: 'string',
    value: 'WHAT',
    about: 'exit code of a run that can not be trusted: fail (1), warn or pass (0); default 3',
  },
} as const satisfies OptionSpecs;

export type LoadValues = Values<typeof loadOptions>;

export function limitsOf(values: LoadValues): Limits {
  const cost = values['max-cost'];
  return {
    maxRequests: parseCount(values['max-requests'], '--max-requests'),
    maxCostUsd: cost === undefined ? undefined : parseDollars(cost, '--max-cost'),
  };
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
