import { type Buildable, Built } from '../built-node.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  authorizerName,
  chosenAuthorizer,
  iam,
  iamScheme,
  identitySource,
  permitAuthorizer,
  type SamAuthorizer,
  scopesOf,
} from './authorizers.ts';
import type { SecurityRequirement } from './document-draft.ts';
import {
  field,
  flagField,
  lambdaUri,
  mapField,
  mistake,
  passed,
  type SamTemplate,
  textField,
} from './sam-template.ts';

/** What the Auth of AWS::Serverless::Api comes to. */
export interface RestAuth {
  /** Whether the API says who may call it: then the document has these schemes alone. */
  readonly isGiven: boolean;
  /** Security schemes of the document. */
  readonly schemes: { readonly [name: string]: Buildable };
  /** Of an event with this Auth. */
  securityOf(eventAuth: TemplateNode | undefined): Buildable;
  /** Of operations that the document brings, as far as they don't say otherwise. */
  readonly byDefault: readonly SecurityRequirement[];
  /** Preflights are guarded as well, unless AddDefaultAuthorizerToCorsPreflight is false. */
  readonly preflight: Buildable;
}

const apiKeyScheme = 'api_key';

export function readRestAuth(draft: ApiDraft, sam: SamTemplate): RestAuth {
  const auth = mapField(sam, draft.properties, 'Auth');
  const authorizers = mapField(sam, auth, 'Authorizers');
  const schemes: Record<string, Buildable> = {
    [apiKeyScheme]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    [iam]: iamScheme,
  };
  for (const [name, authorizer] of authorizers?.entries ?? [])
    schemes[name] = schemeOf({ name, authorizer, draft }, sam);
  const byDefault = isUndecided(auth, sam) ? undefined : authorizerName(auth, 'DefaultAuthorizer', sam);
  const keyByDefault = asksForKey(auth);
  const requirementsOf = (eventAuth: TemplateNode | undefined): SecurityRequirement[] => {
    const name = chosenAuthorizer(eventAuth, { schemes, byDefault, draft }, sam);
    const scopes = scopesOf(eventAuth, authorizers?.entries.get(name), { mayBeEmpty: true });
    const needsKey = field(eventAuth, 'ApiKeyRequired') === undefined ? keyByDefault : asksForKey(eventAuth);
    return [
      ...(name === 'NONE' ? [] : [{ [name]: scopes ?? [] }]),
      ...(needsKey ? [{ [apiKeyScheme]: [] }] : []),
    ];
  };
  const securityOf = (eventAuth: TemplateNode | undefined): Buildable => {
    const security = requirementsOf(eventAuth);
    return security.length === 0 ? undefined : security;
  };
  const applies = (name: string): boolean => textField(auth, name) !== 'false';
  const preflight: Buildable[] = [
    ...(applies('AddDefaultAuthorizerToCorsPreflight') && byDefault !== undefined && byDefault !== 'NONE'
      ? [{ [byDefault]: [] }]
      : []),
    ...(applies('AddApiKeyRequiredToCorsPreflight') && keyByDefault ? [{ [apiKeyScheme]: [] }] : []),
  ];
  return {
    isGiven: authorizers !== undefined || byDefault !== undefined || keyByDefault,
    schemes,
    securityOf,
    byDefault: requirementsOf(undefined),
    preflight: preflight.length === 0 ? undefined : preflight,
  };
}

/** Whether the default authorizer is a parameter that has no value yet: the template is read for what it declares. */
function isUndecided(auth: TemplateNode | undefined, sam: SamTemplate): boolean {
  const given = field(auth, 'DefaultAuthorizer');
  return given?.kind === 'call' && given.name === 'Ref' && sam.parameters.has(textOf(given.argument) ?? '');
}

/** A function is no `false` for SAM, whatever it would come to. */
const asksForKey = (auth: TemplateNode | undefined): boolean =>
  field(auth, 'ApiKeyRequired')?.kind === 'call' || flagField(auth, 'ApiKeyRequired');

function schemeOf({ name, authorizer, draft }: SamAuthorizer, sam: SamTemplate): Buildable {
  const identity = field(authorizer, 'Identity');
  const pool = field(authorizer, 'UserPoolArn');
  const validation = passed(identity, 'ValidationExpression');
  const header = textField(identity, 'Header') ?? 'Authorization';
  if (pool !== undefined)
    return {
      type: 'apiKey',
      name: header,
      in: 'header',
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': {
        type: 'cognito_user_pools',
        providerARNs: pool.kind === 'list' ? new Built<TemplateNode>(pool) : [new Built(pool)],
        identityValidationExpression: validation,
      },
    };
  const functionArn = field(authorizer, 'FunctionArn');
  if (functionArn === undefined)
    throw mistake(sam, authorizer.line, `The authorizer ${name} needs a UserPoolArn or a FunctionArn.`);
  if (!flagField(authorizer, 'DisableFunctionDefaultPermissions'))
    permitAuthorizer({ name, functionArn, draft }, sam);
  const isRequest = textField(authorizer, 'FunctionPayloadType')?.toUpperCase() === 'REQUEST';
  return {
    type: 'apiKey',
    name: isRequest ? 'Unused' : header,
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: isRequest ? 'request' : 'token',
      authorizerUri: lambdaUri(new Built(functionArn), authorizer.line),
      authorizerCredentials: passed(authorizer, 'FunctionInvokeRole'),
      authorizerResultTtlInSeconds: passed(identity, 'ReauthorizeEvery'),
      identityValidationExpression: validation,
      identitySource: isRequest ? identitySource(identity, 'rest') : undefined,
    },
  };
}
