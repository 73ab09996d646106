import type { DeployedDomain } from './deployment.ts';
import type { MappedDomain } from './gateway-reads.ts';

/** The custom domains that lead to one stage. Mappings of both API types are told by the newer API. */
export function domainsOf(
  all: readonly MappedDomain[],
  { apiId, stageName }: { readonly apiId: string; readonly stageName: string },
): DeployedDomain[] {
  return all
    .filter(({ mappings }) => mappings.some(({ ApiId, Stage }) => ApiId === apiId && Stage === stageName))
    .map(({ domain }) => ({
      name: domain.DomainName ?? '',
      securityPolicy: domain.DomainNameConfigurations?.[0]?.SecurityPolicy ?? null,
    }));
}
