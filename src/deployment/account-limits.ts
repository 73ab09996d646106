import { clientConfig } from '../aws/aws-client-config.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { EndpointWatch } from '../aws/endpoint-watch.ts';
import { caller, openGatewayClients } from '../aws/gateway-clients.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { DeployedThrottle, Reading } from './deployment.ts';
import { readingOf } from './reading.ts';

/** What all APIs and functions of an account share in one region. */
export interface AccountLimits {
  /** `null`: that of the AWS settings. */
  readonly region: string | null;
  /** The last digits of its id, `…9012`; `null` where nothing tells. */
  readonly account: string | null;
  /** Names of the targets that share it. */
  readonly targets: readonly string[];
  /** API Gateway's throttle over all APIs; `null` where the account tells none. */
  readonly throttle: Reading<DeployedThrottle | null>;
  /** Executions at once that functions without a reservation share. */
  readonly concurrency: Reading<number>;
  /** By function: executions at once that are reserved for it, and held from the others; `null` for none. */
  readonly reserved: { readonly [functionName: string]: Reading<number | null> };
}

export interface AccountQuestion {
  readonly region: string | null;
  readonly account: string | null;
  readonly targets: readonly string[];
  /** Functions that will be called. */
  readonly functions: readonly string[];
}

/**
 * Reads what the account shares, and never fails: a missing permission leaves one figure unread. Needs apigateway:GET on
 * /account, lambda:GetAccountSettings and lambda:GetFunctionConcurrency.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
export async function readAccountLimits(
  { region, account, targets, functions }: AccountQuestion,
  given: AwsOptions,
  signal?: AbortSignal,
): Promise<AccountLimits> {
  const options = { ...given, region: region ?? given.region };
  const lambda = openLambda(options, signal);
  const [throttle, concurrency, ...reserved] = await Promise.all([
    readingOf(accountThrottle(options, signal)),
    readingOf(lambda.then(({ unreserved }) => unreserved())),
    ...functions.map((name) => readingOf(lambda.then(({ reservedFor }) => reservedFor(name)))),
  ]);
  return {
    region,
    account,
    targets,
    throttle,
    concurrency,
    reserved: Object.fromEntries(functions.map((name, index) => [name, reserved[index]])) as {
      [name: string]: Reading<number | null>;
    },
  };
}

async function accountThrottle(options: AwsOptions, signal?: AbortSignal): Promise<DeployedThrottle | null> {
  const { rest, endpoint } = await openGatewayClients(options);
  return caller(
    'API Gateway',
    endpoint,
    signal,
  )('GetAccount', async (abortSignal) => {
    const { throttleSettings } = await rest.client.send(new rest.sdk.GetAccountCommand({}), { abortSignal });
    const { rateLimit, burstLimit } = throttleSettings ?? {};
    return rateLimit === undefined || burstLimit === undefined
      ? null
      : { ratePerSecond: rateLimit, burst: burstLimit };
  });
}

async function openLambda(options: AwsOptions, signal?: AbortSignal) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const sdk = await import('@aws-sdk/client-lambda');
  const client = new sdk.LambdaClient(clientConfig('LAMBDA', options));
  const endpoint = new EndpointWatch();
  endpoint.watch(client.config.requestHandler);
  const call = caller('Lambda', endpoint, signal);
  return {
    unreserved: () =>
      call('GetAccountSettings', async (abortSignal) => {
        const { AccountLimit } = await client.send(new sdk.GetAccountSettingsCommand({}), { abortSignal });
        const most = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
        if (most === undefined)
          throw new UsageError(
            'The answer of GetAccountSettings holds no limit of concurrent executions.',
            [],
          );
        return most;
      }),
    reservedFor: (FunctionName: string) =>
      call('GetFunctionConcurrency', async (abortSignal) => {
        const command = new sdk.GetFunctionConcurrencyCommand({ FunctionName });
        return (await client.send(command, { abortSignal })).ReservedConcurrentExecutions ?? null;
      }),
  };
}
