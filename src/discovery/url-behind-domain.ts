import { isIP } from 'node:net';
import { clientConfig } from '../aws/aws-client-config.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { credentialsAtHand } from '../aws/credentials-at-hand.ts';
import { isLoopback } from '../aws/endpoint-watch.ts';
import { unlessGone } from '../aws/where-allowed.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Aws, openAws } from './aws.ts';
import { stageBehind } from './domain-stages.ts';
import type { NamedStage } from './invoke-outputs.ts';
import { readDomain } from './read-domain.ts';
import type { Target } from './target.ts';

/** A bare URL needs no AWS: whatever takes longer goes without. */
const patienceMs = 3000;

/**
 * A bare URL that may be a custom domain's, with the API and stage that API Gateway tells are behind it, so that deployments, logs and
 * settings can be read. Silently as it was where nobody is logged in, no region is set, or the answer is no, late or odd.
 * @throws UsageError where the API behind it is of the other type.
 */
export async function behindDomain(target: Target, options: AwsOptions): Promise<Target> {
  const { hostname, protocol } = new URL(target.invokeUrl);
  const isName =
    isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.') && !isLoopback(target.invokeUrl);
  if (target.apiId !== null || !isName || !mayAsk(protocol, options)) return target;
  const late = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), patienceMs).unref();
  });
  const told = await Promise.race([askedFor(target, options).catch(() => null), late]);
  if (told === null) return target;
  if (told.apiType !== target.apiType) {
    throw new UsageError(
      `${target.invokeUrl} leads to the API ${told.apiId}, which is of type ${told.apiType}, not ${target.apiType}.`,
      `Write --api ${told.apiType}, or apiType: '${told.apiType}' in the config.`,
    );
  }
  const { apiId, stage, region, endpointType } = told;
  return { ...target, apiId, stage, region, endpointType };
}

/** A profile that isn't there is no reason to refuse a URL that needs none. */
function mayAsk(protocol: string, options: AwsOptions): boolean {
  try {
    const emulated = clientConfig('APIGATEWAYV2', options).endpoint !== undefined;
    return emulated || (protocol === 'https:' && credentialsAtHand(options));
  } catch {
    return false;
  }
}

type Told = Pick<Target, 'apiType' | 'apiId' | 'stage' | 'region' | 'endpointType'>;

async function askedFor({ invokeUrl, apiType }: Target, options: AwsOptions): Promise<Told | null> {
  const aws = await openAws(options);
  const domain = await readDomain(aws, new URL(invokeUrl).hostname);
  if (typeof domain === 'string') return null;
  const led = stageBehind(domain, invokeUrl, aws.endpoint);
  if (led === null || led.stage === null) return null;
  const found = await typeOf(aws, led, apiType);
  return found === null
    ? null
    : {
        apiType: found,
        apiId: led.apiId,
        stage: led.stage,
        region: aws.region,
        endpointType: domain.endpointType,
      };
}

/** The type that is said is asked for first: one call where it is right. */
async function typeOf(
  aws: Aws,
  { apiId }: NamedStage,
  said: Target['apiType'],
): Promise<Target['apiType'] | null> {
  for (const type of said === 'rest' ? (['rest', 'http'] as const) : (['http', 'rest'] as const)) {
    const told = await unlessGone<unknown>(type === 'rest' ? aws.restApi(apiId) : aws.v2Api(apiId));
    if (told !== 'gone') return type;
  }
  return null;
}
