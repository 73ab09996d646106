import path from 'node:path';
import { UsageError } from '../src/errors/usage-error.ts';
import type { OptionSpecs, Values } from './command.ts';
import type { loadGateway } from './local-gateway.ts';

type GatewayOptions = Parameters<Awaited<ReturnType<typeof loadGateway>>['startGateway']>[0];

/** Options of `local` that make its gateway tell how it behaves, or that tell it how to. */
export const disturbingOptions = {
  'truth-log': {
    type: 'string',
    value: 'FILE',
    about: 'write what the gateway knows of each request, one JSON document a line; the file begins anew',
  },
  latency: {
    type: 'string',
    multiple: true,
    value: '[TARGET=]SPEC',
    about:
      'additional time in ms: lognormal:MEDIAN,P99, fixed:MS or none; @integration after it: as time of the integration. TARGET: rest, http, STACK, STACK:rest or STACK:API, then maybe a route, "rest GET /users/{id}"',
  },
  fault: {
    type: 'string',
    multiple: true,
    value: '[TARGET=]SPEC',
    about:
      'what goes wrong: stall:FOR[,EVERY] in ms, drop:RATE, 5xx:RATE[,STATUS], cold:LATENCY for cold starts, throttle:NODES[,LAG] for throttles that are as inexact as those of AWS; RATE is 0.01 or 1%',
  },
  'admin-port': {
    type: 'string',
    value: 'N',
    about:
      'port on 127.0.0.1 to read and change these while it runs, and its clock; 0: any free one; default: none',
  },
  seed: { type: 'string', value: 'N', about: 'of what --latency and --fault leave to chance; default: 1' },
} as const satisfies OptionSpecs;

export function disturbing(values: Values<typeof disturbingOptions>, cwd: string): Partial<GatewayOptions> {
  const { 'truth-log': truthLog, latency, fault, seed } = values;
  return {
    ...(truthLog === undefined ? {} : { truthLog: path.resolve(cwd, truthLog) }),
    ...(latency === undefined ? {} : { latency }),
    ...(fault === undefined ? {} : { faults: fault }),
    ...(seed === undefined ? {} : { seed: readSeed(seed) }),
  };
}

function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(
    `--seed ${text} is no seed.`,
    'Write a whole number of at most nine digits: --seed 7.',
  );
}
