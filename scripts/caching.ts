import { deployedRoute } from '../src/deployment/route-lookup.ts';
import type { Target } from '../src/discovery/target.ts';
import type { CachingPlan, DeployedCaching } from '../src/plan/caching-plan.ts';
import { parseDuration } from '../src/plan/duration.ts';
import { planCaching } from '../src/plan/plan-caching.ts';
import { parseRate } from '../src/plan/rate.ts';
import { cachingDocument } from '../src/report/caching-document.ts';
import type { CachingDocument } from '../src/report/documents.ts';
import { formatCaching } from '../src/report/terminal-caching.ts';
import { defineCommand, type OptionSpecs } from './command.ts';
import type { Deployed } from './deployed-first.ts';
import { loadOptions } from './load-options.ts';
import { runLoad } from './load-run.ts';

export const cachingOptions = {
  rate: {
    type: 'string',
    value: 'N',
    about: 'requests a second for each target; default 8 for each route, 24 at most',
  },
  duration: {
    type: 'string',
    value: 'TIME',
    about: 'how long to look; default what the time to live takes, 10m at most',
  },
} as const satisfies OptionSpecs;

export const caching = defineCommand({
  about: "what a REST API's cache keeps: hit ratio, time to live, key, and who may refresh it",
  options: { ...loadOptions, ...cachingOptions },
  examples: [
    'npx gatewright caching --stack my-api',
    'npx gatewright caching --stack my-api --route "GET /users/{id}" --plan',
    'npx gatewright caching --url https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev --api rest --contract my-api',
  ],
  async run(values, context) {
    const ratePerSecond = values.rate === undefined ? undefined : parseRate(values.rate);
    const durationSeconds = values.duration === undefined ? undefined : parseDuration(values.duration);
    return runLoad<CachingPlan, CachingDocument>(
      values,
      {
        scenario: 'caching',
        readsDeployed: true,
        makePlan: (input) =>
          planCaching({
            ...input,
            ratePerSecond,
            durationSeconds,
            deployedCaching: (target, routeKey) => deployedCaching(input.deployed, target, routeKey),
          }),
        unsent: (plan) => (plan.targets.length === 0 ? cachingDocument(plan, null) : null),
        conclude: (run) => cachingDocument(run.plan as CachingPlan, run),
        format: formatCaching,
      },
      context,
    );
  },
});

function deployedCaching({ deployments }: Deployed, { target }: Target, routeKey: string): DeployedCaching {
  const deployment = deployments.find((one) => one.target === target);
  if (deployment?.stage.read !== true) return { read: false };
  if (!deployment.stage.value.cacheEnabled) return { read: true, cache: null };
  const route = deployedRoute(deployment, routeKey);
  return route === null ? { read: false } : { read: true, cache: route.cache };
}
