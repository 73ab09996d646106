import type { OwnErrorKind } from '../expectations.ts';
import type { Facts } from './cause.ts';

/** The gateway made an error of one of these kinds. */
export const own =
  (...kinds: readonly OwnErrorKind[]) =>
  ({ observed: { gatewayError } }: Facts) =>
    gatewayError !== null && kinds.includes(gatewayError.kind);

export const onRest = ({ observed }: Facts) => observed.exchange.apiType === 'rest';

/** Every example of the target met the same error of the gateway. */
export const everywhere = ({ neighbourhood, observed }: Facts) =>
  neighbourhood.everywhere !== null && neighbourhood.everywhere === observed.gatewayError?.kind;

/** 401 or 403, whoever said it. */
export const refused = ({ observed }: Facts) => observed.status === 401 || observed.status === 403;
