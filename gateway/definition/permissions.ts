import type { FunctionReference } from '../model.ts';
import { functionArn } from './identities.ts';
import type { StackReader } from './stack-reader.ts';

/** Who may invoke what: one AWS::Lambda::Permission for API Gateway. */
export interface Permission {
  /** With its qualifier: a permission on the function doesn't cover its aliases, nor the other way round. */
  readonly functionArn: string;
  readonly sourceArn: string | null;
}

/** The stack's permissions that let API Gateway invoke a function. */
export function readPermissions(stack: StackReader): Permission[] {
  return stack.resourcesOf('AWS::Lambda::Permission').flatMap(({ properties }) => {
    const [action, principal] = [properties.required('Action'), properties.required('Principal')];
    const arn = functionArn(properties.required('FunctionName'), stack);
    if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(action)) return [];
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
  if (invocation.hasCredentials) return { arn, mayInvoke: true };
  const stages = invocation.stages.length > 0 ? invocation.stages : [{ name: '*', variables: {} }];
  const refused = stages.filter((stage) => {
    const resolved = withStageVariables(arn, stage.variables);
    return !permissions.some((one) => one.functionArn === resolved && covers(one, invocation, stage.name));
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
function covers({ sourceArn }: Permission, { apiId, method, path }: Invocation, stage: string): boolean {
  if (sourceArn === null || sourceArn === '*') return true;
  const [, , service = '', , , ...rest] = sourceArn.split(':');
  if (!glob(service).test('execute-api')) return false;
  const pattern = glob(rest.join(':'));
  const paths = [path, path.replace(/\{[^}]*\}/g, '*')];
  const methods =
    method === 'ANY' ? ['ANY', '*', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] : [method];
  return methods.some((verb) => paths.some((one) => pattern.test(`${apiId}/${stage}/${verb}${one}`)));
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
  if (path?.[1] !== undefined)
    return path[1].startsWith('arn:') || path[1].startsWith('$') ? path[1] : functionArn(path[1], stack);
  return /^arn:[\w-]+:lambda:[^:]*:[^:]*:function:.+$/.test(uri) ? uri : null;
}
