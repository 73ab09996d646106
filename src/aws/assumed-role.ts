import { UsageError } from '../errors/usage-error.ts';
import { accountEnd } from './account-id.ts';
import type { ClientConfig } from './aws-client-config.ts';
import { isDenied, isNotImplemented, messageOf } from './aws-error.ts';
import { awsFailure } from './aws-failure.ts';
import type { AwsOptions } from './aws-options.ts';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialSource = () => Promise<SessionCredentials>;

/** A session is renewed this long before it ends. */
const renewBeforeMs = 5 * 60_000;

const sources = new Map<string, CredentialSource>();

/**
 * Credentials of a role, assumed once for all clients that go by the same settings, and again before they end.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * The source throws a UsageError that says who may not assume which role.
 */
export function assumedRole(role: string, sts: ClientConfig, { env }: AwsOptions): CredentialSource {
  const asked = [role, sts.profile, sts.region, sts.endpoint, keyOf(sts), env.AWS_CONFIG_FILE];
  const key = JSON.stringify(asked);
  const source = sources.get(key) ?? renewed(() => assume(role, sts));
  sources.set(key, source);
  return source;
}

const keyOf = ({ credentials }: ClientConfig) =>
  typeof credentials === 'object' ? credentials.accessKeyId : null;

/** Asks again only where what there is ends soon, or is half over where it is short; a failure is not kept. */
export function renewed(ask: CredentialSource): CredentialSource {
  let current: Promise<SessionCredentials> | null = null;
  let dueMs = Number.POSITIVE_INFINITY;
  return () => {
    if (current !== null && Date.now() < dueMs) return current;
    dueMs = Number.POSITIVE_INFINITY;
    const asking = ask();
    current = asking;
    asking.then(
      ({ expiration }) => {
        const leftMs = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
        dueMs = Date.now() + Math.max(leftMs - renewBeforeMs, leftMs / 2);
      },
      () => {
        if (current === asking) current = null;
      },
    );
    return asking;
  };
}

async function assume(role: string, sts: ClientConfig): Promise<SessionCredentials> {
  // The SDK's reminder of Node versions to come is for this project's maintainers, not for the people who run it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { fromTemporaryCredentials, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const { credentials, profile, requestHandler } = sts;
  // A region given here would take the place of a login's own.
  const caller = () =>
    fromNodeProviderChain({
      ...(profile === undefined ? {} : { profile }),
      clientConfig: { requestHandler },
    });
  const source = fromTemporaryCredentials({
    masterCredentials: credentials ?? caller(),
    params: { RoleArn: role, RoleSessionName: 'gatewright' },
    clientConfig: sts,
  });
  try {
    return await source();
  } catch (error) {
    throw refusal(error, role, sts);
  }
}

function refusal(error: unknown, role: string, { endpoint }: ClientConfig): UsageError {
  const name = `the role ${roleName(role)}`;
  // Whoever asks next must not take it for a permission that the role lacks.
  const cause = new Error(messageOf(error), { cause: error });
  if (isDenied(error)) {
    const [, account, who] = /User: arn:[^:]*:[^:]*:[^:]*:(\d*):(\S+)/.exec(messageOf(error)) ?? [];
    const caller =
      who === undefined ? 'The caller' : `${who}${account ? ` of the account ${accountEnd(account)}` : ''}`;
    return new UsageError(
      `${caller} may not assume ${name}.`,
      [
        "The caller's policy has to allow sts:AssumeRole on it, and its trust policy has to name the caller.",
        'Another one: --role-arn ARN, or --profile NAME to ask as somebody else.',
      ],
      { cause },
    );
  }
  const failure = awsFailure(error, {
    service: 'STS',
    operation: 'AssumeRole',
    permission: 'sts:AssumeRole',
    endpoint: endpoint ?? 'STS',
    isAws: endpoint === undefined,
  });
  return new UsageError(
    `${name[0]?.toUpperCase()}${name.slice(1)} can't be assumed: ${failure.message}`,
    [
      ...failure.next.filter((line) => !line.includes('--url')),
      ...(isNotImplemented(error)
        ? ['Without a role here: take it out of the environment, or name another one with --env.']
        : []),
    ],
    { cause },
  );
}

/** `ci/Gate of the account …9012`. */
export function roleName(arn: string): string {
  const [, account = '', name = arn] = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  return account === '' ? name : `${name} of the account ${accountEnd(account)}`;
}
