import { type AccountLimits, readAccountLimits } from '../src/deployment/account-limits.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import type { Target } from '../src/discovery/target.ts';
import type { Context } from './command.ts';
import { longestReadMs, regionsOf } from './load-safety.ts';
import type { ResolvedTargets } from './targets.ts';

/** What is deployed, for scenarios whose plan depends on it. Empty where nothing may be read. */
export interface Deployed {
  readonly deployments: readonly Deployment[];
  /** One for each region. */
  readonly accounts: readonly AccountLimits[];
}

export const nothingDeployed: Deployed = { deployments: [], accounts: [] };

/** Reads it and never fails. */
export async function readDeployed(
  targets: readonly Target[],
  { place }: Pick<ResolvedTargets, 'place'>,
  { env, signal }: Context,
): Promise<Deployed> {
  const options = { ...place, env };
  const patience = AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]);
  const [deployments, accounts] = await Promise.all([
    startReading(targets, options).within(longestReadMs),
    Promise.all(
      regionsOf(targets, options).map((region) =>
        readAccountLimits({ region, functions: [] }, options, patience),
      ),
    ),
  ]);
  return { deployments, accounts };
}
