import { setMaxListeners } from 'node:events';
import { clientConfig } from '../aws/aws-client-config.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { credentialsAtHand } from '../aws/credentials-at-hand.ts';
import type { AwsFor } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import type { Deployment } from './deployment.ts';
import { type GatewayReads, openGatewayReads } from './gateway-reads.ts';
import { type DeploymentReading, readDeployment } from './read-deployment.ts';

/** Readings under way beside something else that takes time. */
export interface DeploymentReadings {
  /** Of one target, whenever it is there; `null` where there is nothing to read. */
  of(target: Target): Promise<DeploymentReading | null>;
  /** Of all targets, in their order, without those of which nothing is known; what is not there within the time stays unread. */
  within(ms: number): Promise<Deployment[]>;
}

/**
 * Starts to read what is deployed under these targets; never rejects. A bare URL is read only where region and
 * credentials are at hand or an emulator on this machine is asked, and then the account may be another one: nothing is known of it unless the API is found.
 */
export function startReading(targets: readonly Target[], aws: AwsFor): DeploymentReadings {
  const late = new AbortController();
  // Every call listens to it, and that many is what it is for.
  setMaxListeners(0, late.signal);
  const opened = new Map<string, Promise<GatewayReads | null>>();
  const readsFor: ReadsFor = (options) => {
    const { env: _, ...place } = options;
    const key = JSON.stringify(place);
    const reads = opened.get(key) ?? openGatewayReads(options, late.signal).catch(() => null);
    opened.set(key, reads);
    return reads;
  };
  const started = targets.map((target) => [target, readOne(target, aws(target), readsFor)] as const);
  return {
    of: async (target) => started.find(([one]) => one === target)?.[1] ?? null,
    within: async (ms) => {
      const timer = setTimeout(() => late.abort(), ms);
      const all = await Promise.all(started.map(([, reading]) => reading));
      clearTimeout(timer);
      return all.flatMap((reading) => reading?.deployment ?? []);
    },
  };
}

/** An emulator on this machine does: its clients need neither keys nor a region. */
function takesAnybody(options: AwsOptions): boolean {
  try {
    const { endpoint, region, credentials } = clientConfig('API_GATEWAY', options);
    return endpoint !== undefined && region !== undefined && credentials !== undefined;
  } catch {
    return false;
  }
}

type ReadsFor = (options: AwsOptions) => Promise<GatewayReads | null>;

async function readOne(
  target: Target,
  options: AwsOptions,
  readsFor: ReadsFor,
): Promise<DeploymentReading | null> {
  if (target.apiId === null || target.stage === null) return null;
  const bare = target.stackName === null;
  const region = target.region ?? options.region ?? options.env.AWS_REGION ?? options.env.AWS_DEFAULT_REGION;
  if (bare && !(region !== undefined && credentialsAtHand(options)) && !takesAnybody(options)) return null;
  const reads = await readsFor({ ...options, region });
  if (reads === null) return null;
  const reading = await readDeployment(target, reads);
  const strange = bare && reading !== null && !reading.deployment.api.read && !reading.deployment.stage.read;
  return strange ? null : reading;
}
