import { UsageError } from '../errors/usage-error.ts';
import { accountEnd } from './account-id.ts';
import { clientConfig } from './aws-client-config.ts';
import { isNoAwsAnswer, isNotImplemented } from './aws-error.ts';
import type { AwsOptions } from './aws-options.ts';
import { EndpointWatch } from './endpoint-watch.ts';
import { caller } from './gateway-clients.ts';
import { regionOf } from './region-of.ts';

/**
 * The account that the credentials belong to, twelve digits; it takes no permission.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws UsageError where there are none, or nobody tells.
 */
export async function callerAccount(options: AwsOptions): Promise<string> {
  // The SDK's reminder of Node versions to come is for this project's maintainers, not for the people who run it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const sdk = await import('@aws-sdk/client-sts');
  const client = new sdk.STSClient(clientConfig('STS', options));
  await regionOf(client, options);
  const endpoint = new EndpointWatch();
  endpoint.watch(client.config.requestHandler);
  return caller('STS', endpoint)('GetCallerIdentity', async (abortSignal) => {
    const { Account } = await client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal });
    if (Account !== undefined && Account !== '') return Account;
    throw new UsageError(`${endpoint.origin ?? 'STS'} tells of no account.`);
  });
}

export interface AccountDemand {
  /** Twelve digits. */
  readonly account: string;
  /** Who demands it: `The environment prod`. */
  readonly who: string;
}

/**
 * Asks whose credentials these are, before anything else is asked with them.
 * @throws UsageError for another account than the one that was demanded, and where it can't be told.
 */
export async function assertAccount({ account, who }: AccountDemand, options: AwsOptions): Promise<void> {
  const found = await callerAccount(options).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${who} demands the account ${accountEnd(account)}, which can't be checked: ${error.message}`,
      [
        ...error.next.filter((line) => !line.includes('--url')),
        ...(isNotImplemented(error.cause) || isNoAwsAnswer(error.cause)
          ? ['Where nobody can tell the account, take it out of the environment.']
          : []),
      ],
      { cause: error.cause },
    );
  });
  if (found !== account) throw otherAccount({ account, who }, found, 'these credentials are of');
}

/** Both accounts by their last digits, and what to change. */
export function otherAccount({ account, who }: AccountDemand, found: string, whose: string): UsageError {
  const alike = accountEnd(found) === accountEnd(account);
  return new UsageError(
    `${who} demands the account ${accountEnd(account)}, and ${whose} ${alike ? 'another one that ends in the same digits' : accountEnd(found)}: nothing was sent.`,
    [
      'Ask with credentials of that account: --profile NAME, or --role-arn ARN.',
      'If it is the right one, change account in gatewright.config.ts (or GATEWRIGHT_ACCOUNT).',
    ],
  );
}
