import { type Finding, has, type Known, named } from './move.ts';

const guide = (page: string) => `https://docs.aws.amazon.com/apigateway/latest/developerguide/${page}.html`;

/** What of an HTTP API in use a REST API lacks, or does otherwise; what couldn't be read is no finding. */
export function leavingHttp({ deployment }: Known): Finding[] {
  const { routes: served, api, stage, authorizers } = deployment;
  const routes = served.read ? served.value : [];
  const keys = (wanted: (route: (typeof routes)[number]) => boolean) =>
    routes.filter(wanted).map(({ key }) => key);
  const jwt = keys(({ authorization }) => authorization === 'JWT');
  const inQuery = authorizers.read
    ? authorizers.value.filter(
        ({ type, identitySources }) => type === 'JWT' && !/\.header\./.test(identitySources[0] ?? '.header.'),
      )
    : [];
  const secondFormat = keys(({ integration }) => integration?.payloadFormatVersion === '2.0');
  const direct = keys(
    ({ integration }) =>
      integration?.type === 'AWS_PROXY' && /^[A-Za-z]+-[A-Za-z]+$/.test(integration.uri ?? ''),
  );
  const findings: (Finding | false)[] = [
    jwt.length > 0 && {
      feature: 'jwt-authorizer',
      weight: 'change',
      found: `A JWT authorizer decides: ${named(jwt)}.`,
      instead: `A JWT authorizer with the same issuer and at least one audience: methods name type JWT, a token without a scope gets 403, and functions find claims in requestContext.authorizer.claims, each with its JSON type.${inQuery.length === 0 ? '' : ` It reads tokens from a header alone, and ${named(inQuery.map(({ name }) => name))} reads them from elsewhere.`}`,
      costs: inQuery.length === 0 ? { kind: 'setting' } : { kind: 'work' },
      source: guide('rest-api-jwt-authorizer'),
    },
    has(api, ({ cors }) => cors !== null) && {
      feature: 'cors-configuration',
      weight: 'change',
      found: 'The CORS configuration answers preflights and sets headers.',
      instead:
        'An OPTIONS method with a MOCK integration for each path, headers from the function, and gateway responses for errors.',
      costs: { kind: 'work' },
      source: guide('how-to-cors'),
    },
    routes.some(({ key }) => key === '$default') && {
      feature: 'default-route',
      weight: 'change',
      found: 'The route $default takes every call that no other does.',
      instead: 'ANY on / and on /{proxy+}.',
      costs: { kind: 'setting' },
      source: guide('http-api-develop-routes'),
    },
    secondFormat.length > 0 && {
      feature: 'payload-format-2',
      weight: 'change',
      found: `Functions get events of payload format 2.0: ${named(secondFormat)}.`,
      instead: 'Events of a REST API (as in format 1.0), and answers that always name their statusCode.',
      costs: { kind: 'work' },
      source: guide('http-api-develop-integrations-lambda'),
    },
    direct.length > 0 && {
      feature: 'first-class-integrations',
      weight: 'change',
      found: `AWS services are called by their subtype: ${named(direct)}.`,
      instead: 'AWS integrations with mapping templates.',
      costs: { kind: 'work' },
      source: guide('http-api-develop-integrations-aws-services-reference'),
    },
    has(stage, ({ autoDeploy }) => autoDeploy) && {
      feature: 'automatic-deployments',
      weight: 'note',
      found: 'Changes are deployed by themselves.',
      instead: 'A deployment of its own after every change, which templates have to force.',
      costs: { kind: 'setting' },
      source: guide('how-to-deploy-api'),
    },
  ];
  return findings.filter((finding) => finding !== false);
}
