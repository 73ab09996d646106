import { isObject } from '../header-rules.ts';
import { type Condition, type ConditionKeys, readCondition } from './conditions.ts';
import { textsOf, wildcard } from './pattern.ts';

/** A call to a method, as policies see it: the action is always `execute-api:Invoke`. */
export interface PolicyRequest {
  /** ARN of the method called. */
  readonly resource: string;
  readonly keys: ConditionKeys;
  /** ARNs and accounts of the caller; none for an anonymous one. */
  readonly principals: readonly string[];
}

export type Decision = 'allow' | 'explicit-deny' | 'no-match';

export interface Policy {
  decide(request: PolicyRequest): Decision;
  readonly unknownOperators: readonly string[];
  readonly absentKeys: readonly string[];
}

/** Why a document is no policy. */
export interface MalformedPolicy {
  readonly malformed: string;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly matches: (request: PolicyRequest) => boolean;
  readonly unknownOperators: readonly string[];
  readonly absentKeys: readonly string[];
}

/**
 * Reads a policy once, for many decisions; an explicit Deny beats every Allow
 * (IAM User Guide, "Policy evaluation logic").
 * @param resourcePrefix what `execute-api:/` stands for at the begin of a Resource.
 */
export function readPolicy(document: unknown, resourcePrefix = ''): Policy | MalformedPolicy {
  if (!isObject(document)) return { malformed: 'it is not an object' };
  const given = document.Statement;
  if (given === undefined) return { malformed: 'it has no Statement' };
  const statements: Statement[] = [];
  for (const one of Array.isArray(given) ? given : [given]) {
    const statement = readStatement(one, resourcePrefix);
    if ('malformed' in statement) return statement;
    statements.push(statement);
  }
  return {
    decide(request) {
      const matching = statements.filter(({ matches }) => matches(request));
      if (matching.some(({ effect }) => effect === 'Deny')) return 'explicit-deny';
      return matching.length > 0 ? 'allow' : 'no-match';
    },
    unknownOperators: statements.flatMap(({ unknownOperators }) => unknownOperators),
    absentKeys: statements.flatMap(({ absentKeys }) => absentKeys),
  };
}

function readStatement(given: unknown, resourcePrefix: string): Statement | MalformedPolicy {
  if (!isObject(given)) return { malformed: 'a statement is not an object' };
  const effect = given.Effect;
  if (effect !== 'Allow' && effect !== 'Deny')
    return { malformed: `Effect is ${JSON.stringify(effect)}, neither "Allow" nor "Deny"` };
  const action = readAction(given);
  if (action === null) return { malformed: 'a statement has no Action' };
  const resource = readResource(given, resourcePrefix);
  if (resource === null) return { malformed: 'a statement has no Resource' };
  const condition = readCondition(given.Condition);
  if (condition === null) return { malformed: 'a Condition is not a map of operators to maps of keys' };
  const principal = readPrincipal(given);
  // A condition that can't be judged lets nobody in and keeps everybody out.
  const holds: Condition = condition.unknownOperators.length > 0 ? () => effect === 'Deny' : condition.holds;
  return {
    effect,
    matches: ({ resource: arn, keys, principals }) =>
      action && principal(principals) && resource(arn) && holds(keys),
    unknownOperators: condition.unknownOperators,
    absentKeys: condition.absentKeys,
  };
}

/** Actions are told apart without regard to case. */
const invoke = 'execute-api:invoke';

/** Whether a statement is about calling APIs. */
function readAction({ Action, NotAction }: Readonly<Record<string, unknown>>): boolean | null {
  const texts = textsOf(Action ?? NotAction);
  if (texts === null) return null;
  const named = texts.some((text) => wildcard(text.toLowerCase())(invoke));
  return Action === undefined ? !named : named;
}

function readResource(
  { Resource, NotResource }: Readonly<Record<string, unknown>>,
  prefix: string,
): ((arn: string) => boolean) | null {
  const texts = textsOf(Resource ?? NotResource);
  if (texts === null) return null;
  const patterns = texts.map((text) => wildcard(text.replace(/^execute-api:\/?/, prefix)));
  const named = (arn: string): boolean => patterns.some((matches) => matches(arn));
  return Resource === undefined ? (arn) => !named(arn) : named;
}

/** Statements of authorizers name nobody: they are about the caller. `*` is everybody, the anonymous caller too. */
function readPrincipal({
  Principal,
  NotPrincipal,
}: Readonly<Record<string, unknown>>): (caller: readonly string[]) => boolean {
  const given = Principal ?? NotPrincipal;
  if (given === undefined) return () => true;
  const names = (isObject(given) ? textsOf(given.AWS) : textsOf(given)) ?? [];
  const named = (caller: readonly string[]): boolean =>
    names.includes('*') || caller.some((one) => names.includes(one));
  return Principal === undefined ? (caller) => !named(caller) : named;
}
