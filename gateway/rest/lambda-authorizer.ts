import { headerOf, type Surroundings } from '../call.ts';
import { functionArnFor } from '../function-arn.ts';
import { isObject, scalarText } from '../header-rules.ts';
import { jsonOf } from '../json-of.ts';
import type { RestAuthorizer } from '../model.ts';
import { type Policy, readPolicy } from '../policy/policy.ts';
import { createResultCache } from '../result-cache.ts';
import { withinTime } from '../within-time.ts';
import type { Gate } from './admit.ts';
import { type Fault, faults } from './errors.ts';
import { proxyEvent } from './event.ts';
import { contextText } from './mapping.ts';
import type { Caller, RestRequest } from './request.ts';
import { conditionKeys } from './resource-policy.ts';

type LambdaAuthorizer = Extract<RestAuthorizer, { type: 'TOKEN' | 'REQUEST' }>;

/** What an authorizer's function said about a caller; its policy is judged for every method anew. */
interface Verdict {
  readonly policy: Policy;
  readonly caller: Caller;
}

/** Longest that an authorizer's function may take, milliseconds: as an integration. */
const timeoutMs = 29_000;

/**
 * A Lambda authorizer: identity → cached or fresh verdict → policy
 * (AWS documentation, "Use API Gateway Lambda authorizers").
 */
export function createLambdaAuthorizer(authorizer: LambdaAuthorizer, surroundings: Surroundings): () => Gate {
  const cache = createResultCache<Verdict>(authorizer.ttlSeconds * 1000);
  const identify = authorizer.type === 'TOKEN' ? readToken(authorizer) : readIdentity(authorizer);
  const ask = createAsk(authorizer, surroundings);
  const gate: Gate = async (request) => {
    const identity = identify(request);
    if (identity === null) return faults.unauthorized;
    const nowMs = surroundings.now();
    const key = JSON.stringify([request.stage.name, ...identity]);
    const known = cache.get(key, nowMs);
    const verdict = known ?? (await ask(request, identity));
    if ('errorType' in verdict) return verdict;
    if (known === undefined) cache.set(key, verdict, nowMs);
    // Set for denials too: gateway responses may show what the authorizer says about them.
    request.caller = verdict.caller;
    const keys = conditionKeys(request, nowMs);
    const decision = verdict.policy.decide({ resource: request.methodArn, keys, principals: [] });
    if (decision === 'explicit-deny') return faults.explicitlyDenied;
    return decision === 'no-match' ? faults.denied : null;
  };
  return () => gate;
}

/** What identifies a caller; `null` where something of it is missing. */
type Identify = (request: RestRequest) => readonly string[] | null;

function readToken({ identitySource, validation }: Extract<LambdaAuthorizer, { type: 'TOKEN' }>): Identify {
  const source = readSource(identitySource);
  const pattern = validation === null ? null : new RegExp(`^(?:${validation})$`);
  return (request) => {
    const token = source(request) ?? '';
    return token === '' || pattern?.test(token) === false ? null : [token];
  };
}

function readIdentity({ identitySources }: Extract<LambdaAuthorizer, { type: 'REQUEST' }>): Identify {
  const sources = identitySources.map(readSource);
  return (request) => {
    const values = sources.map((source) => source(request) ?? '');
    return values.includes('') ? null : values;
  };
}

/** Reads an identity source such as `method.request.header.Authorization`. */
export function readSource(expression: string): (request: RestRequest) => string | undefined {
  const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(expression) ?? [];
  if (place === 'header') {
    const lower = name.toLowerCase();
    return ({ call }) => headerOf(call.headers, lower);
  }
  if (place === 'querystring') return ({ query }) => query.findLast(([key]) => key === name)?.[1];
  const [root, ...steps] = expression.split('.');
  if (root === 'stageVariables') return ({ stage }) => stage.variables[steps.join('.')];
  return (request) => contextText(request.requestContext(), steps);
}

type Ask = (request: RestRequest, identity: readonly string[]) => Promise<Verdict | Fault>;

function createAsk(authorizer: LambdaAuthorizer, { invoke, log }: Surroundings): Ask {
  return async (request, identity) => {
    const failed = (reason: string): Fault => {
      const { facts, call, paths } = request;
      log(`${facts.api.name} ${call.method} ${paths.path}: authorizer ${authorizer.name}: ${reason}`);
      if (call.record !== null) call.record.authorizerError = reason;
      return faults.authorizerConfiguration;
    };
    const arn = functionArnFor(authorizer.function, request.stage);
    if (arn === null) return failed(`API Gateway has no permission to invoke ${authorizer.function.arn}`);
    const startedMs = performance.now();
    const event = authorizer.type === 'TOKEN' ? tokenEvent(request, identity) : requestEvent(request);
    const ask = () => withinTime(invoke(arn, JSON.stringify(event)), timeoutMs);
    const { record } = request.call;
    const invocation = await (record === null ? ask() : record.authorize(ask));
    if (invocation === null) return failed(`no answer within ${timeoutMs} ms`);
    if (!invocation.ok) {
      const { errorType, errorMessage } = invocation.error;
      if (errorMessage === 'Unauthorized') return faults.unauthorized;
      return failed(`${errorType}: ${errorMessage}`);
    }
    const verdict = readVerdict(invocation.payload, Math.round(performance.now() - startedMs));
    return 'malformed' in verdict ? failed(verdict.malformed) : verdict;
  };
}

function tokenEvent(request: RestRequest, [token]: readonly string[]): Record<string, unknown> {
  return { type: 'TOKEN', methodArn: request.methodArn, authorizationToken: token };
}

/** The event of a proxy integration without the body; what is empty is an empty map (AWS documentation, "Input to a Lambda authorizer"). */
function requestEvent(request: RestRequest): Record<string, unknown> {
  const { body: _body, isBase64Encoded: _encoded, ...event } = proxyEvent(request);
  const full = Object.entries(event).map(([name, value]) => [name, value ?? {}]);
  return { type: 'REQUEST', methodArn: request.methodArn, ...Object.fromEntries(full) };
}

function readVerdict(payload: string, latencyMs: number): Verdict | { readonly malformed: string } {
  const result = jsonOf(payload);
  if (result === undefined) return { malformed: 'its result is not JSON' };
  if (!isObject(result)) return { malformed: 'its result is not an object' };
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = result;
  if (typeof principalId !== 'string') return { malformed: 'its result has no principalId' };
  const policy = readPolicy(policyDocument);
  if ('malformed' in policy) return { malformed: `policyDocument: ${policy.malformed}` };
  const texts = contextTexts(context ?? {});
  if (texts === null) return { malformed: 'context may hold strings, numbers and booleans only' };
  const authorizer = { principalId, integrationLatency: latencyMs, ...texts };
  return {
    policy,
    caller: typeof usageIdentifierKey === 'string' ? { authorizer, usageIdentifierKey } : { authorizer },
  };
}

function contextTexts(context: unknown): Record<string, string> | null {
  if (!isObject(context)) return null;
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(context)) {
    if (value === null) continue;
    const text = scalarText(value);
    if (text === null) return null;
    texts[name] = text;
  }
  return texts;
}
