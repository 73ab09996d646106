import type { Surroundings } from '../call.ts';
import type { RestApi, RestMethod } from '../model.ts';
import type { Gate } from './admit.ts';
import { createSignatureGate } from './iam.ts';
import { unsupported } from './integrate.ts';
import { createLambdaAuthorizer } from './lambda-authorizer.ts';
import { createUserPoolAuthorizer } from './user-pool.ts';

/** What checks the callers of a method; `null` where anybody may call. Methods with one authorizer share its cache. */
export function createAuthorize(
  api: RestApi,
  surroundings: Surroundings,
): (method: RestMethod) => Gate | null {
  const authorizers = new Map(
    api.authorizers.map((authorizer) => [
      authorizer.id,
      authorizer.type === 'COGNITO_USER_POOLS'
        ? createUserPoolAuthorizer(authorizer, surroundings)
        : createLambdaAuthorizer(authorizer, surroundings),
    ]),
  );
  const signature = createSignatureGate(surroundings);
  return ({ authorizationType, authorizerId, authorizationScopes }) => {
    if (authorizationType === 'NONE') return null;
    if (authorizationType === 'AWS_IAM') return signature;
    const authorizer = authorizers.get(authorizerId ?? '');
    return authorizer?.(authorizationScopes) ?? (() => unsupported(`authorization by ${authorizationType}`));
  };
}
