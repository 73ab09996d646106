import type { FunctionReference } from '../model.ts';
import { authorizerReference, functionArnInUri, type Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import type { Resource } from './stack-reader.ts';

/** What an authorizer is read in the light of. */
export interface AuthorizerSurroundings {
  readonly apiId: string;
  readonly stages: readonly { readonly name: string; readonly variables: Readonly<Record<string, string>> }[];
  readonly permissions: readonly Permission[];
}

/** In what the two API types differ. */
interface Words {
  /** The property that names a role to invoke with. */
  readonly credentials: 'AuthorizerCredentials' | 'AuthorizerCredentialsArn';
  /** What stands behind the authorizer. */
  readonly guarded: 'methods' | 'routes';
}

/** The function of an authorizer; `null`, with a warning, where it isn't Lambda's: what stands behind it answers 501. */
export function readAuthorizerFunction(
  { physicalId: authorizerId, logicalId, properties, stack }: Resource,
  { apiId, stages, permissions, credentials, guarded }: AuthorizerSurroundings & Words,
): FunctionReference | null {
  const uri = properties.required('AuthorizerUri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null) {
    stack.warn(
      logicalId,
      properties.at('AuthorizerUri'),
      `its function is ${uri}, and only Lambda functions are served: ${guarded} behind it answer 501`,
    );
    return null;
  }
  const invocation = { apiId, authorizerId, stages, hasCredentials: properties.has(credentials) };
  const reference = authorizerReference(arn, invocation, permissions);
  if (!reference.mayInvoke)
    stack.advise(
      logicalId,
      properties.line(),
      `no AWS::Lambda::Permission lets API Gateway invoke ${arn}: ${guarded} behind it answer 500, as on AWS`,
    );
  return reference;
}

/** Seconds that results are kept. Throws DefinitionError for a cache without anything to tell callers apart. */
export function readTtl(
  properties: Properties,
  { otherwise, tellsApart }: { readonly otherwise: number; readonly tellsApart: boolean },
): number {
  const ttlSeconds = properties.number('AuthorizerResultTtlInSeconds') ?? otherwise;
  if (ttlSeconds < 0 || ttlSeconds > 3600)
    throw properties.fail(
      'AuthorizerResultTtlInSeconds',
      `AuthorizerResultTtlInSeconds of ${properties.owner} must be 0 to 3600, not ${ttlSeconds}.`,
    );
  if (ttlSeconds > 0 && !tellsApart)
    throw properties.fail(
      'AuthorizerResultTtlInSeconds',
      `${properties.owner} caches results for ${ttlSeconds} s and has no IdentitySource to tell callers apart.`,
      ['Give it an IdentitySource, or AuthorizerResultTtlInSeconds: 0.'],
    );
  return ttlSeconds;
}
