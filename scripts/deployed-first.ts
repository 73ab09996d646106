import { type AccountLimits, readAccountLimits } from '../src/deployment/account-limits.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import type { Context } from './command.ts';
import { accountsAsked, longestReadMs } from './load-safety.ts';
import type { ResolvedTargets } from './targets.ts';

/** What is deployed, for scenarios whose plan depends on it. Empty where nothing may be read. */
export interface Deployed {
  readonly deployments: readonly Deployment[];
  /** One for each account and region. */
  readonly accounts: readonly AccountLimits[];
}

export const nothingDeployed: Deployed = { deployments: [], accounts: [] };

/** Reads it and never fails. */
export async function readDeployed(
  targets: readonly Target[],
  { places }: Pick<ResolvedTargets, 'places'>,
  { env, signal }: Context,
): Promise<Deployed> {
  const aws = awsFor(places, env);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]);
  const [deployments, accounts] = await Promise.all([
    startReading(targets, aws).within(longestReadMs),
    Promise.all(
      accountsAsked(targets, aws).map(({ options, ...account }) =>
        readAccountLimits({ ...account, functions: [] }, options, patience),
      ),
    ),
  ]);
  return { deployments, accounts };
}
