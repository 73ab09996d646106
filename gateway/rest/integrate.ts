import { headerOf, type Surroundings } from '../call.ts';
import type { RestIntegration, RestMethod } from '../model.ts';
import { compileProxyInvocation } from '../proxy-invocation.ts';
import { relay } from '../truth/relay.ts';
import { type Fault, faults } from './errors.ts';
import { proxyEvent } from './event.ts';
import { compileHttp, compileHttpProxy } from './http-integration.ts';
import { refuseForbidden } from './integration-request.ts';
import { compileLambda } from './lambda-integration.ts';
import { compileMock, type Mock } from './mock.ts';
import type { RestRequest } from './request.ts';
import { compileRequestMapping } from './request-mapping.ts';
import { type IntegrationResult, proxyResponse } from './respond.ts';

/** Does what a method's integration does with a request. Never rejects for what a backend does. */
export type Integration = (
  request: RestRequest,
) => Promise<IntegrationResult | Fault> | IntegrationResult | Fault;

type ProxyIntegration = Extract<RestIntegration, { type: 'AWS_PROXY' }>;

export function compileIntegration(method: RestMethod, surroundings: Surroundings): Integration {
  const { integration } = method;
  switch (integration.type) {
    case 'AWS_PROXY':
      return compileProxy(integration, surroundings);
    case 'AWS':
      return compileLambda(integration, method, surroundings);
    case 'HTTP':
      return compileHttp(integration, method, surroundings);
    case 'HTTP_PROXY':
      return compileHttpProxy(integration, surroundings);
    case 'MOCK':
      return relayed(compileMock(integration, method));
    case 'UNSUPPORTED':
      return () => unsupported(integration.reason);
  }
}

/** The one answer that AWS never gives: a route that loads but can't be served here. */
export function unsupported(reason: string): IntegrationResult {
  return {
    status: 501,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ message: `Not supported by the local gateway: ${reason}` }),
    traced: null,
  };
}

/** A mock has no backend; whoever watches wants to see one, and to slow it down. */
function relayed(mock: Mock): Integration {
  return (request) =>
    request.call.observation === null ? mock(request) : relay(request.call, async () => mock(request));
}

function compileProxy(integration: ProxyIntegration, surroundings: Surroundings): Integration {
  // Lambda's Invoke is a POST; AWS fails every call of an integration that says otherwise.
  if (integration.httpMethod !== 'POST') return () => faults.configuration;
  const map = compileRequestMapping(integration.requestParameters ?? {});
  const invoke = compileProxyInvocation(
    {
      ...integration,
      stageOf: ({ stage }: RestRequest) => stage,
      eventOf: proxyEvent,
      respond: (payload, { facts, headers }): ReturnType<typeof proxyResponse> =>
        proxyResponse(payload, {
          binaryMediaTypes: facts.api.binaryMediaTypes,
          accept: headerOf(headers, 'accept'),
        }),
      // As access logs of deployed APIs have it.
      loggedError: (message) => `Lambda Customer Function Error:${message}`,
      faults: {
        noPermission: faults.integrationFailure,
        eventTooLarge: faults.requestTooLarge,
        timeout: faults.integrationTimeout,
        noFunction: faults.integrationFailure,
        failed: faults.failedFunction,
        malformed: faults.malformedProxyResponse,
      },
    },
    surroundings,
  );
  return async (request) => {
    // The event shows the request unmapped; a forbidden mapping fails it nevertheless (recorded from AWS).
    refuseForbidden('AWS_PROXY', map(request).headers);
    return invoke(request);
  };
}
