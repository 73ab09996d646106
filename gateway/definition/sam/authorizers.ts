import { type Buildable, Built } from '../built-node.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  addResource,
  alphanumeric,
  call,
  field,
  mistake,
  passed,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';

/** One of the Authorizers of an API's Auth. */
export interface SamAuthorizer {
  readonly name: string;
  readonly authorizer: TemplateNode;
  readonly draft: ApiDraft;
}

/** The name of the security scheme for callers who sign. */
export const iam = 'AWS_IAM';

export const iamScheme: Buildable = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

interface Choice {
  readonly schemes: { readonly [name: string]: Buildable };
  readonly byDefault: string | undefined;
  readonly draft: ApiDraft;
}

/** The authorizer that an event asks for, or the API's default; `NONE` without one. Throws DefinitionError for a name that isn't there. */
export function chosenAuthorizer(
  eventAuth: TemplateNode | undefined,
  { schemes, byDefault, draft }: Choice,
  sam: SamTemplate,
): string {
  const name = authorizerName(eventAuth, 'Authorizer', sam) ?? byDefault ?? 'NONE';
  if (name !== 'NONE' && schemes[name] === undefined)
    throw mistake(
      sam,
      eventAuth?.line ?? draft.line,
      `${draft.logicalId} has no authorizer ${name} among its Auth.Authorizers.`,
    );
  return name;
}

/** The name of an authorizer as it is written out: SAM takes no function there. Throws DefinitionError. */
export function authorizerName(
  auth: TemplateNode | undefined,
  key: 'Authorizer' | 'DefaultAuthorizer',
  sam: SamTemplate,
): string | undefined {
  const given = field(auth, key);
  if (given?.kind !== 'call') return textField(auth, key);
  throw mistake(sam, given.line, `${key} must be written out: SAM takes no ${given.name} there.`);
}

/**
 * The scopes that an event asks for, else its authorizer's. An empty list counts for REST APIs alone, and only beside an
 * Authorizer of the event's own.
 */
export function scopesOf(
  eventAuth: TemplateNode | undefined,
  authorizer: TemplateNode | undefined,
  { mayBeEmpty }: { mayBeEmpty: boolean },
): Buildable {
  const own = field(eventAuth, 'AuthorizationScopes');
  const isEmpty = own?.kind === 'list' && own.items.length === 0;
  const counts = !isEmpty || (mayBeEmpty && field(eventAuth, 'Authorizer') !== undefined);
  return own !== undefined && counts ? new Built(own) : passed(authorizer, 'AuthorizationScopes');
}

/** How each API type writes where an identity is read. */
const places = {
  rest: { request: 'method.request', own: '' },
  http: { request: '$request', own: '$' },
} as const;

/** Where an authorizer reads who calls; `undefined` where it doesn't say. */
export function identitySource(
  identity: TemplateNode | undefined,
  kind: ApiDraft['kind'],
): string | undefined {
  const { request, own } = places[kind];
  const named = (name: string, prefix: string): string[] => {
    const list = field(identity, name);
    return list?.kind === 'list' ? list.items.map((item) => `${prefix}${textOf(item) ?? ''}`) : [];
  };
  const sources = [
    ...named('Headers', `${request}.header.`),
    ...named('QueryStrings', `${request}.querystring.`),
    ...named('StageVariables', `${own}stageVariables.`),
    ...named('Context', `${own}context.`),
  ];
  return sources.length === 0 ? undefined : sources.join(', ');
}

/** Lets the API invoke the function of an authorizer. */
export function permitAuthorizer(
  { name, functionArn, draft }: Omit<SamAuthorizer, 'authorizer'> & { readonly functionArn: TemplateNode },
  sam: SamTemplate,
): void {
  const { line } = functionArn;
  const source = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiId}/authorizers/*`;
  addResource(
    sam,
    {
      logicalId: alphanumeric(`${draft.logicalId}${name}AuthorizerPermission`),
      type: 'AWS::Lambda::Permission',
      line,
      condition: draft.condition,
    },
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: new Built(functionArn),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: call('Fn::Sub', [source, { ApiId: ref(draft.logicalId, line) }], line),
    },
  );
}
