import type { Facts } from './cause.ts';
import { onRest } from './recognise.ts';

interface Raised {
  readonly errorType: string;
  readonly message: string;
}

/** Fields that only events of one payload format have. */
const onlyIn = {
  '1.0': /['"](httpMethod|resource|multiValueHeaders|multiValueQueryStringParameters)['"]/,
  '2.0': /['"](routeKey|rawPath|rawQueryString|http)['"]|reading '(method|path)'/,
} as const;

/** What an error most often comes of behind API Gateway, as the end of a sentence; empty where nothing is known of it. */
export function raisedBecause(facts: Facts, { errorType, message }: Raised): string {
  const sent = onRest(facts) ? '1.0' : (payloadFormat(facts) ?? '2.0');
  const read = sent === '1.0' ? '2.0' : '1.0';
  if (onlyIn[read].test(message))
    return `: it reads events of payload format ${read}, and the integration sends ${sent}`;
  if (facts.neighbourhood.routeAnswers === 'with-query' && !hasQuery(facts))
    return `: it answers this route with query parameters, and without any queryStringParameters is ${sent === '1.0' ? 'null' : 'absent'}`;
  const [, variable] = /^'([A-Z][A-Z0-9_]{2,})'$/.exec(message) ?? [];
  if (errorType === 'KeyError' && variable !== undefined)
    return `: if that is an environment variable, the function doesn't have it`;
  return '';
}

function payloadFormat({ deployment, observed: { exchange } }: Facts): '1.0' | '2.0' | null {
  if (deployment === null) return null;
  const routes = deployment.definedRoutes.read ? deployment.definedRoutes.value : [];
  const version = routes.find(({ key }) => key === exchange.route)?.integration?.payloadFormatVersion;
  return version === '1.0' || version === '2.0' ? version : null;
}

function hasQuery({ observed: { exchange } }: Facts): boolean {
  return new URL(exchange.request.url).search !== '';
}
