import { type HeaderLine, headerOf } from '../call.ts';
import type { QueryPair } from '../query.ts';
import { isText } from './binary.ts';
import type { HttpRequest } from './request.ts';

export type PayloadFormatVersion = '1.0' | '2.0';

/**
 * Event of a Lambda integration, by payload format version
 * (AWS documentation, "Create AWS Lambda proxy integrations for HTTP APIs").
 */
export const proxyEvents = { '1.0': proxyEvent1, '2.0': proxyEvent2 } as const satisfies Record<
  PayloadFormatVersion,
  (request: HttpRequest) => Record<string, unknown>
>;

function proxyEvent2(request: HttpRequest): Record<string, unknown> {
  const { call, paths, query } = request;
  const { stage } = paths;
  const routeKey = request.destination?.routeKey ?? '$default';
  const cookies = request.headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'cookie' ? value.split('; ') : [],
  );
  return {
    version: '2.0',
    routeKey,
    rawPath: request.newPath ?? paths.rawPath,
    rawQueryString: request.rawQuery,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joinedValues(
      request.headers.flatMap(([name, value]): HeaderLine[] => {
        const lower = name.toLowerCase();
        return lower === 'cookie' ? [] : [[lower, value]];
      }),
    ),
    ...(query.length === 0 ? {} : { queryStringParameters: joinedValues(query) }),
    requestContext: {
      ...request.sharedContext(),
      ...present('authentication', call.clientCert === null ? null : { clientCert: call.clientCert }),
      ...present('authorizer', authorizer2(request)),
      http: {
        method: call.method,
        path: paths.rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: call.sourceIp,
        userAgent: request.userAgent,
      },
      routeKey,
      stage: stage.name,
      time: request.time,
      timeEpoch: call.receivedAtMs,
    },
    ...bodyOf(request),
    ...present('pathParameters', request.destination?.pathParameters ?? null),
    ...present('stageVariables', Object.keys(stage.variables).length === 0 ? null : stage.variables),
  };
}

function present(name: string, value: unknown): Record<string, unknown> {
  return value === null ? {} : { [name]: value };
}

/** A body that isn't text goes as base64; an empty one isn't there. */
function bodyOf({ call }: HttpRequest): Record<string, unknown> {
  if (call.body.length === 0) return { isBase64Encoded: false };
  const text = isText(headerOf(call.headers, 'content-type'));
  return { body: call.body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
}

/** `path` is encoded here, as it was sent; that of the context and path parameters are decoded (recorded from AWS). */
function proxyEvent1(request: HttpRequest): Record<string, unknown> {
  const { call, paths, query } = request;
  const { stage } = paths;
  const headers = request.headers.map(capitalised);
  const routeKey = request.destination?.routeKey ?? '$default';
  const resource = routeKey.split(' ')[1] ?? routeKey;
  return {
    version: '1.0',
    resource,
    path: request.newPath ?? paths.sentPath,
    httpMethod: call.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.length === 0 ? null : allValues(query),
    requestContext: {
      ...request.sharedContext(),
      ...present('authorizer', authorizer1(request)),
      extendedRequestId: request.requestId,
      httpMethod: call.method,
      identity: legacyIdentity(request),
      path: paths.rawPath,
      protocol: 'HTTP/1.1',
      requestTime: request.time,
      requestTimeEpoch: call.receivedAtMs,
      resourceId: routeKey,
      resourcePath: resource,
      stage: stage.name,
    },
    pathParameters: request.destination?.pathParameters ?? null,
    stageVariables: Object.keys(stage.variables).length === 0 ? null : stage.variables,
    ...{ body: null, ...bodyOf(request) },
  };
}

/** Format 1.0 keeps names as they were sent, but for these two (recorded from AWS, over HTTP/2). */
function capitalised([name, value]: HeaderLine): HeaderLine {
  switch (name.toLowerCase()) {
    case 'content-type':
      return ['Content-Type', value];
    case 'user-agent':
      return ['User-Agent', value];
    default:
      return [name, value];
  }
}

/** `requestContext.authorizer` of format 2.0 holds what each kind of authorizer found under its name. */
function authorizer2({ caller, facts }: HttpRequest): Record<string, unknown> | null {
  switch (caller?.by) {
    case undefined:
      return null;
    case 'jwt':
      return { jwt: { claims: caller.claims, scopes: caller.scopes } };
    case 'lambda':
      return { lambda: caller.context };
    case 'iam':
      return {
        iam: {
          accessKey: caller.accessKey,
          accountId: facts.accountId,
          callerId: caller.userId,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: caller.userArn,
          userId: caller.userId,
        },
      };
  }
}

/** `requestContext.authorizer` of format 1.0: what a Lambda authorizer said stands beside claims that are null (recorded from AWS); a signer stands in `identity`. */
function authorizer1({ caller }: HttpRequest): Record<string, unknown> | null {
  switch (caller?.by) {
    case 'jwt':
      return { claims: caller.claims, scopes: caller.scopes };
    case 'lambda':
      return {
        claims: null,
        scopes: null,
        ...present('principalId', caller.principalId ?? null),
        ...caller.context,
      };
    default:
      return null;
  }
}

function legacyIdentity(request: HttpRequest): Record<string, unknown> {
  const { caller, facts } = request;
  const signer = caller?.by === 'iam' ? caller : null;
  return {
    accessKey: signer?.accessKey ?? null,
    accountId: signer === null ? null : facts.accountId,
    caller: signer?.userId ?? null,
    ...present('clientCert', request.call.clientCert),
    cognitoAmr: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.call.sourceIp,
    user: signer?.userId ?? null,
    userAgent: request.userAgent,
    userArn: signer?.userArn ?? null,
  };
}

function joinedValues(pairs: readonly (HeaderLine | QueryPair)[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

function allValues(pairs: readonly (HeaderLine | QueryPair)[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  }
  return Object.fromEntries(values);
}
