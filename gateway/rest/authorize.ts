import type { Surroundings } from '../call.ts';
import type { RestApi, RestAuthorizer, RestMethod } from '../model.ts';
import type { Gate } from './admit.ts';
import { createSignatureGate } from './iam.ts';
import { unsupported } from './integrate.ts';
import { createJwtAuthorizer } from './jwt.ts';
import { createLambdaAuthorizer } from './lambda-authorizer.ts';
import { createUserPoolAuthorizer } from './user-pool.ts';

/** What checks the callers of a method; `null` where anybody may call. Methods with one authorizer share its cache. */
export function createAuthorize(
  api: RestApi,
  surroundings: Surroundings,
): (method: RestMethod) => Gate | null {
  const authorizers = new Map(
    api.authorizers.map((authorizer) => [authorizer.id, createAuthorizer(authorizer, surroundings)]),
  );
  const signature = createSignatureGate(surroundings);
  return ({ authorizationType, authorizerId, authorizationScopes }) => {
    if (authorizationType === 'NONE') return null;
    if (authorizationType === 'AWS_IAM') return signature;
    const authorizer = authorizers.get(authorizerId ?? '');
    return authorizer?.(authorizationScopes) ?? (() => unsupported(`authorization by ${authorizationType}`));
  };
}

function createAuthorizer(
  authorizer: RestAuthorizer,
  surroundings: Surroundings,
): (scopes: readonly string[]) => Gate {
  switch (authorizer.type) {
    case 'JWT':
      return createJwtAuthorizer(authorizer, surroundings);
    case 'COGNITO_USER_POOLS':
      return createUserPoolAuthorizer(authorizer, surroundings);
    default:
      return createLambdaAuthorizer(authorizer, surroundings);
  }
}
