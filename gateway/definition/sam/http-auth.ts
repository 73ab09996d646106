import { type Buildable, Built } from '../built-node.ts';
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
import { field, flagField, lambdaUri, mapField, mistake, passed, type SamTemplate } from './sam-template.ts';

/** What the Auth of AWS::Serverless::HttpApi comes to. */
export interface HttpAuth {
  /** `components.securitySchemes` of the document. */
  readonly schemes: { readonly [name: string]: Buildable };
  /** Of an event with this Auth. */
  securityOf(eventAuth: TemplateNode | undefined): Buildable;
  /** Of operations that the document brings, as far as they don't say otherwise. */
  readonly byDefault: readonly SecurityRequirement[];
}

export function readHttpAuth(draft: ApiDraft, sam: SamTemplate): HttpAuth {
  const auth = mapField(sam, draft.properties, 'Auth');
  const authorizers = mapField(sam, auth, 'Authorizers');
  const schemes: Record<string, Buildable> = {};
  if (flagField(auth, 'EnableIamAuthorizer')) schemes[iam] = iamScheme;
  for (const [name, authorizer] of authorizers?.entries ?? [])
    schemes[name] = schemeOf({ name, authorizer, draft }, sam);
  const byDefault = authorizerName(auth, 'DefaultAuthorizer', sam);
  const requirementsOf = (eventAuth: TemplateNode | undefined): SecurityRequirement[] => {
    const name = chosenAuthorizer(eventAuth, { schemes, byDefault, draft }, sam);
    return name === 'NONE'
      ? []
      : [{ [name]: scopesOf(eventAuth, authorizers?.entries.get(name), { mayBeEmpty: false }) ?? [] }];
  };
  return {
    schemes,
    securityOf(eventAuth) {
      const security = requirementsOf(eventAuth);
      return security.length === 0 ? undefined : security;
    },
    byDefault: requirementsOf(undefined),
  };
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
  if (flagField(authorizer, 'EnableFunctionDefaultPermissions'))
    permitAuthorizer({ name, functionArn, draft }, sam);
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
      identitySource: identitySource(identity, 'http'),
    },
  };
}
