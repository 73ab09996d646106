import type { Contract, Route } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import type { CachingPlan } from '../plan/caching-plan.ts';
import { type CachingOptions, planCaching } from '../plan/plan-caching.ts';
import { lognormalMs, type SimulatedCache } from './simulated-cache.fixture.ts';

export const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'a1b2c3d4e5',
};

export const httpTarget: Target = { ...target, target: 'shop:http', apiType: 'http', stage: '$default' };

export const prices: Route = {
  responses: { 200: {} },
  cache: { ttlSeconds: 10, keyedBy: ['query.currency'] },
  request: { query: { currency: { schema: { type: 'string' } } } },
  examples: {
    'in euros': {
      path: { id: 7 },
      query: { currency: 'EUR', lang: 'de' },
      headers: { Accept: 'application/json' },
      expect: { status: 200 },
    },
  },
};

/** A contract of one cached route. */
export function shop(change: Partial<Route> = {}, routes: Contract['routes'] = {}): Contract {
  return {
    name: 'shop',
    marks: { invocation: { header: 'x-invocation' } },
    routes: { 'GET /prices/{id}': { ...prices, ...change }, ...routes },
  };
}

/** What the contract says, as a cache. */
export const sound: SimulatedCache = {
  ttlSeconds: 10,
  keyedBy: ['query.currency'],
  refresh: 'ignored-with-warning',
  hitMs: lognormalMs(1.2, 6),
  missMs: lognormalMs(20, 80),
  marked: true,
};

export function planOf(contract: Contract, options: Partial<CachingOptions> = {}): CachingPlan {
  return planCaching({
    runId: '20260302-101500-caching-k3f9',
    subjects: [{ target, contract }],
    deployedCaching: () => ({ read: false }),
    ...options,
  });
}
