import { UsageError } from '../errors/usage-error.ts';
import type { Transport } from '../transport/transport.ts';
import { parseInvokeUrl } from './invoke-url.ts';
import type { Target } from './target.ts';

/** `vpce-ID-NAME.execute-api.REGION.vpce.SUFFIX`, and with a zone in the name. */
const vpcEndpointHost = /^vpce-[\w-]+\.execute-api\.([a-z0-9-]+)\.vpce\.[a-z.]+$/;

/**
 * A target whose URL is a VPC endpoint's own host name: which API is meant, a header says.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 * @throws UsageError where no header does, or the URL names no stage.
 */
export function throughVpcEndpoint(
  target: Target,
  transport: Transport | null,
  name?: string | undefined,
): Target {
  const { hostname, pathname } = new URL(target.invokeUrl);
  const [, region] = vpcEndpointHost.exec(hostname) ?? [];
  if (region === undefined) return target;
  const apiId = apiIdIn(transport?.headers ?? {});
  if (apiId === null) {
    throw new UsageError(
      `${target.invokeUrl} is the host name of a VPC endpoint, which leads to every PRIVATE API: nothing says to which.`,
      "Add --header 'x-apigw-api-id: API_ID', or a Host header with the API's own host name.",
    );
  }
  const [stage] = pathname.split('/').filter((segment) => segment !== '');
  if (stage === undefined) {
    throw new UsageError(
      `${target.invokeUrl} names no stage, and a REST API answers only under one.`,
      `Write ${target.invokeUrl}/STAGE.`,
    );
  }
  return {
    ...target,
    target: `${name ?? apiId}:${target.apiType}`,
    apiId,
    region,
    stage,
    endpointType: 'PRIVATE',
  };
}

function apiIdIn(headers: { readonly [name: string]: string }): string | null {
  const said = (wanted: string) =>
    Object.entries(headers)
      .find(([name]) => name.toLowerCase() === wanted)?.[1]
      .trim();
  return said('x-apigw-api-id') ?? parseInvokeUrl(`https://${said('host') ?? ''}/`)?.apiId ?? null;
}
