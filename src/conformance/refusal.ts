import type { ApiType } from '../contract/contract.ts';

/** What reads credentials: an API key's plan, IAM, or an authorizer (JWT, Cognito, Lambda). */
export type CredentialKind = 'key' | 'iam' | 'token';

/**
 * How the gateway refuses a request that shows too little, or something wrong, for sentences: an API may change status
 * and body of a REST API's gateway responses, and a Lambda authorizer chooses between 401 and 403.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const refusals = {
  rest: {
    key: { missing: '403 Forbidden', wrong: '403 Forbidden' },
    iam: { missing: '403 Missing Authentication Token', wrong: '403 with an error of the signature' },
    token: { missing: '401 Unauthorized', wrong: '401 or 403' },
  },
  http: {
    key: { missing: '401 or 403', wrong: '401 or 403' },
    iam: { missing: '403 Forbidden', wrong: '403 Forbidden' },
    token: { missing: '401 Unauthorized', wrong: '401 or 403' },
  },
} as const satisfies Record<ApiType, Record<CredentialKind, { missing: string; wrong: string }>>;

/** By the header that shows them; `iam` stands for a signature. */
export function credentialKind(subject: string | undefined): CredentialKind {
  if (subject === 'iam') return 'iam';
  return subject === 'x-api-key' ? 'key' : 'token';
}
