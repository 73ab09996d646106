import type { PlannedExchange } from '../src/conformance/exchange.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import { integrationLimitMs } from '../src/deployment/integration-limit.ts';
import { defaultLimitMs } from './perform.ts';
import { readRunFile } from './run-files.ts';

/** How often to look whether deployments have been read by now. In milliseconds. */
const lookAgainMs = 1000;

/**
 * How long an answer may take: what is deployed says it where that could be read, which may be only after the request went
 * out; else the longest that its API type allows by default.
 */
export function limitsOf(runDir: string): (exchange: PlannedExchange) => number {
  let deployments: readonly Deployment[] | null = null;
  let looked = 0;
  return ({ target, apiType, route }) => {
    if (deployments === null && performance.now() - looked > lookAgainMs) {
      looked = performance.now();
      deployments = readRunFile(runDir, 'deployments')?.deployments ?? null;
    }
    const deployment = deployments?.find((one) => one.target === target);
    return (deployment && integrationLimitMs(deployment, route)) ?? defaultLimitMs[apiType];
  };
}
