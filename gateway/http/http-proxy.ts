import { type HeaderLine, headerOf, type Surroundings } from '../call.ts';
import { isSendable } from '../header-rules.ts';
import { type BackendUrl, readBackendUrl, sendToBackend } from '../http-backend.ts';
import type { HttpIntegration } from '../model.ts';
import { relay } from '../truth/relay.ts';
import { withinTime } from '../within-time.ts';
import { type Fault, faults } from './errors.ts';
import { responseHeaderName } from './headers.ts';
import type { HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

type HttpProxy = Extract<HttpIntegration, { type: 'HTTP_PROXY' }>;

/** Passes a request that has been mapped on to an HTTP endpoint (AWS documentation, "Create HTTP proxy integrations for HTTP APIs"). */
export function compileHttpProxy(
  integration: HttpProxy,
  { log }: Surroundings,
): (request: HttpRequest) => Promise<IntegrationResult | Fault> {
  const uriOf = compileUri(integration.uri);
  const setsHost = Object.keys(integration.requestParameters ?? {}).some((target) =>
    /^(?:overwrite|append):header\.host$/i.test(target),
  );
  return async (request) => {
    const failed = (reason: string, fault: Fault): Fault => {
      log(`${request.facts.api.name} ${request.call.method} ${request.paths.path}: ${reason}`);
      if (request.call.record !== null) request.call.record.integrationError = reason;
      return fault;
    };
    const uri = uriOf(request);
    const url = readBackendUrl(uri);
    if (url === null) return failed(`invalid endpoint address ${JSON.stringify(uri)}`, faults.internal);
    const { call } = request;
    const { timeoutMs } = integration;
    const method = integration.httpMethod === 'ANY' ? call.method : integration.httpMethod;
    const host = (setsHost ? headerOf(request.headers, 'host') : undefined) ?? url.host;
    const headers = backendHeaders(request, host);
    const send = () =>
      sendToBackend({ url: withQuery(url, request.rawQuery), method, headers, body: call.body, timeoutMs });
    // A backend that is told to be slow may be too slow.
    const outcome = (await withinTime(relay(call, send), timeoutMs)) ?? { kind: 'timeout' as const };
    switch (outcome.kind) {
      case 'answered':
        if (call.record !== null) call.record.integrationStatus = outcome.response.status;
        return passedResponse(outcome.response);
      case 'timeout':
        return failed(`${uri} didn't answer within ${timeoutMs} ms`, faults.integrationTimeout);
      case 'unreachable':
        return failed(`${uri} can't be reached: ${outcome.reason}`, faults.unreachable);
      case 'too-large':
        return failed(`the answer of ${uri} is too large`, faults.internal);
    }
  };
}

const variable = /\$\{stageVariables\.(?<stageVariable>[^}]+)\}|\{(?<parameter>[^{}+]+)\+?\}/g;

/** The endpoint's URL with path parameters and stage variables in their places, and the path that a mapping set. */
function compileUri(uri: string): (request: HttpRequest) => string {
  const isFixed = uri.search(variable) < 0;
  return (request) => {
    const url = isFixed
      ? uri
      : uri.replace(variable, (whole, stageVariable?: string, parameter = '') => {
          if (stageVariable !== undefined) return request.paths.stage.variables[stageVariable] ?? '';
          const value = request.destination?.pathParameters?.[parameter];
          // It has been decoded: a percent sign in it is one.
          return value === undefined ? whole : encodedPath(value.replaceAll('%', '%25'));
        });
    const { newPath } = request;
    if (newPath === null) return url;
    return url.replace(
      /^(?<origin>https?:\/\/[^/?#]+)[^?#]*/i,
      (_, origin: string) => origin + encodedPath(newPath),
    );
  };
}

/** What no path can hold is encoded; slashes stay (RFC 3986, section 3.3). */
function encodedPath(path: string): string {
  return path
    .replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu, encodeURIComponent)
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
}

function withQuery(url: BackendUrl, query: string): BackendUrl {
  if (query === '') return url;
  const encoded = query.replace(/[^\u0021-\u007e]|[#"<>]/gu, encodeURIComponent);
  return { ...url, target: `${url.target}${url.target.includes('?') ? '&' : '?'}${encoded}` };
}

/** The gateway writes these anew: what proxies add is one standard header, Forwarded (RFC 7239). */
const rewritten = new Set([
  'content-length',
  'forwarded',
  'host',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

function backendHeaders(request: HttpRequest, host: string): HeaderLine[] {
  const { call } = request;
  const sent = request.headers.filter((line) => !rewritten.has(line[0].toLowerCase()) && isSendable(line));
  const before =
    headerOf(call.headers, 'forwarded') ?? forwardedFor(headerOf(call.headers, 'x-forwarded-for'));
  const own = `by=127.0.0.1;for=${node(call.sourceIp)};host=${request.domainName};proto=https`;
  return [
    ...sent,
    ['Host', host],
    ['Forwarded', before === undefined ? own : `${before}, ${own}`],
    ['Via', 'HTTP/1.1 AmazonAPIGateway'],
    // Also where there is no body (recorded from AWS).
    ['Content-Length', String(call.body.length)],
  ];
}

/** `X-Forwarded-For: a, b` as Forwarded says it. */
function forwardedFor(value: string | undefined): string | undefined {
  return value
    ?.split(',')
    .map((one) => `for=${node(one.trim())}`)
    .join(', ');
}

/** An IPv6 address stands in brackets and quotes. */
const node = (address: string): string => (address.includes(':') ? `"[${address}]"` : address);

function passedResponse({ status, headers, body }: IntegrationResult): IntegrationResult {
  const outgoing: HeaderLine[] = [];
  for (const [name, value] of headers) {
    const outName = responseHeaderName(name);
    if (outName !== null && isSendable([outName, value])) outgoing.push([outName, value]);
  }
  return { status, headers: outgoing, body };
}
