import { UsageError } from '../src/errors/usage-error.ts';
import { planThrottling } from '../src/plan/plan-throttling.ts';
import { parseRate } from '../src/plan/rate.ts';
import type { ThrottlingPlan } from '../src/plan/throttling-plan.ts';
import type { ThrottlingDocument } from '../src/report/documents.ts';
import { formatThrottling } from '../src/report/terminal-throttling.ts';
import { throttlingDocument } from '../src/report/throttling-document.ts';
import { knownSettings } from '../src/throttling/known-settings.ts';
import { defineCommand } from './command.ts';
import type { Deployed } from './deployed-first.ts';
import { loadOptions, parseCount } from './load-options.ts';
import { runLoad } from './load-run.ts';

export const throttling = defineCommand({
  about: 'the steady rate and the burst that a route, a stage or a key is limited to, found from outside',
  options: {
    ...loadOptions,
    rate: {
      type: 'string',
      value: 'N',
      about: 'where the limit is thought to be, a second; default: as promised, else as deployed',
    },
    burst: { type: 'string', value: 'N', about: 'what the burst is thought to be; default: likewise' },
    'up-to': { type: 'string', value: 'TIMES', about: 'rise to this many times the rate at most; default 3' },
  },
  examples: [
    'npx gatewright throttling --stack my-api --route "GET /users" --plan',
    'npx gatewright throttling --stack my-api --route "GET /users" --rate 50 --burst 20',
    'npx gatewright throttling --url https://abc123.execute-api.us-east-1.amazonaws.com/dev --api rest --json',
  ],
  async run(values, context) {
    const guess = {
      ratePerSecond: values.rate === undefined ? undefined : parseRate(values.rate),
      burst: parseCount(values.burst, '--burst'),
    };
    const upTo = parseTimes(values['up-to']);
    return runLoad<ThrottlingPlan, ThrottlingDocument>(
      values,
      {
        scenario: 'throttling',
        readsDeployed: true,
        makePlan: (input) => planThrottling({ ...input, guess, upTo, settingsOf: settingsIn(input) }),
        conclude: throttlingDocument,
        format: formatThrottling,
      },
      context,
    );
  },
});

function settingsIn({ deployed }: { readonly deployed: Deployed }) {
  return (target: string, route: string) => {
    return knownSettings({
      route,
      deployment: deployed.deployments.find((one) => one.target === target) ?? null,
      account: deployed.accounts.find(({ targets }) => targets.includes(target))?.throttle ?? null,
    });
  };
}

function parseTimes(typed = '3'): number {
  const times = Number(typed);
  if (Number.isFinite(times)) return times;
  throw new UsageError(`--up-to ${typed} is not a number.`, 'Try: --up-to 3');
}
