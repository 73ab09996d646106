import type { ApiMapping, CustomDomain } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { found, type Read } from './json-reads.ts';

/** API Gateway's reads of custom domains, of both versions of its API: each shows the domains of the other as well. */
export const domainReads: readonly Read<ControlScope>[] = [
  { path: '/domainnames', answer: (_, scope) => ({ item: domains(scope).map(described1) }) },
  { path: '/domainnames/{domain}', answer: ({ domain }, scope) => described1(domainCalled(domain, scope)) },
  {
    path: '/domainnames/{domain}/basepathmappings',
    answer: ({ domain }, scope) => ({ item: mappingsOf(domain, scope).map(describedMapping1) }),
  },
  {
    path: '/domainnames/{domain}/basepathmappings/{path}',
    answer: ({ domain, path }, scope) =>
      describedMapping1(
        found(
          mappingsOf(domain, scope),
          ({ key }) => (key === '' ? '(none)' : key) === path,
          'Invalid base path mapping identifier specified',
        ),
      ),
  },
  { path: '/v2/domainnames', answer: (_, scope) => ({ items: domains(scope).map(described2) }) },
  {
    path: '/v2/domainnames/{domain}',
    answer: ({ domain }, scope) => described2(domainCalled(domain, scope)),
  },
  {
    path: '/v2/domainnames/{domain}/apimappings',
    answer: ({ domain }, scope) => ({ items: mappingsOf(domain, scope).map(describedMapping2) }),
  },
  {
    path: '/v2/domainnames/{domain}/apimappings/{mapping}',
    answer: ({ domain, mapping }, scope) =>
      describedMapping2(
        found(
          mappingsOf(domain, scope),
          ({ id }) => id === mapping,
          `Invalid API mapping identifier specified ${mapping}`,
        ),
      ),
  },
];

const domains = ({ deployment }: ControlScope): CustomDomain[] =>
  deployment.stacks.flatMap((stack) => stack.domains);

function domainCalled(name: string | undefined, scope: ControlScope): CustomDomain {
  return found(domains(scope), (one) => one.name === name, 'Invalid domain name identifier specified');
}

function mappingsOf(name: string | undefined, scope: ControlScope): ApiMapping[] {
  const { name: domainName } = domainCalled(name, scope);
  return scope.deployment.stacks
    .flatMap(({ apiMappings }) => apiMappings)
    .filter((mapping) => mapping.domainName === domainName);
}

function described1({ name, endpointType, certificateArn, securityPolicy, tags, mutualTls }: CustomDomain) {
  return {
    domainName: name,
    [endpointType === 'EDGE' ? 'certificateArn' : 'regionalCertificateArn']: certificateArn ?? undefined,
    endpointConfiguration: { types: [endpointType] },
    domainNameStatus: 'AVAILABLE',
    securityPolicy,
    ...(mutualTls === undefined ? {} : { mutualTlsAuthentication: mutualTls }),
    routingMode: 'BASE_PATH_MAPPING_ONLY',
    tags,
  };
}

function described2({ name, endpointType, certificateArn, securityPolicy, tags, mutualTls }: CustomDomain) {
  const configuration = {
    certificateArn: certificateArn ?? undefined,
    domainNameStatus: 'AVAILABLE',
    endpointType,
    securityPolicy,
  };
  return {
    domainName: name,
    apiMappingSelectionExpression: '$request.basepath',
    domainNameConfigurations: [configuration],
    ...(mutualTls === undefined ? {} : { mutualTlsAuthentication: mutualTls }),
    routingMode: 'API_MAPPING_ONLY',
    tags,
  };
}

const describedMapping1 = ({ key, apiId, stage }: ApiMapping) => ({
  basePath: key === '' ? '(none)' : key,
  restApiId: apiId,
  stage: stage ?? undefined,
});

const describedMapping2 = ({ id, key, apiId, stage }: ApiMapping) => ({
  apiMappingId: id,
  apiMappingKey: key,
  apiId,
  stage: stage ?? undefined,
});
