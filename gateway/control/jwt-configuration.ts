import type { JwtClaimRule } from '../access.ts';
import type { RestAuthorizer } from '../model.ts';

/** As `CreateAuthorizer` takes it, and exports write it; without the `jwksUri` that AWS finds out. */
export function jwtConfigurationOf({ issuers, algorithms }: Extract<RestAuthorizer, { type: 'JWT' }>) {
  return {
    issuers: issuers.map(({ issuer, audiences, additionalClaims }) => ({
      issuer,
      audiences,
      ...(additionalClaims.length === 0 ? {} : { additionalClaims: additionalClaims.map(claimRule) }),
    })),
    defaultAlgorithms: algorithms,
  };
}

const claimRule = ({ claimName, required, expectedValues }: JwtClaimRule) => ({
  claimName,
  format: 'SINGLE_STRING',
  required,
  ...(expectedValues.length === 0 ? {} : { expectedValues }),
});
