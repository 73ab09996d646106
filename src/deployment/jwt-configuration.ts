import type { Json } from '../contract/json.ts';
import type { DeployedAuthorizer, TrustedIssuer } from './deployment.ts';

/** An authorizer's `jwtConfiguration`, as API Gateway tells it of REST APIs (API reference V1, "JwtConfiguration"). */
export function readJwtConfiguration(
  configuration: unknown,
): Pick<DeployedAuthorizer, 'issuers' | 'algorithms'> {
  if (!isFields(configuration)) return {};
  const { issuers, defaultAlgorithms } = configuration;
  return {
    issuers: listOf(issuers).flatMap(trustedIssuer),
    ...(Array.isArray(defaultAlgorithms) ? { algorithms: textsOf(defaultAlgorithms) } : {}),
  };
}

function trustedIssuer(one: Json): TrustedIssuer[] {
  if (!isFields(one) || typeof one.issuer !== 'string') return [];
  const claims = listOf(one.additionalClaims).flatMap((rule) =>
    isFields(rule) && typeof rule.claimName === 'string'
      ? [{ name: rule.claimName, required: rule.required === true, values: textsOf(rule.expectedValues) }]
      : [],
  );
  return [{ issuer: one.issuer, audience: textsOf(one.audiences), claims }];
}

/**
 * The configurations in an answer of GetAuthorizers, by authorizer. The SDK's model is older than JWT authorizers of
 * REST APIs and drops them; `{}` for what is no such answer.
 */
export function jwtConfigurationsIn(answer: string): Readonly<Record<string, Json>> {
  try {
    const { item }: { item?: unknown } = Object(JSON.parse(answer));
    return Object.fromEntries(
      listOf(item).flatMap((one) =>
        isFields(one) && typeof one.id === 'string' && one.jwtConfiguration !== undefined
          ? [[one.id, one.jwtConfiguration]]
          : [],
      ),
    );
  } catch {
    return {};
  }
}

function isFields(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const textsOf = (value: unknown): string[] =>
  listOf(value).flatMap((one) => (typeof one === 'string' ? [one] : []));
