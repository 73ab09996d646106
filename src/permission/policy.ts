import type { ApiType } from '../contract/contract.ts';
import { type CallNeeds, everyNeed } from './aws-calls.ts';
import { type FeatureName, featureNames, features } from './features.ts';

/** What a policy is for. `null` stands for everything of its kind in the region. */
export interface PolicyScope {
  /** `*` where none is known. */
  readonly region: string;
  readonly features: readonly FeatureName[];
  /** None where targets are named by their URLs. */
  readonly stacks: readonly string[] | null;
  readonly apis: { readonly [A in ApiType]: readonly string[] } | null;
  /** Names of the roles that are assumed: nothing else than these. */
  readonly roles: readonly string[];
  /** Names of the functions behind the APIs, `null` where they are not known. */
  readonly functions: readonly PolicyFunction[] | null;
}

export interface PolicyFunction {
  readonly name: string;
  readonly logGroup: string;
}

/** An identity-based policy; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/**
 * Characters of a managed policy, white space not counted: the least of IAM's limits that a role can't raise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const mostCharacters = 6144;

/**
 * The policy that lets the features work, and no more: a statement for each. `widened`: with every name in it, it would
 * have been longer than IAM takes, so that it is for everything in the region.
 */
export function policyFor(scopes: readonly PolicyScope[]): {
  readonly policy: Policy;
  readonly widened: boolean;
} {
  const narrow = { Version: '2012-10-17', Statement: statementsOf(scopes) } as const;
  if (sizeOf(narrow) <= mostCharacters) return { policy: narrow, widened: false };
  const all = scopes.map((scope) => ({
    ...scope,
    stacks: scope.stacks?.length === 0 ? [] : null,
    apis: null,
    functions: null,
  }));
  return { policy: { Version: '2012-10-17', Statement: statementsOf(all) }, widened: true };
}

export function sizeOf(policy: Policy): number {
  return JSON.stringify(policy).length;
}

function statementsOf(scopes: readonly PolicyScope[]): Statement[] {
  const needs = everyNeed();
  return featureNames.flatMap((name) => {
    const own = needs.filter(({ feature, also = [] }) => feature === name || also.includes(name));
    const asked = scopes.filter(
      ({ features: wanted, stacks }) =>
        wanted.includes(name) && (stacks?.length !== 0 || !ofStacks.includes(name)),
    );
    const arns = asked.flatMap((scope) =>
      own.flatMap(({ action, on }) => (action === null ? [] : arnsOf(on, scope))),
    );
    const Resource = withoutCovered([...new Set(arns)]);
    if (Resource.length === 0) return [];
    const Action = [...new Set(asked.flatMap((scope) => actionsOf(own, scope)))].sort();
    return [{ Sid: features[name].sid, Effect: 'Allow' as const, Action, Resource }];
  });
}

/** They ask about stacks alone, whichever there are. */
const ofStacks: readonly FeatureName[] = ['stack-names', 'exported-values'];

/** An action without a resource of these APIs would allow nothing. */
function actionsOf(needs: readonly CallNeeds[], scope: PolicyScope): string[] {
  return [
    ...new Set(
      needs.flatMap(({ action, on }) => (action === null || arnsOf(on, scope).length === 0 ? [] : action)),
    ),
  ].sort();
}

function arnsOf(templates: readonly string[], scope: PolicyScope): string[] {
  return templates.flatMap((template) => {
    const [, name] = /\{(stack|api|restApi|httpApi|function|logGroup|role)\}/.exec(template) ?? [];
    const filled = template
      .replace('{partition}', partitionOf(scope.region))
      .replace('{region}', scope.region)
      .replace('{account}', '*');
    if (name === undefined) return [filled];
    return valuesOf(name, scope).map((value) => filled.replace(`{${name}}`, value));
  });
}

function valuesOf(name: string, { stacks, apis, functions, roles }: PolicyScope): readonly string[] {
  switch (name) {
    case 'stack':
      return stacks ?? ['*'];
    case 'api':
      return apis === null ? ['*'] : [...apis.rest, ...apis.http];
    case 'restApi':
      return apis?.rest ?? ['*'];
    case 'httpApi':
      return apis?.http ?? ['*'];
    case 'role':
      return roles;
    case 'function':
      return functions === null ? ['*'] : functions.map((one) => one.name);
    default:
      return functions === null ? ['/aws/lambda/*'] : functions.map((one) => one.logGroup);
  }
}

/** Without what another pattern matches as a whole. */
function withoutCovered(patterns: readonly string[]): string[] {
  return patterns.filter((one) => !patterns.some((other) => other !== one && matches(other, one)));
}

/** Whether an ARN is one that a pattern means: `*` stands for any characters, slashes among them, `?` for one. */
export function matches(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(arn);
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  return partitions.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}

const partitions = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
] as const;
