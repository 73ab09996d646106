import type { Api, ApiMapping, CustomDomain } from '../model.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';

const domainTypes = ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'] as const;
const mappingTypes = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGatewayV2::ApiMapping'] as const;

/** Whether a stack says anything about custom domains. */
export const hasDomains = (stack: StackReader): boolean =>
  stack.resourcesOf(...domainTypes, ...mappingTypes).length > 0;

/** The custom domains that a stack makes (AWS documentation, "Custom domain name for public REST APIs in API Gateway"). */
export function readDomains(stack: StackReader): CustomDomain[] {
  return stack.resourcesOf(...domainTypes).flatMap((resource) => {
    const domain = readDomain(resource);
    if (domain === null)
      stack.warn(
        resource.logicalId,
        resource.line,
        'a private custom domain is reached through a VPC only, and is not served here',
      );
    else if (domain.unsupported !== null)
      stack.warn(
        resource.logicalId,
        resource.properties.line('RoutingMode'),
        `${domain.name} answers 501: ${domain.unsupported}`,
      );
    return domain ?? [];
  });
}

function readDomain({ type, logicalId, properties }: Resource): CustomDomain | null {
  const name = properties.required('DomainName').toLowerCase();
  if (!/^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/.test(name))
    throw properties.fail(
      'DomainName',
      `DomainName of ${properties.owner} must be a host name, not ${name}.`,
    );
  const apiVersion = type === 'AWS::ApiGateway::DomainName' ? 1 : 2;
  const settings = apiVersion === 1 ? properties : properties.objects('DomainNameConfigurations')[0];
  const endpointType =
    apiVersion === 1
      ? (properties.object('EndpointConfiguration')?.texts('Types')[0] ?? 'EDGE')
      : (settings?.text('EndpointType') ?? 'REGIONAL');
  if (endpointType === 'PRIVATE') return null;
  if (endpointType !== 'EDGE' && endpointType !== 'REGIONAL')
    throw properties.fail(undefined, `${properties.owner} must be EDGE or REGIONAL, not ${endpointType}.`);
  const mode = properties.text('RoutingMode') ?? 'API_MAPPING_ONLY';
  return {
    name,
    endpointType,
    apiVersion,
    certificateArn: settings?.text('RegionalCertificateArn') ?? settings?.text('CertificateArn') ?? null,
    securityPolicy: settings?.text('SecurityPolicy') ?? 'TLS_1_2',
    tags: properties.tags('Tags'),
    ...readMutualTls(properties),
    logicalId,
    line: properties.line(properties.has('MutualTlsAuthentication') ? 'MutualTlsAuthentication' : undefined),
    unsupported: mode === 'API_MAPPING_ONLY' ? null : 'routing rules are not served yet',
  };
}

function readMutualTls(properties: Properties): Pick<CustomDomain, 'mutualTls'> {
  const given = properties.object('MutualTlsAuthentication');
  if (given === undefined) return {};
  const version = given.text('TruststoreVersion');
  const truststoreUri = given.required('TruststoreUri');
  return { mutualTls: { truststoreUri, ...(version === undefined ? {} : { truststoreVersion: version }) } };
}

/** The mappings that a stack makes. Throws DefinitionError for those that API Gateway refuses. */
export function readApiMappings(stack: StackReader, apis: readonly Api[]): ApiMapping[] {
  const taken = new Set<string>();
  return stack.resourcesOf(...mappingTypes).flatMap((resource) => {
    const mapping = readMapping(resource);
    const { properties } = resource;
    const place = `${mapping.domainName}/${mapping.key}`;
    if (taken.has(place))
      throw properties.fail(undefined, `${properties.owner} is a second mapping of ${place}.`);
    taken.add(place);
    const api = apis.find(({ id }) => id === mapping.apiId);
    if (api === undefined) return isWebSocket(mapping.apiId, stack) ? [] : [mapping];
    const { stage } = mapping;
    if (stage !== null && !api.stages.some(({ name }) => name === stage))
      throw properties.fail(
        'Stage',
        `Stage of ${properties.owner} is ${stage}, and ${api.logicalId} has no deployed stage of that name.`,
      );
    return [mapping];
  });
}

function readMapping({ type, physicalId: id, properties }: Resource): ApiMapping {
  const domainName = properties.required('DomainName').toLowerCase();
  if (type === 'AWS::ApiGatewayV2::ApiMapping')
    return {
      id,
      domainName,
      key: readKey(properties, 'ApiMappingKey'),
      apiId: properties.required('ApiId'),
      stage: properties.required('Stage'),
    };
  return {
    id,
    domainName,
    key: readKey(properties, 'BasePath'),
    apiId: properties.required('RestApiId'),
    stage: properties.text('Stage') ?? null,
  };
}

function readKey(properties: Properties, name: string): string {
  const key = properties.text(name) ?? '';
  if (key === '' || key === '(none)') return '';
  if (!/^[A-Za-z0-9$_.+!*'(),-]+(?:\/[A-Za-z0-9$_.+!*'(),-]+)*$/.test(key))
    throw properties.fail(
      name,
      `${name} of ${properties.owner} may hold letters, numbers and $-_.+!*'(), in segments parted by single slashes, not ${key}.`,
      ['Leave it out for the root of the domain.'],
    );
  return key;
}

const isWebSocket = (apiId: string, stack: StackReader): boolean =>
  stack
    .allResourcesOf('AWS::ApiGatewayV2::Api')
    .some(
      ({ physicalId, properties }) => physicalId === apiId && properties.text('ProtocolType') === 'WEBSOCKET',
    );
