import type { FunctionReference } from '../model.ts';
import { localFunctionArn } from './local-functions.ts';
import type { StackReader } from './stack-reader.ts';

/** Who may invoke what: one AWS::Lambda::Permission for API Gateway. */
export interface Permission {
  /** With its qualifier: a permission on the function doesn't cover its aliases, nor the other way round. */
  readonly functionArn: string;
  readonly sourceArn: string | null;
}

/** The stack's permissions that let API Gateway invoke a function. */
export function readPermissions(stack: StackReader): Permission[] {
  return stack.allResourcesOf('AWS::Lambda::Permission').flatMap(({ properties }) => {
    const [action, principal] = [properties.required('Action'), properties.required('Principal')];
    const arn = localFunctionArn(properties.required('FunctionName'), stack);
    // Names of actions count in any case (AWS Identity and Access Management User Guide, "IAM JSON policy elements: Action").
    if (!['lambda:invokefunction', 'lambda:*', '*'].includes(action.toLowerCase())) return [];
    const account = properties.text('SourceAccount');
    // Of a call by API Gateway, the account is the API's own; and it is none by a function's URL.
    if (account !== undefined && account !== stack.accountId) return [];
    if (properties.flag('InvokedViaFunctionUrl')) return [];
    if (principal !== '*' && !principal.startsWith('apigateway.amazonaws.com')) return [];
    return [{ functionArn: arn, sourceArn: properties.text('SourceArn') ?? null }];
  });
}

/** The call that an integration makes, as a permission sees it. */
export interface Invocation {
  readonly apiId: string;
  /** `GET`, `ANY`, or the whole route key `$default`. */
  readonly method: string;
  /** Path template, `/users/{id}`; empty for `$default`. */
  readonly path: string;
  readonly stages: readonly { readonly name: string; readonly variables: Readonly<Record<string, string>> }[];
  /** The integration names a role of its own. */
  readonly hasCredentials: boolean;
}

/** The link to the function that `arn` names, `${stageVariables.NAME}` in it resolved per stage for the permission's sake. */
export function referenceTo(
  arn: string,
  invocation: Invocation,
  permissions: readonly Permission[],
): FunctionReference {
  return reference(arn, { ...invocation, sources: (stage) => methodSources(invocation, stage) }, permissions);
}

/** The call that an authorizer makes, as a permission sees it. */
export interface AuthorizerInvocation extends Pick<Invocation, 'apiId' | 'stages' | 'hasCredentials'> {
  readonly authorizerId: string;
}

/** The link to an authorizer's function; its source ARN is `API/authorizers/ID`. */
export function authorizerReference(
  arn: string,
  invocation: AuthorizerInvocation,
  permissions: readonly Permission[],
): FunctionReference {
  const { apiId, authorizerId } = invocation;
  return reference(
    arn,
    { ...invocation, sources: () => [`${apiId}/authorizers/${authorizerId}`] },
    permissions,
  );
}

interface SourcedInvocation extends Pick<Invocation, 'stages' | 'hasCredentials'> {
  /** Ends of the source ARNs that the call may go by in a stage. */
  readonly sources: (stage: string) => readonly string[];
}

function reference(
  arn: string,
  { stages: all, hasCredentials, sources }: SourcedInvocation,
  permissions: readonly Permission[],
): FunctionReference {
  if (hasCredentials) return { arn, mayInvoke: true };
  const stages = all.length > 0 ? all : [{ name: '*', variables: {} }];
  const refused = stages.filter((stage) => {
    const resolved = withStageVariables(arn, stage.variables);
    return !permissions.some((one) => one.functionArn === resolved && covers(one, sources(stage.name)));
  });
  const mayInvoke = refused.length < stages.length;
  if (!mayInvoke || refused.length === 0) return { arn, mayInvoke };
  return { arn, mayInvoke, refusedStages: refused.map(({ name }) => name) };
}

function withStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g,
    (_whole, name: string) => variables[name] ?? '',
  );
}

/** A source ARN is `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, with `*` for anything. */
function covers({ sourceArn }: Permission, sources: readonly string[]): boolean {
  if (sourceArn === null || sourceArn === '*') return true;
  const [, , service = '', , , ...rest] = sourceArn.split(':');
  if (!glob(service).test('execute-api')) return false;
  const pattern = glob(rest.join(':'));
  return sources.some((source) => pattern.test(source));
}

function methodSources({ apiId, method, path }: Invocation, stage: string): string[] {
  const paths = [path, path.replace(/\{[^}]*\}/g, '*')];
  const methods =
    method === 'ANY' ? ['ANY', '*', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] : [method];
  return methods.flatMap((verb) => paths.map((one) => `${apiId}/${stage}/${verb}${one}`));
}

function glob(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}

/** The function's ARN inside an integration URI; null where the URI isn't Lambda's. */
export function functionArnInUri(uri: string, stack: StackReader): string | null {
  const path = /^arn:[\w-]+:apigateway:[^:]*:lambda:path\/+2015-03-31\/functions\/(.+)\/invocations$/.exec(
    uri,
  );
  if (path?.[1] !== undefined) return path[1].startsWith('$') ? path[1] : localFunctionArn(path[1], stack);
  return /^arn:[\w-]+:lambda:[^:]*:[^:]*:function:.+$/.test(uri) ? localFunctionArn(uri, stack) : null;
}
