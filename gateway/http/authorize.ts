import type { Surroundings } from '../call.ts';
import type { HttpApi, HttpRoute } from '../model.ts';
import type { Gate } from './admit.ts';
import { createSignatureGate } from './iam.ts';
import { unsupported } from './integrate.ts';
import { createJwtAuthorizer } from './jwt.ts';
import { createLambdaAuthorizer } from './lambda-authorizer.ts';

/** What checks the callers of a route; `null` where anybody may call. Routes with one authorizer share its cache. */
export function createAuthorize(api: HttpApi, surroundings: Surroundings): (route: HttpRoute) => Gate | null {
  const authorizers = new Map(
    api.authorizers.map((authorizer) => [
      authorizer.id,
      authorizer.type === 'JWT'
        ? createJwtAuthorizer(authorizer, surroundings)
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
