import type { DeployedRoute, Deployment } from './deployment.ts';

/** Beyond the integration's own timeout: the way there and back, and what the gateway does beside. In milliseconds. */
const wayMs = 2000;

/**
 * How long an answer of the route may take: its integration's timeout and 2 s; `null` where that could not be read.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export function integrationLimitMs(deployment: Deployment, routeKey: string): number | null {
  if (!deployment.routes.read) return null;
  const [method, path] = routeKey.split(' ');
  const timeout = (fits: (route: DeployedRoute) => boolean) =>
    deployment.routes.read ? deployment.routes.value.find(fits)?.integration?.timeoutMs : undefined;
  const found =
    timeout(({ key }) => sameKey(key, `${method} ${path}`)) ??
    timeout(({ key }) => sameKey(key, `ANY ${path}`));
  return found === undefined || found === null ? null : found + wayMs;
}

/** Names of parameters don't tell routes apart. */
function sameKey(one: string, other: string): boolean {
  const plain = (key: string) => key.replaceAll(/\{[^{}+]+/g, '{');
  return plain(one) === plain(other);
}
