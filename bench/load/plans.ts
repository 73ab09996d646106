import type { Contract } from '../../src/contract/contract.ts';
import type { LatencyPlan } from '../../src/plan/plan.ts';
import { planLatency } from '../../src/plan/plan-latency.ts';

/** The plan that the command would make of a contract with these GET routes, each answered with 200. */
export function planOf(
  invokeUrl: string,
  load: { readonly rate: number; readonly seconds: number; readonly paths: readonly string[] },
): LatencyPlan {
  const route = { responses: {}, examples: { one: { expect: { status: 200 } } } };
  const contract: Contract = {
    name: 'bench',
    routes: Object.fromEntries(load.paths.map((path) => [`GET ${path}`, route])),
  };
  const target = {
    target: 'bench:rest',
    apiType: 'rest' as const,
    invokeUrl,
    stage: null,
    region: null,
    stackName: null,
    endpointType: null,
    apiId: null,
  };
  return planLatency({
    runId: 'bench',
    subjects: [{ target, contract }],
    ratePerSecond: load.rate,
    durationSeconds: load.seconds,
  });
}
