import { headerOf, type Surroundings } from '../call.ts';
import { functionArnFor } from '../function-arn.ts';
import { isObject } from '../header-rules.ts';
import { jsonOf } from '../json-of.ts';
import type { HttpAuthorizer } from '../model.ts';
import { type Policy, readPolicy } from '../policy/policy.ts';
import { createResultCache } from '../result-cache.ts';
import { withinTime } from '../within-time.ts';
import type { Gate } from './admit.ts';
import { readContextVariable } from './context.ts';
import { type Fault, faults } from './errors.ts';
import { proxyEvents } from './event.ts';
import type { Caller, HttpRequest } from './request.ts';

type LambdaAuthorizer = Extract<HttpAuthorizer, { type: 'REQUEST' }>;

/** What an authorizer's function said about a caller; a policy is judged for every route anew. */
interface Verdict {
  readonly allows: (routeArn: string, sourceIp: string) => boolean;
  readonly caller: Caller;
}

/** Longest that an authorizer's function may take, milliseconds (AWS documentation, "Quotas for HTTP APIs"). */
const timeoutMs = 10_000;

/**
 * A Lambda authorizer: identity → cached or fresh verdict
 * (AWS documentation, "Control access to HTTP APIs with AWS Lambda authorizers").
 */
export function createLambdaAuthorizer(authorizer: LambdaAuthorizer, surroundings: Surroundings): () => Gate {
  const cache = createResultCache<Verdict>(authorizer.ttlSeconds * 1000);
  const sources = authorizer.identitySources.map(readSource);
  const ask = createAsk(authorizer, surroundings);
  const gate: Gate = async (request) => {
    const identity = sources.map((source) => source(request) ?? '');
    if (identity.includes('')) return faults.unauthorized;
    const nowMs = surroundings.now();
    const key = JSON.stringify([request.paths.stage.name, ...identity]);
    const known = cache.get(key, nowMs);
    const verdict = known ?? (await ask(request, identity));
    if ('message' in verdict) return verdict;
    if (known === undefined) cache.set(key, verdict, nowMs);
    if (!verdict.allows(request.routeArn, request.call.sourceIp)) return faults.forbidden;
    request.caller = verdict.caller;
    return null;
  };
  return () => gate;
}

/** Reads an identity source such as `$request.header.Authorization`. */
export function readSource(expression: string): (request: HttpRequest) => string | undefined {
  const [, place, name = ''] = /^\$?request\.(header|querystring)\.(.+)$/.exec(expression) ?? [];
  if (place === 'header') {
    const lower = name.toLowerCase();
    return ({ call }) => headerOf(call.headers, lower);
  }
  if (place === 'querystring') return ({ query }) => query.find(([key]) => key === name)?.[1];
  const variable = /^\$?stageVariables\.(.+)$/.exec(expression)?.[1];
  if (variable !== undefined) return ({ paths }) => paths.stage.variables[variable];
  return readContextVariable(expression.replace(/^\$?context\./, ''));
}

type Ask = (request: HttpRequest, identity: readonly string[]) => Promise<Verdict | Fault>;

function createAsk(authorizer: LambdaAuthorizer, { invoke, log }: Surroundings): Ask {
  const read = authorizer.simpleResponses ? readSimple : readPolicyResponse;
  return async (request, identity) => {
    const failed = (reason: string): Fault => {
      const { facts, call, paths } = request;
      log(`${facts.api.name} ${call.method} ${paths.path}: authorizer ${authorizer.name}: ${reason}`);
      if (call.record !== null) call.record.authorizerError = reason;
      return faults.internal;
    };
    const arn = functionArnFor(authorizer.function, request.paths.stage);
    if (arn === null) return failed(`API Gateway has no permission to invoke ${authorizer.function.arn}`);
    const event = JSON.stringify(authorizerEvent(request, identity, authorizer.payloadFormatVersion));
    const ask = () => withinTime(invoke(arn, event), timeoutMs);
    const { record } = request.call;
    const invocation = await (record === null ? ask() : record.authorize(ask));
    if (invocation === null) return failed(`no answer within ${timeoutMs} ms`);
    if (!invocation.ok) {
      const { errorType, errorMessage } = invocation.error;
      if (errorMessage === 'Unauthorized') return faults.unauthorized;
      return failed(`${errorType}: ${errorMessage}`);
    }
    const verdict = read(jsonOf(invocation.payload));
    return 'malformed' in verdict ? failed(verdict.malformed) : verdict;
  };
}

/** The event of an integration without the body, and with what identified the caller. */
function authorizerEvent(
  request: HttpRequest,
  identity: readonly string[],
  version: '1.0' | '2.0',
): Record<string, unknown> {
  const { body: _body, isBase64Encoded: _encoded, version: _, ...event } = proxyEvents[version](request);
  if (version === '2.0') {
    const identitySource = identity.length === 0 ? null : identity;
    return { version, type: 'REQUEST', routeArn: request.routeArn, identitySource, ...event };
  }
  const identitySource = identity.length === 0 ? null : identity.join(',');
  return {
    version,
    type: 'REQUEST',
    methodArn: request.routeArn,
    identitySource,
    authorizationToken: identitySource,
    ...event,
  };
}

type Read = Verdict | { readonly malformed: string };

function readSimple(result: unknown): Read {
  if (!isObject(result) || typeof result.isAuthorized !== 'boolean')
    return { malformed: 'its result has no isAuthorized that is true or false' };
  const { isAuthorized } = result;
  const context = result.context ?? null;
  if (context !== null && !isObject(context)) return { malformed: 'context is not an object' };
  return { allows: () => isAuthorized, caller: { by: 'lambda', context } };
}

function readPolicyResponse(result: unknown): Read {
  if (!isObject(result)) return { malformed: 'its result is not an object' };
  const { principalId, policyDocument } = result;
  const context = result.context ?? null;
  if (context !== null && !isObject(context)) return { malformed: 'context is not an object' };
  const policy = readPolicy(policyDocument);
  if ('malformed' in policy) return { malformed: `policyDocument: ${policy.malformed}` };
  const caller =
    typeof principalId === 'string'
      ? { by: 'lambda' as const, context, principalId }
      : { by: 'lambda' as const, context };
  return { allows: allowedBy(policy), caller };
}

function allowedBy(policy: Policy): Verdict['allows'] {
  return (resource, sourceIp) =>
    policy.decide({ resource, keys: { 'aws:sourceip': sourceIp }, principals: [] }) === 'allow';
}
