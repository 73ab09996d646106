import type { Observed } from '../answer.ts';
import type { OwnErrorKind } from '../expectations.ts';

/** What became of a broken request. `unclear`: it was turned away for another reason, or not answered at all. */
export type Refusal = 'refused' | 'accepted' | 'crashed' | 'unclear';

/** The gateway's errors that say nothing about what the request holds. */
const elsewhere: readonly OwnErrorKind[] = [
  'route-missing',
  'forbidden',
  'access-denied',
  'signature',
  'unauthorized',
  'authorizer-broken',
  'throttled',
  'quota-exceeded',
];

export function refusalOf({ status, gatewayError }: Pick<Observed, 'status' | 'gatewayError'>): Refusal {
  if (gatewayError !== null && elsewhere.includes(gatewayError.kind)) return 'unclear';
  if (status === 429 || status === 401 || status === 403) return 'unclear';
  if (status >= 500) return 'crashed';
  if (status >= 400) return 'refused';
  return status >= 200 && status <= 299 ? 'accepted' : 'unclear';
}
