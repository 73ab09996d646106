import { type HeaderLine, headerOf, type Surroundings } from '../call.ts';
import { isSendable } from '../header-rules.ts';
import { type BackendOutcome, type BackendResponse, readBackendUrl, sendToBackend } from '../http-backend.ts';
import type { HttpCustomIntegration, HttpProxyIntegration, RestMethod } from '../model.ts';
import { relay } from '../truth/relay.ts';
import { withinTime } from '../within-time.ts';
import { compileBackendUri } from './backend-uri.ts';
import { type Fault, faults, RequestFault } from './errors.ts';
import { responseHeaderName } from './headers.ts';
import type { Integration } from './integrate.ts';
import { compileIntegrationRequest, payloadOf, refuseForbidden } from './integration-request.ts';
import { compileIntegrationResponses } from './integration-response.ts';
import type { RestRequest } from './request.ts';
import { compileRequestMapping, type MappedParameters } from './request-mapping.ts';
import type { IntegrationResult } from './respond.ts';

/** An HTTP integration: nothing of the request but what is mapped, and its body, reaches the backend. */
export function compileHttp(
  integration: HttpCustomIntegration,
  method: RestMethod,
  surroundings: Surroundings,
): Integration {
  const toBackend = compileIntegrationRequest('HTTP', integration);
  const respond = compileIntegrationResponses(integration.responses, method);
  const send = compileSending(integration, surroundings);
  return async (request) => {
    const mapped = toBackend(request);
    if ('errorType' in mapped) return mapped;
    const response = await send(request, { ...mapped, body: Buffer.from(mapped.body) });
    if ('errorType' in response) return response;
    const { headers, body } = response;
    const result = respond({ selector: String(response.status), headers, body }, mapped.scope);
    return 'errorType' in result ? result : { ...result, traced: 'backend' };
  };
}

/** An HTTP_PROXY integration: request and response pass, with what is mapped in addition. */
export function compileHttpProxy(integration: HttpProxyIntegration, surroundings: Surroundings): Integration {
  const map = compileRequestMapping(integration.requestParameters);
  const send = compileSending(integration, surroundings);
  return async (request) => {
    let mapped: MappedParameters;
    try {
      mapped = map(request);
    } catch (error) {
      if (error instanceof RequestFault) return error.fault;
      throw error;
    }
    refuseForbidden('HTTP_PROXY', mapped.headers);
    const response = await send(request, {
      path: mapped.path,
      query: [...request.query, ...mapped.query],
      headers: [...passedHeaders(request, mapped), ...mapped.headers],
      body: Buffer.from(payloadOf(request, undefined)),
    });
    return 'errorType' in response ? response : passedResponse(response);
  };
}

/** These reach a backend only where they are mapped (recorded from AWS). */
const notPassed = new Set(['host', 'content-encoding']);

function passedHeaders(request: RestRequest, mapped: MappedParameters): HeaderLine[] {
  const replaced = new Set(mapped.headers.map(([name]) => name.toLowerCase()));
  return request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !notPassed.has(lower) && !replaced.has(lower);
  });
}

/** Hop-by-hop, and of no meaning on the caller's connection. */
const notReturned = new Set(['keep-alive']);

function passedResponse({ status, headers, body }: BackendResponse): IntegrationResult {
  const outgoing: HeaderLine[] = [];
  for (const [name, value] of headers) {
    const outName = notReturned.has(name.toLowerCase()) ? null : responseHeaderName(name);
    if (outName !== null && isSendable([outName, value])) outgoing.push([outName, value]);
  }
  if (headerOf(outgoing, 'content-type') === undefined) outgoing.push(['Content-Type', 'application/json']);
  return { status, headers: outgoing, body, traced: null };
}

type Sending = (
  request: RestRequest,
  sent: MappedParameters & { readonly body: Buffer },
) => Promise<BackendResponse | Fault>;

function compileSending(
  integration: HttpCustomIntegration | HttpProxyIntegration,
  { log }: Surroundings,
): Sending {
  const uriOf = compileBackendUri(integration.uri);
  return async (request, sent) => {
    const uri = uriOf(request.stage.variables, sent);
    const url = readBackendUrl(uri);
    if (url === null) {
      log(`${integration.type} ${request.paths.path}: invalid endpoint address ${JSON.stringify(uri)}`);
      return faults.configuration;
    }
    const method = integration.httpMethod === 'ANY' ? request.call.method : integration.httpMethod;
    const body = bodiless.has(method) ? Buffer.alloc(0) : sent.body;
    const headers = backendHeaders(request, { given: sent.headers, host: url.host, body, method });
    const { timeoutMs } = integration;
    const send = () => sendToBackend({ url, method, headers, body, timeoutMs });
    // A backend that is told to be slow may be too slow.
    const outcome =
      request.call.observation === null && request.call.record === null
        ? await send()
        : ((await withinTime(relay(request.call, send), timeoutMs)) ?? { kind: 'timeout' as const });
    const { record } = request.call;
    if (outcome.kind === 'answered') {
      if (record !== null) record.integrationStatus = outcome.response.status;
      return outcome.response;
    }
    if (record !== null)
      record.integrationError = outcome.kind === 'unreachable' ? outcome.reason : outcome.kind;
    log(`${integration.type} ${uri}: ${outcome.kind === 'unreachable' ? outcome.reason : outcome.kind}`);
    return faultOf(outcome);
  };
}

const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function faultOf(outcome: Exclude<BackendOutcome, { kind: 'answered' }>): Fault {
  switch (outcome.kind) {
    case 'timeout':
      return faults.integrationTimeout;
    case 'unreachable':
      return faults.networkError;
    case 'too-large':
      return faults.integrationFailure;
  }
}

/** Headers that don't reach an HTTP backend even where they are mapped (recorded from AWS). */
const vanishing = new Set(['connection', 'expect', 'proxy-authenticate', 'te', 'via']);

interface Outgoing {
  readonly given: readonly HeaderLine[];
  readonly host: string;
  readonly body: Buffer;
  readonly method: string;
}

function backendHeaders(request: RestRequest, { given, host, body, method }: Outgoing): HeaderLine[] {
  const apiId = request.facts.api.id;
  const own = new Set(['x-amzn-trace-id', 'x-amzn-apigateway-api-id']);
  const headers = given.filter((line) => {
    const lower = line[0].toLowerCase();
    return !vanishing.has(lower) && !own.has(lower) && isSendable(line);
  });
  const otherwise = (name: string, value: string): void => {
    if (headerOf(headers, name.toLowerCase()) === undefined) headers.push([name, value]);
  };
  otherwise('Host', host);
  otherwise('Accept', 'application/json');
  otherwise('User-Agent', `AmazonAPIGateway_${apiId}`);
  if (body.length > 0)
    otherwise('Content-Type', headerOf(request.call.headers, 'content-type') ?? 'application/json');
  headers.push(['X-Amzn-Trace-Id', request.traceId], ['X-Amzn-Apigateway-Api-Id', apiId]);
  if (!bodiless.has(method)) headers.push(['Content-Length', String(body.length)]);
  return headers;
}
