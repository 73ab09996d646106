import type { InvokePermission } from './evidence.ts';
import { fieldsIn, isFields } from './log-errors.ts';
import { logText } from './log-text.ts';

/** The call that API Gateway makes of a function. */
export interface WantedInvocation {
  readonly apiId: string;
  readonly stage: string;
  /** Key of the deployed route: `GET /users/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly routeKey: string;
  /** Method of the request. */
  readonly method: string;
}

interface Statement {
  readonly [key: string]: unknown;
}

/**
 * Whether a function's policy, as GetPolicy gives it, lets API Gateway make a call; `null` where that can't be told.
 * In doubt it does: conditions on anything but the source aren't judged. Accounts are not compared.
 * @param policy JSON text; `null`: the function has none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function invokePermission(policy: string | null, wanted: WantedInvocation): InvokePermission | null {
  const document = policy === null ? { Statement: [] } : fieldsIn(policy);
  if (document === null) return null;
  const statements = listOf(document.Statement).filter(isFields).filter(invokes).filter(byGateway);
  const sources = sourcesOf(wanted);
  const applies = (statement: Statement) =>
    sourcePatterns(statement).some((pattern) => fits(pattern, sources));
  const of = (effect: string) => statements.filter(({ Effect }) => Effect === effect);
  const denied = of('Deny').some((one) => conditionsOf(one) === 1 && applies(one));
  if (!denied && of('Allow').some(applies)) return { granted: true };
  return {
    granted: false,
    wanted: `…:${sources[0]}`,
    has: of('Allow').flatMap(sourcePatterns).map(shownSource).slice(0, 4),
  };
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
const textsOf = (value: unknown): string[] =>
  listOf(value).filter((one): one is string => typeof one === 'string');

function invokes({ Action, NotAction }: Statement): boolean {
  if (NotAction !== undefined) return true;
  return textsOf(Action).some((action) => glob(action.toLowerCase()).test('lambda:invokefunction'));
}

function byGateway({ Principal, NotPrincipal }: Statement): boolean {
  if (NotPrincipal !== undefined || Principal === '*') return true;
  if (typeof Principal === 'string') return Principal.startsWith('apigateway.amazonaws.com');
  if (!isFields(Principal)) return false;
  return (
    textsOf(Principal.Service).some((name) => name === '*' || name.startsWith('apigateway.amazonaws.com')) ||
    textsOf(Principal.AWS).includes('*')
  );
}

const isSourceArn = (key: string) => key.toLowerCase() === 'aws:sourcearn';

function conditionsOf({ Condition }: Statement): number {
  return isFields(Condition) ? Object.values(Condition).flatMap((one) => Object.keys(Object(one))).length : 0;
}

/** What the statement's conditions let the source be; `*` where they don't say. */
function sourcePatterns({ Condition }: Statement): string[] {
  if (!isFields(Condition)) return ['*'];
  const named = Object.entries(Condition).flatMap(([operator, keys]) =>
    /^(?:ForAnyValue:)?(?:Arn|String)(?:Like|Equals)/i.test(operator) && isFields(keys)
      ? Object.entries(keys).flatMap(([key, value]) => (isSourceArn(key) ? textsOf(value) : []))
      : [],
  );
  return named.length === 0 ? ['*'] : named;
}

/** Ends of the source ARNs that the call may go by, the likeliest first: `abc123/dev/GET/users/*`. */
function sourcesOf({ apiId, stage, routeKey, method }: WantedInvocation): [string, ...string[]] {
  if (routeKey === '$default') return [`${apiId}/${stage}/$default`, `${apiId}/${stage}/${method}/`];
  const [verb = method, path = '/'] = routeKey.split(' ');
  const starred = path.replace(/\{[^}]*\}/g, '*');
  const verbs = verb === 'ANY' ? [method, 'ANY', '*'] : [verb];
  const all = verbs.flatMap((one) => [starred, path].map((each) => `${apiId}/${stage}/${one}${each}`));
  return [all[0] ?? `${apiId}/${stage}`, ...all.slice(1)];
}

function fits(pattern: string, sources: readonly string[]): boolean {
  if (pattern === '*') return true;
  const [, , service = '', , , ...rest] = pattern.split(':');
  if (rest.length === 0) return glob(pattern).test(`arn:aws:execute-api:::${sources[0]}`);
  const ends = glob(rest.join(':'));
  return glob(service).test('execute-api') && sources.some((source) => ends.test(source));
}

function glob(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's');
}

function shownSource(pattern: string): string {
  const rest = pattern.split(':').slice(5).join(':');
  return logText(rest === '' ? pattern : `…:${rest}`);
}
