import { type Buildable, Built } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  chosenAuthorizer,
  iam,
  iamScheme,
  identitySource,
  permitAuthorizer,
  type SamAuthorizer,
} from './authorizers.ts';
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
  /** `securityDefinitions` of the document. */
  readonly schemes: { readonly [name: string]: Buildable };
  /** Of an event with this Auth; without one, of operations that the document brings. */
  securityOf(eventAuth: TemplateNode | undefined): Buildable;
  /** Preflights are guarded as well, unless AddDefaultAuthorizerToCorsPreflight is false. */
  readonly preflight: Buildable;
}

const apiKey = 'api_key';

export function readRestAuth(draft: ApiDraft, sam: SamTemplate): RestAuth {
  const auth = mapField(sam, draft.properties, 'Auth');
  const authorizers = mapField(sam, auth, 'Authorizers');
  const schemes: Record<string, Buildable> = {
    [apiKey]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    [iam]: iamScheme,
  };
  for (const [name, authorizer] of authorizers?.entries ?? [])
    schemes[name] = schemeOf({ name, authorizer, draft }, sam);
  const byDefault = textField(auth, 'DefaultAuthorizer');
  const keyByDefault = flagField(auth, 'ApiKeyRequired');
  const securityOf = (eventAuth: TemplateNode | undefined): Buildable => {
    const name = chosenAuthorizer(eventAuth, { schemes, byDefault, draft }, sam);
    const scopes =
      passed(field(eventAuth, 'AuthorizationScopes')) ??
      passed(authorizers?.entries.get(name), 'AuthorizationScopes');
    const needsKey =
      field(eventAuth, 'ApiKeyRequired') === undefined
        ? keyByDefault
        : flagField(eventAuth, 'ApiKeyRequired');
    const security: Buildable[] = [
      ...(name === 'NONE' ? [] : [{ [name]: scopes ?? [] }]),
      ...(needsKey ? [{ [apiKey]: [] }] : []),
    ];
    return security.length === 0 ? undefined : security;
  };
  const applies = (name: string): boolean => textField(auth, name) !== 'false';
  const preflight: Buildable[] = [
    ...(applies('AddDefaultAuthorizerToCorsPreflight') && byDefault !== undefined && byDefault !== 'NONE'
      ? [{ [byDefault]: [] }]
      : []),
    ...(applies('AddApiKeyRequiredToCorsPreflight') && keyByDefault ? [{ [apiKey]: [] }] : []),
  ];
  return { schemes, securityOf, preflight: preflight.length === 0 ? undefined : preflight };
}

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
  if (field(authorizer, 'FunctionInvokeRole') === undefined)
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
