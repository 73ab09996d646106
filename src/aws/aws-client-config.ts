import { UsageError } from '../errors/usage-error.ts';
import { awsAgents } from '../transport/agents.ts';
import { assumedRole, type CredentialSource } from './assumed-role.ts';
import type { AwsOptions } from './aws-options.ts';
import { refuseUnknownProfile } from './aws-profiles.ts';
import { emulatorFiles } from './emulator-files.ts';
import { isLoopback } from './endpoint-watch.ts';

export interface ClientConfig {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  } & ReturnType<typeof awsAgents>;
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: Keys | CredentialSource;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * How a client of one AWS service is set up: variables as the SDK and the CLI read them (`AWS_DEFAULT_REGION`, too),
 * and an endpoint that doesn't answer is given up within seconds.
 * @throws UsageError for a profile that doesn't exist, and an endpoint that is no URL.
 */
export function clientConfig(service: string, options: AwsOptions): ClientConfig {
  const { role } = options;
  const plain = callerConfig(service, options);
  if (role === undefined) return plain;
  return { ...plain, credentials: assumedRole(role, callerConfig('STS', options), options) };
}

/** As the caller itself, before any role. */
function callerConfig(service: string, { region, profile, env }: AwsOptions): ClientConfig {
  const endpoint = endpointOf(service, env);
  const local = endpoint !== undefined && isLoopback(endpoint);
  const files = endpoint === undefined ? null : emulatorFiles(endpoint, env);
  const keys = profile === undefined ? keysOf(env) : undefined;
  const chosenProfile = profile ?? (keys === undefined ? env.AWS_PROFILE || undefined : undefined);
  refuseUnknownProfile(chosenProfile, env);
  // An emulator on this machine needs none, but the SDK signs nothing without.
  const credentials = keys ?? (local && chosenProfile === undefined ? (files?.keys ?? unsecret) : undefined);
  const chosenRegion =
    region ??
    (env.AWS_REGION || env.AWS_DEFAULT_REGION || (local && !chosenProfile ? 'us-east-1' : undefined));
  return {
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2000,
      requestTimeout: 3000,
      throwOnRequestTimeout: true,
      ...awsAgents(env, files?.ca ? { ca: files.ca } : undefined),
    },
    ...(chosenRegion === undefined ? {} : { region: chosenRegion }),
    ...(chosenProfile === undefined ? {} : { profile: chosenProfile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** The pair of AWS's documentation: the local gateway takes signatures of it. */
const unsecret = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpointOf(service: string, env: AwsOptions['env']): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined;
  const name = env[`AWS_ENDPOINT_URL_${service}`] ? `AWS_ENDPOINT_URL_${service}` : 'AWS_ENDPOINT_URL';
  const endpoint = env[name];
  if (!endpoint) return undefined;
  if (URL.canParse(endpoint) && /^https?:/.test(endpoint)) return endpoint;
  throw new UsageError(
    `${name} is no http URL: ${endpoint}`,
    `Write it whole: ${name}=http://127.0.0.1:4566`,
  );
}

function keysOf(env: AwsOptions['env']): Keys | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
