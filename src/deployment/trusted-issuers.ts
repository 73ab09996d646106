import type { DeployedAuthorizer, TrustedIssuer } from './deployment.ts';

/** What a JWT authorizer of either API type trusts; empty where that was not told. */
export function trustedIssuers({ issuers, issuer, audience }: DeployedAuthorizer): readonly TrustedIssuer[] {
  return issuers ?? (issuer === null ? [] : [{ issuer, audience, claims: [] }]);
}

/** In words: `the issuer A for the audience b or c, the issuer D for e`. */
export function issuersInWords(authorizer: DeployedAuthorizer | null): string {
  const trusted = authorizer === null ? [] : trustedIssuers(authorizer);
  const each = trusted.map(({ issuer, audience, claims }) => {
    const rules = claims
      .filter(({ required, values }) => required || values.length > 0)
      .map(({ name, values }) => (values.length === 0 ? name : `${name} (${values.join(' or ')})`));
    const demanded = rules.length === 0 ? '' : ` with the claims ${rules.join(', ')}`;
    return `the issuer ${issuer} for the audience ${audience.join(' or ') || '(none)'}${demanded}`;
  });
  return each.join(', or of ') || 'the issuer (none) for the audience (none)';
}

/** Algorithms that may sign its tokens, of which HTTP APIs take RSA alone; `null`: that was not told. */
export function algorithmsOf({ algorithms, issuer }: DeployedAuthorizer): readonly string[] | null {
  return algorithms ?? (issuer === null ? null : ['RS256', 'RS384', 'RS512']);
}
