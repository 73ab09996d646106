import type { Deployment } from '../src/deployment/deployment.ts';
import { openGatewayReads } from '../src/deployment/gateway-reads.ts';
import { type RestFeatures, readRestFeatures } from '../src/deployment/rest-features.ts';
import { awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import type { Move } from '../src/migration/move.ts';
import { planMove } from '../src/migration/plan-move.ts';
import type { Context } from './command.ts';
import { longestReadMs } from './load-safety.ts';
import type { FoundOut } from './load-verb.ts';

/** What is in the way of the other API type, of each target whose deployment could be read. */
export async function blockersOf(
  { subjects, deployed, resolved }: FoundOut,
  context: Context,
): Promise<readonly Move[]> {
  const moves = subjects.map(async ({ target }): Promise<Move | null> => {
    const deployment = deployed.deployments.find((one) => one.target === target.target);
    if (deployment === undefined) return null;
    return planMove({ deployment, features: await featuresOf(target, deployment, { resolved, context }) });
  });
  return (await Promise.all(moves)).filter((move) => move !== null);
}

async function featuresOf(
  target: Target,
  deployment: Deployment,
  { resolved: { places }, context: { env, signal } }: { resolved: FoundOut['resolved']; context: Context },
): Promise<RestFeatures | null> {
  if (deployment.apiType !== 'rest') return null;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]);
  const options = awsFor(places, env)(target);
  const region = target.region ?? options.region;
  const reads = await openGatewayReads({ ...options, region }, patience).catch(() => null);
  return reads === null ? null : readRestFeatures(target, reads);
}
