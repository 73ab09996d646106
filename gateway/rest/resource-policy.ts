import { headerOf, type Surroundings } from '../call.ts';
import { executionArn } from '../execution-arn.ts';
import type { RestApi, RestMethod } from '../model.ts';
import type { ConditionKeys } from '../policy/conditions.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/policy.ts';
import type { Gate } from './admit.ts';
import { accessDenied, faults } from './errors.ts';
import type { RestRequest } from './request.ts';

/**
 * Judges callers by an API's resource policy. An anonymous caller, or one with a user pool's token, has to be allowed;
 * for one that signs, or that a Lambda authorizer vouches for, only a Deny counts
 * (AWS documentation, "How API Gateway resource policies affect authorization workflow").
 */
export function createResourcePolicy(
  api: RestApi,
  surroundings: Surroundings,
): (method: RestMethod) => Gate | null {
  if (api.policy === null) return () => null;
  const arn = executionArn(api.id, surroundings);
  const policy = readPolicy(api.policy, `${arn}/`);
  if ('malformed' in policy) return () => () => faults.configuration;
  return ({ authorizationType }) => {
    const needsAllow = authorizationType !== 'CUSTOM' && authorizationType !== 'AWS_IAM';
    return (request) => judge(policy, request, { needsAllow, surroundings });
  };
}

interface Judging {
  readonly needsAllow: boolean;
  readonly surroundings: Surroundings;
}

function judge(policy: Policy, request: RestRequest, { needsAllow, surroundings }: Judging) {
  const { call, methodArn } = request;
  const decision = policy.decide({
    resource: methodArn,
    keys: conditionKeys(request, surroundings.now()),
    principals: [],
  });
  if (decision === 'allow' || (decision === 'no-match' && !needsAllow)) return null;
  surroundings.log(
    `${request.facts.api.name} ${call.method} ${request.paths.path}: refused by the resource policy; the caller's address is ${call.sourceIp}`,
  );
  const [masked, ending] = [
    methodArn.replace(/:\d{8}(\d{4}):/, ':********$1:'),
    decision === 'explicit-deny' ? ' with an explicit deny' : '',
  ];
  return accessDenied(
    `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}${ending}`,
  );
}

/** What conditions may ask of a request. */
export function conditionKeys({ call }: RestRequest, nowMs: number): ConditionKeys {
  const optional = { 'aws:useragent': 'user-agent', 'aws:referer': 'referer' } as const;
  const sent = Object.entries(optional).flatMap(([key, header]) => {
    const value = headerOf(call.headers, header);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    'aws:sourceip': call.sourceIp,
    'aws:currenttime': new Date(nowMs).toISOString(),
    'aws:epochtime': String(Math.floor(nowMs / 1000)),
    'aws:securetransport': 'true',
    ...Object.fromEntries(sent),
  };
}
