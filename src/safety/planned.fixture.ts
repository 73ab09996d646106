import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import type { LatencyPlan } from '../plan/plan.ts';
import { planLatency } from '../plan/plan-latency.ts';

const target: Target = {
  target: 'orders:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'orders',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};

const contract: Contract = {
  name: 'orders',
  routes: {
    'GET /orders': {
      responses: {},
      objectives: { p95Ms: 400 },
      examples: { all: { expect: { status: 200 } } },
    },
    'GET /health': { responses: {}, examples: { well: { expect: { status: 200 } } } },
  },
};

/** Two targets of one region, each with two routes in equal shares. */
export function planned(rate: {
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
}): LatencyPlan {
  const targets: Target[] = [target, { ...target, target: 'orders:http', apiType: 'http', apiId: 'def456' }];
  const subjects = targets.map((one) => ({ target: one, contract }));
  return planLatency({ runId: 'r', subjects, ...rate }) as LatencyPlan;
}
