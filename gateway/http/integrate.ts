import type { Surroundings } from '../call.ts';
import { payloadLimitBytes } from '../function/start.ts';
import { functionArnFor } from '../function-arn.ts';
import type { HttpIntegration, HttpRoute, ParameterMapping } from '../model.ts';
import { relayInvocation } from '../truth/relay.ts';
import { withinTime } from '../within-time.ts';
import { type Fault, faults } from './errors.ts';
import { proxyEvents } from './event.ts';
import { compileHttpProxy } from './http-proxy.ts';
import { compileRequestMapping, compileResponseMapping } from './parameter-mapping.ts';
import type { HttpRequest } from './request.ts';
import { type IntegrationResult, proxyResponses } from './respond.ts';

/** Does what a route's integration does with a request. Never rejects for what a backend does. */
export type Integration = (
  request: HttpRequest,
) => Promise<IntegrationResult | Fault> | IntegrationResult | Fault;

type ProxyIntegration = Extract<HttpIntegration, { type: 'AWS_PROXY' }>;

export function compileIntegration({ integration }: HttpRoute, surroundings: Surroundings): Integration {
  switch (integration.type) {
    case 'AWS_PROXY':
      return mapped(integration, compileProxy(integration, surroundings));
    case 'HTTP_PROXY':
      return mapped(integration, compileHttpProxy(integration, surroundings));
    case 'UNSUPPORTED':
      return () => unsupported(integration.reason);
  }
}

/** The integration with the request changed before it, and the response behind it. */
function mapped(mapping: ParameterMapping, integrate: Integration): Integration {
  const changeRequest = compileRequestMapping(mapping);
  const changeResponse = compileResponseMapping(mapping);
  if (changeRequest === null && mapping.responseParameters === undefined) return integrate;
  return async (request) => {
    changeRequest?.(request);
    const result = await integrate(request);
    return 'message' in result ? result : changeResponse(result, request);
  };
}

/** The one answer that AWS never gives: a route that loads but can't be served here. */
export function unsupported(reason: string): IntegrationResult {
  return {
    status: 501,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ message: `Not supported by the local gateway: ${reason}` }),
  };
}

function compileProxy(integration: ProxyIntegration, { invoke, log }: Surroundings): Integration {
  const proxyEvent = proxyEvents[integration.payloadFormatVersion];
  const failed = (request: HttpRequest, reason: string): void => {
    log(`${describe(request)}: ${reason}`);
    if (request.call.record !== null) request.call.record.integrationError = reason;
  };
  const proxyResponse = proxyResponses[integration.payloadFormatVersion];
  return async (request) => {
    const arn = functionArnFor(integration.function, request.paths.stage);
    if (arn === null) {
      failed(request, `API Gateway has no permission to invoke ${integration.function.arn}`);
      return faults.internal;
    }
    const event = JSON.stringify(proxyEvent(request));
    if (Buffer.byteLength(event) > payloadLimitBytes) return faults.bodyTooLarge;
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
      return faults.internal;
    }
    const response = proxyResponse(invocation.payload);
    if (!('malformed' in response)) {
      if (request.call.record !== null) request.call.record.integrationStatus = response.status;
      return response;
    }
    failed(request, `malformed Lambda response: ${response.malformed}`);
    return faults.internal;
  };
}

function describe(request: HttpRequest): string {
  return `${request.facts.api.name} ${request.call.method} ${request.paths.path}`;
}
