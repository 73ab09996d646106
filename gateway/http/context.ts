import type { ClientCert } from '../call.ts';
import type { HttpRequest } from './request.ts';

/** The value of a context variable; `undefined`: it has none for the request. */
export type ContextVariable = (request: HttpRequest) => string | undefined;

const signed =
  (read: (caller: { accessKey: string; userId: string; userArn: string }) => string) =>
  ({ caller }: HttpRequest): string | undefined =>
    caller?.by === 'iam' ? read(caller) : undefined;

const shown =
  (read: (certificate: ClientCert) => string) =>
  ({ call }: HttpRequest): string | undefined =>
    call.clientCert === null ? undefined : read(call.clientCert);

const userId = signed((caller) => caller.userId);

const variables: Readonly<Record<string, ContextVariable>> = {
  accountId: ({ facts }) => facts.accountId,
  apiId: ({ facts }) => facts.api.id,
  'customDomain.basePathMatched': ({ call }) => call.domain?.basePath || undefined,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainPrefix }) => domainPrefix,
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ call }) => call.method,
  'identity.accountId': (request) => (request.caller?.by === 'iam' ? request.facts.accountId : undefined),
  'identity.caller': userId,
  'identity.clientCert.clientCertPem': shown((certificate) => certificate.clientCertPem),
  'identity.clientCert.issuerDN': shown((certificate) => certificate.issuerDN),
  'identity.clientCert.serialNumber': shown((certificate) => certificate.serialNumber),
  'identity.clientCert.subjectDN': shown((certificate) => certificate.subjectDN),
  'identity.clientCert.validity.notAfter': shown(({ validity }) => validity.notAfter),
  'identity.clientCert.validity.notBefore': shown(({ validity }) => validity.notBefore),
  'identity.sourceIp': ({ call }) => call.sourceIp,
  'identity.user': userId,
  'identity.userAgent': ({ userAgent }) => userAgent || undefined,
  'identity.userArn': signed((caller) => caller.userArn),
  path: ({ paths }) => paths.fullPath,
  protocol: () => 'HTTP/1.1',
  requestId: ({ requestId }) => requestId,
  requestTime: ({ time }) => time,
  requestTimeEpoch: ({ call }) => String(call.receivedAtMs),
  routeKey: ({ destination }) => destination?.routeKey,
  stage: ({ paths }) => paths.stage.name,
};

/**
 * Reads the variable with a name such as `identity.sourceIp` (AWS documentation, "Customize HTTP API access logs",
 * which mappings share). A name that there isn't has no value.
 */
export function readContextVariable(name: string): ContextVariable {
  const property = /^authorizer\.(?<name>.+)$/.exec(name)?.groups?.name;
  if (property !== undefined) return (request) => authorizerText(request, property);
  return (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? (() => undefined);
}

/** Claims of a token, or what a Lambda authorizer says of the caller. */
function authorizerText({ caller }: HttpRequest, property: string): string | undefined {
  if (caller?.by === 'jwt') {
    const claim = /^claims\.(?<name>.+)$/.exec(property)?.groups?.name;
    return claim !== undefined && Object.hasOwn(caller.claims, claim) ? caller.claims[claim] : undefined;
  }
  if (caller?.by !== 'lambda') return undefined;
  const context = caller.context ?? {};
  const value = Object.hasOwn(context, property) ? context[property] : undefined;
  if (value === undefined && property === 'principalId') return caller.principalId;
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
