import { type Buildable, Built } from '../built-node.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import {
  addResource,
  alphanumeric,
  call,
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

/** What the Auth of AWS::Serverless::HttpApi comes to. */
export interface HttpAuth {
  /** `components.securitySchemes` of the document. */
  readonly schemes: { readonly [name: string]: Buildable };
  /** Of an event with this Auth; without one, of operations that the document brings. */
  securityOf(eventAuth: TemplateNode | undefined): Buildable;
}

const iam = 'AWS_IAM';

export function readHttpAuth(draft: ApiDraft, sam: SamTemplate): HttpAuth {
  const auth = mapField(sam, draft.properties, 'Auth');
  const authorizers = mapField(sam, auth, 'Authorizers');
  const schemes: Record<string, Buildable> = {};
  if (flagField(auth, 'EnableIamAuthorizer'))
    schemes[iam] = {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    };
  for (const [name, authorizer] of authorizers?.entries ?? [])
    schemes[name] = schemeOf({ name, authorizer, draft }, sam);
  const byDefault = textField(auth, 'DefaultAuthorizer');
  return {
    schemes,
    securityOf(eventAuth) {
      const name = textField(eventAuth, 'Authorizer') ?? byDefault ?? 'NONE';
      if (name === 'NONE') return undefined;
      if (schemes[name] === undefined)
        throw mistake(
          sam,
          eventAuth?.line ?? draft.line,
          `${draft.logicalId} has no authorizer ${name} among its Auth.Authorizers.`,
        );
      const scopes =
        passed(eventAuth, 'AuthorizationScopes') ??
        passed(authorizers?.entries.get(name), 'AuthorizationScopes');
      return [{ [name]: scopes ?? [] }];
    },
  };
}

interface SamAuthorizer {
  readonly name: string;
  readonly authorizer: TemplateNode;
  readonly draft: ApiDraft;
}

function schemeOf({ name, authorizer, draft }: SamAuthorizer, sam: SamTemplate): Buildable {
  const jwt = field(authorizer, 'JwtConfiguration');
  if (jwt !== undefined)
    return {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': {
        type: 'jwt',
        identitySource: passed(authorizer, 'IdentitySource') ?? '$request.header.Authorization',
        jwtConfiguration: {
          issuer: passed(jwt, 'issuer') ?? passed(jwt, 'Issuer'),
          audience: passed(jwt, 'audience') ?? passed(jwt, 'Audience'),
        },
      },
    };
  const functionArn = field(authorizer, 'FunctionArn');
  if (functionArn === undefined)
    throw mistake(sam, authorizer.line, `The authorizer ${name} needs a JwtConfiguration or a FunctionArn.`);
  if (flagField(authorizer, 'EnableFunctionDefaultPermissions')) permit({ name, functionArn, draft }, sam);
  const identity = field(authorizer, 'Identity');
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: lambdaUri(new Built(functionArn), authorizer.line),
      authorizerCredentials: passed(authorizer, 'FunctionInvokeRole'),
      authorizerPayloadFormatVersion: passed(authorizer, 'AuthorizerPayloadFormatVersion'),
      enableSimpleResponses: passed(authorizer, 'EnableSimpleResponses'),
      authorizerResultTtlInSeconds: passed(identity, 'ReauthorizeEvery'),
      identitySource: identitySource(identity),
    },
  };
}

function identitySource(identity: TemplateNode | undefined): string | undefined {
  const named = (name: string, prefix: string): string[] => {
    const list = field(identity, name);
    return list?.kind === 'list' ? list.items.map((item) => `${prefix}${textOf(item) ?? ''}`) : [];
  };
  const sources = [
    ...named('Headers', '$request.header.'),
    ...named('QueryStrings', '$request.querystring.'),
    ...named('StageVariables', '$stageVariables.'),
    ...named('Context', '$context.'),
  ];
  return sources.length === 0 ? undefined : sources.join(', ');
}

function permit(
  { name, functionArn, draft }: { name: string; functionArn: TemplateNode; draft: ApiDraft },
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
