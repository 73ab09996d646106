import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { needsOf } from '../permission/aws-calls.ts';
import { proxyFor } from '../transport/proxy.ts';
import { clientConfig } from './aws-client-config.ts';
import { type AwsCall, awsFailure } from './aws-failure.ts';
import type { AwsOptions } from './aws-options.ts';
import { EndpointWatch } from './endpoint-watch.ts';

/** API Gateway's two services, with the modules that hold their commands. */
export interface GatewayClients {
  readonly rest: {
    readonly client: APIGatewayClient;
    readonly sdk: typeof import('@aws-sdk/client-api-gateway');
  };
  readonly v2: {
    readonly client: ApiGatewayV2Client;
    readonly sdk: typeof import('@aws-sdk/client-apigatewayv2');
  };
  /** What the answers so far tell of the endpoint that gave them. */
  readonly endpoint: EndpointWatch;
}

/**
 * The SDK is loaded here, so that commands which need no AWS don't pay for it.
 * @throws UsageError for a profile that doesn't exist, and an endpoint that is no URL.
 */
export async function openGatewayClients(options: AwsOptions): Promise<GatewayClients> {
  // The SDK's reminder of Node versions to come is for this project's maintainers, not for the people who run it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const [rest, v2] = await Promise.all([
    import('@aws-sdk/client-api-gateway'),
    import('@aws-sdk/client-apigatewayv2'),
  ]);
  const clients = {
    rest: new rest.APIGatewayClient(clientConfig('API_GATEWAY', options)),
    v2: new v2.ApiGatewayV2Client(clientConfig('APIGATEWAYV2', options)),
  };
  const endpoint = new EndpointWatch();
  for (const { config } of Object.values(clients)) endpoint.watch(config.requestHandler);
  return { rest: { client: clients.rest, sdk: rest }, v2: { client: clients.v2, sdk: v2 }, endpoint };
}

/** However often a call is retried and however many pages it has, it ends. */
const longestCallMs = 6000;

/** What a call takes; of one that the table doesn't have, its own name. */
function neededFor(service: AwsCall['service'], operation: string): Pick<AwsCall, 'permission' | 'without'> {
  const needs = needsOf(service, operation);
  return {
    permission: needs?.action ?? `${service.toLowerCase()}:${operation}`,
    without: needs?.without ?? `${service}'s ${operation}`,
  };
}

function proxyOn(origin: string | null): Pick<AwsCall, 'proxy'> {
  const proxy = origin === null ? null : proxyFor(new URL(origin), process.env);
  return proxy === null ? {} : { proxy: `${proxy.shown} (${proxy.variable})` };
}

/** Makes calls that end in time, or when the signal says so. Each fails with a `UsageError`, whose `cause` is the SDK's own error. */
export function caller(service: AwsCall['service'], endpoint: EndpointWatch, signal?: AbortSignal) {
  return async <T>(operation: string, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    const inTime = AbortSignal.timeout(longestCallMs);
    try {
      return await send(signal === undefined ? inTime : AbortSignal.any([inTime, signal]));
    } catch (error) {
      throw awsFailure(error, {
        service,
        operation,
        ...neededFor(service, operation),
        endpoint: endpoint.origin ?? service,
        isAws: endpoint.isAws,
        ...proxyOn(endpoint.origin),
      });
    }
  };
}
