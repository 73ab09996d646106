import { headerOf, type Surroundings } from '../call.ts';
import { payloadLimitBytes } from '../function/start.ts';
import { functionArnFor } from '../function-arn.ts';
import type { RestIntegration, RestMethod } from '../model.ts';
import { relay, relayInvocation } from '../truth/relay.ts';
import { withinTime } from '../within-time.ts';
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
    traced: false,
  };
}

/** A mock has no backend; whoever watches wants to see one, and to slow it down. */
function relayed(mock: Mock): Integration {
  return (request) =>
    request.call.observation === null ? mock(request) : relay(request.call, async () => mock(request));
}

function compileProxy(integration: ProxyIntegration, { invoke, log }: Surroundings): Integration {
  // Lambda's Invoke is a POST; AWS fails every call of an integration that says otherwise.
  if (integration.httpMethod !== 'POST') return () => faults.configuration;
  const map = compileRequestMapping(integration.requestParameters ?? {});
  const failed = (request: RestRequest, reason: string): void => {
    log(`${describe(request)}: ${reason}`);
    if (request.call.record !== null) request.call.record.integrationError = reason;
  };
  return async (request) => {
    // The event shows the request unmapped; a forbidden mapping fails it nevertheless (recorded from AWS).
    refuseForbidden('AWS_PROXY', map(request).headers);
    const arn = functionArnFor(integration.function, request.stage);
    if (arn === null) {
      failed(request, `API Gateway has no permission to invoke ${integration.function.arn}`);
      return faults.integrationFailure;
    }
    const event = JSON.stringify(proxyEvent(request));
    if (Buffer.byteLength(event) > payloadLimitBytes) return faults.requestTooLarge;
    const invocation = await withinTime(
      relayInvocation(request.call, () => invoke(arn, event)),
      integration.timeoutMs,
    );
    if (invocation === null) {
      failed(request, `no answer within ${integration.timeoutMs} ms`);
      return faults.integrationTimeout;
    }
    if (!invocation.ok) {
      failed(request, `${invocation.error.errorType}: ${invocation.error.errorMessage}`);
      return invocation.kind === 'no-such-function'
        ? faults.integrationFailure
        : faults.malformedProxyResponse;
    }
    const response = proxyResponse(invocation.payload, {
      binaryMediaTypes: request.facts.api.binaryMediaTypes,
      accept: headerOf(request.headers, 'accept'),
    });
    if (!('malformed' in response)) return response;
    failed(request, `malformed Lambda proxy response: ${response.malformed}`);
    return faults.malformedProxyResponse;
  };
}

function describe(request: RestRequest): string {
  return `${request.facts.api.name} ${request.call.method} ${request.paths.path}`;
}
