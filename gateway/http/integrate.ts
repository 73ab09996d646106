import type { Surroundings } from '../call.ts';
import type { HttpIntegration, HttpRoute, ParameterMapping } from '../model.ts';
import { compileProxyInvocation } from '../proxy-invocation.ts';
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

function compileProxy(integration: ProxyIntegration, surroundings: Surroundings): Integration {
  const proxyResponse = proxyResponses[integration.payloadFormatVersion];
  return compileProxyInvocation(
    {
      ...integration,
      stageOf: ({ paths }: HttpRequest) => paths.stage,
      eventOf: proxyEvents[integration.payloadFormatVersion],
      respond: (payload): ReturnType<typeof proxyResponse> => proxyResponse(payload),
      faults: {
        noPermission: faults.internal,
        eventTooLarge: faults.bodyTooLarge,
        timeout: faults.integrationTimeout,
        noFunction: faults.internal,
        failed: faults.internal,
        malformed: faults.internal,
      },
    },
    surroundings,
  );
}
