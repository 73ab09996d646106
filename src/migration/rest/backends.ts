import type { DeployedRoute } from '../../deployment/deployment.ts';
import { has } from '../move.ts';
import { about, guide, one, type Rule, routesOf } from './rule.ts';

/** Services that an HTTP API calls itself, as they stand in a REST API's integration URI. */
const firstClass = /:(?:events|sqs|appconfig|kinesis|states):/;

const validators: Rule = (known) => {
  const { features } = known;
  const validated = features?.methods.read
    ? features.methods.value.filter((method) => method.validated)
    : routesOf(known).filter(({ requiredParameters }) => requiredParameters.length > 0);
  return about(validated, (say) => ({
    feature: 'request-validators',
    weight: 'change',
    found: `Requests are validated before they reach the backend: ${say}.`,
    instead:
      'Validation in the function, which then runs for broken requests, too, and answers them in its own words.',
    costs: { kind: 'work' },
    source: guide('api-gateway-method-request-validation'),
  }));
};

const integrations: Rule = (known) => {
  const routes = routesOf(known);
  const withType = (type: string) => routes.filter(({ integration }) => integration?.type === type);
  const mocks = withType('MOCK');
  const isPreflight = ({ key }: DeployedRoute) => key.startsWith('OPTIONS ');
  const isFunction = ({ integration }: DeployedRoute) => integration?.uri?.includes(':lambda:') ?? false;
  const aws = withType('AWS').filter((route) => !isFunction(route));
  const direct = aws.filter(({ integration }) => firstClass.test(integration?.uri ?? ''));
  const source = guide('http-api-develop-integrations');
  return [
    ...about(
      aws.filter((route) => !direct.includes(route)),
      (say) => ({
        feature: 'service-integrations',
        weight: 'change',
        found: `AWS services are called that an HTTP API can't call itself: ${say}.`,
        instead: 'A function in between.',
        costs: { kind: 'function' },
        source: guide('http-api-develop-integrations-aws-services-reference'),
      }),
    ),
    ...about(direct, (say) => ({
      feature: 'first-class-integrations',
      weight: 'change',
      found: `AWS services are called without a function: ${say}.`,
      instead:
        'The HTTP API’s own integration of that service with parameters for a template, where the action is among them.',
      costs: { kind: 'work' },
      source: guide('http-api-develop-integrations-aws-services-reference'),
    })),
    ...about(withType('AWS').filter(isFunction), (say) => ({
      feature: 'non-proxy-functions',
      weight: 'change',
      found: `Functions are called without proxy integration: ${say}.`,
      instead: 'Proxy integration: the function reads the request and makes status, headers and body itself.',
      costs: { kind: 'work' },
      source,
    })),
    ...about(withType('HTTP'), (say) => ({
      feature: 'non-proxy-http',
      weight: 'change',
      found: `HTTP backends are called without proxy integration: ${say}.`,
      instead:
        'HTTP proxy integration with parameter mapping of headers, queries and status; bodies pass as they are.',
      costs: { kind: 'work' },
      source: guide('http-api-parameter-mapping'),
    })),
    ...about(mocks.filter(isPreflight), (say) => ({
      feature: 'mock-preflights',
      weight: 'note',
      found: `MOCK integrations answer CORS preflights: ${say}.`,
      instead: 'The CORS configuration of the HTTP API, which answers every preflight itself.',
      costs: { kind: 'setting' },
      source: guide('http-api-cors'),
    })),
    ...about(
      mocks.filter((route) => !isPreflight(route)),
      (say) => ({
        feature: 'mock-integrations',
        weight: 'change',
        found: `MOCK integrations answer without a backend: ${say}.`,
        instead: 'A function that answers the same.',
        costs: { kind: 'function' },
        source,
      }),
    ),
  ];
};

const templates: Rule = (known) => {
  const { features } = known;
  const isMock = (key: string) =>
    routesOf(known).some((route) => route.key === key && route.integration?.type === 'MOCK');
  const mapped = features?.methods.read
    ? features.methods.value.filter(
        ({ key, mapsRequest, mapsAnswer }) => (mapsRequest || mapsAnswer) && !isMock(key),
      )
    : [];
  return about(mapped, (say) => ({
    feature: 'mapping-templates',
    weight: 'change',
    found: `Mapping templates (VTL) change requests or answers: ${say}.`,
    instead: 'The same in the function; parameter mapping changes headers, queries and paths, never bodies.',
    costs: { kind: 'work' },
    source: guide('models-mappings'),
  }));
};

const clientCertificate: Rule = ({ features }) =>
  one(
    has(features?.stage, (stage) => stage.clientCertificate),
    {
      feature: 'client-certificate',
      weight: 'change',
      found: 'Backends know API Gateway by a client certificate.',
      instead:
        'A private integration through a VPC link, so that nobody else reaches the backend, or a secret header.',
      costs: { kind: 'work' },
      source: guide('getting-started-client-side-ssl-authentication'),
    },
  );

/** How backends are called, and who changes what. */
export const backends: readonly Rule[] = [validators, integrations, templates, clientCertificate];
