import { UsageError } from '../src/errors/usage-error.ts';
import { parseDuration } from '../src/plan/duration.ts';
import { type LoadShape, parseRamp, parseSpike } from '../src/plan/load-shape.ts';
import type { LatencyPlan } from '../src/plan/plan.ts';
import { planLatency } from '../src/plan/plan-latency.ts';
import { parseRate } from '../src/plan/rate.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import { latencyDocument } from '../src/report/latency-document.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import { defineCommand, type OptionSpecs } from './command.ts';
import { loadOptions } from './load-options.ts';
import { runLoad } from './load-run.ts';
import { runScript } from './script-run.ts';

export const latencyOptions = {
  rate: { type: 'string', value: 'N', about: 'requests a second for each target; default 20' },
  duration: { type: 'string', value: 'TIME', about: 'how long to measure, as in 30s or 2m; default 30s' },
  ramp: {
    type: 'string',
    value: 'FROM..TO[:STEPS]',
    about: 'in equal steps from one rate to another, 5 unless said otherwise; in place of --rate',
  },
  spike: {
    type: 'string',
    value: 'N[:TIME]',
    about: 'up to N a second in the middle of the run, for a fifth of it or for TIME',
  },
  script: {
    type: 'string',
    value: 'FILE',
    about:
      "run a k6 script of your own against the target, with its own scenarios; its requests' names are the routes",
  },
  'script-env': {
    type: 'string',
    multiple: true,
    value: 'NAME',
    about: 'an environment variable that the script may read as __ENV.NAME',
  },
} as const satisfies OptionSpecs;

export const latency = defineCommand({
  about: 'what clients wait for, at a constant arrival rate, with percentiles and their intervals',
  options: { ...loadOptions, ...latencyOptions },
  examples: [
    'npx gatewright latency --stack my-api --rate 20 --duration 30s',
    'npx gatewright latency --stack my-api --route "GET /users" --plan',
    'npx gatewright latency --local --rate 50 --duration 10s --json',
    'npx gatewright latency --stack my-api --ramp 10..100:10 --duration 5m',
    'npx gatewright latency --stack my-api --script load/mine.ts',
    'npx gatewright latency --stack my-api --rate 20 --spike 200:10s --duration 1m',
  ],
  async run(values, context) {
    if (values.script !== undefined) return runScript({ ...values, script: values.script }, context);
    const typedRate = values.rate === undefined ? undefined : parseRate(values.rate);
    const durationSeconds = parseDuration(values.duration ?? '30s');
    shapeOf(values, typedRate ?? usualPerSecond);
    return runLoad<LatencyPlan, LatencyDocument>(
      values,
      {
        scenario: 'latency',
        makePlan: ({ mostPerSecond, ...input }) => {
          const ratePerSecond = typedRate ?? Math.min(usualPerSecond, mostPerSecond);
          const shape = shapeOf(values, ratePerSecond);
          return planLatency({ ...input, ratePerSecond, durationSeconds, shape });
        },
        conclude: latencyDocument,
        format: formatLatency,
      },
      context,
    );
  },
});

const usualPerSecond = 20;

function shapeOf(
  { rate, ramp, spike }: Readonly<Record<'rate' | 'ramp' | 'spike', string | undefined>>,
  ratePerSecond: number,
): LoadShape | undefined {
  if (ramp !== undefined && (rate !== undefined || spike !== undefined)) {
    throw new UsageError(
      `--ramp and --${rate === undefined ? 'spike' : 'rate'} don't go together.`,
      'A ramp says its rates itself: --ramp 10..100:5',
    );
  }
  if (ramp !== undefined) return parseRamp(ramp);
  return spike === undefined ? undefined : parseSpike(spike, ratePerSecond);
}
