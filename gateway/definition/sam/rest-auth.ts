import { type Buildable, Built } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  addResource,
  call,
  type Fields,
  field,
  flagField,
  lambdaUri,
  mapField,
  mistake,
  passed,
  ref,
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
const iam = 'AWS_IAM';

export function readRestAuth(draft: ApiDraft, sam: SamTemplate): RestAuth {
  const auth = mapField(sam, draft.properties, 'Auth');
  const authorizers = mapField(sam, auth, 'Authorizers');
  const schemes: Record<string, Buildable> = {
    [apiKey]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    [iam]: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
  };
  for (const [name, authorizer] of authorizers?.entries ?? [])
    schemes[name] = schemeOf({ name, authorizer, draft }, sam);
  const byDefault = textField(auth, 'DefaultAuthorizer');
  const keyByDefault = flagField(auth, 'ApiKeyRequired');
  const securityOf = (eventAuth: TemplateNode | undefined): Buildable => {
    const name = textField(eventAuth, 'Authorizer') ?? byDefault ?? 'NONE';
    if (name !== 'NONE' && schemes[name] === undefined)
      throw mistake(
        sam,
        eventAuth?.line ?? draft.line,
        `${draft.logicalId} has no authorizer ${name} among its Auth.Authorizers.`,
      );
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

interface SamAuthorizer {
  readonly name: string;
  readonly authorizer: TemplateNode;
  readonly draft: ApiDraft;
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
  permit({ name, functionArn, draft, authorizer }, sam);
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
      identitySource: isRequest ? identitySource(identity as Fields | undefined) : undefined,
    },
  };
}

function identitySource(identity: Fields | undefined): string | undefined {
  const named = (name: string, prefix: string): string[] => {
    const list = field(identity, name);
    return list?.kind === 'list'
      ? list.items.map((item) => `${prefix}${item.kind === 'scalar' ? item.value : ''}`)
      : [];
  };
  const sources = [
    ...named('Headers', 'method.request.header.'),
    ...named('QueryStrings', 'method.request.querystring.'),
    ...named('StageVariables', 'stageVariables.'),
    ...named('Context', 'context.'),
  ];
  return sources.length === 0 ? undefined : sources.join(', ');
}

function permit(
  { name, functionArn, draft, authorizer }: SamAuthorizer & { functionArn: TemplateNode },
  sam: SamTemplate,
): void {
  if (field(authorizer, 'FunctionInvokeRole') !== undefined) return;
  const { line } = authorizer;
  const source = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiId}/authorizers/*`;
  addResource(
    sam,
    {
      logicalId: `${draft.logicalId}${name}AuthorizerPermission`.replace(/[^A-Za-z0-9]/g, ''),
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
