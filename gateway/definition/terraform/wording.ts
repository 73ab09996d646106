import { translations } from './translation.ts';

const resourceTypes = new Map(Object.entries(translations).map(([name, { type }]) => [type, name]));

/** CloudFormation's names that Terraform spells otherwise than by underscores. */
const argumentNames: Readonly<Record<string, string>> = {
  TimeoutInMillis: 'timeout_milliseconds',
  ApiKeySourceType: 'api_key_source',
  CacheClusterEnabled: 'cache_cluster_enabled',
  CacheClusterSize: 'cache_cluster_size',
  Code: 'filename',
  DependsOn: 'depends_on',
  LogGroupName: 'name',
  ProviderARNs: 'provider_arns',
  UsagePlanName: 'name',
};

const argument = (name: string) =>
  argumentNames[name] ?? name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

/** A message about the translated resources in the words of their author. */
export function inTerraformWords(message: string): string {
  return message
    .replace(/ \((AWS::\w+::\w+|aws_\w+)\)/g, '')
    .replace(/\bAWS::\w+::\w+/g, (type) => resourceTypes.get(type) ?? type)
    .replace(/\b[A-Z][A-Za-z]*(?= of [a-z_]+[._])/g, argument)
    .replace(/\b[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+\b/g, (word) => (known.has(word) ? argument(word) : word))
    .replace(/(?<=the property )[A-Z]\w*/g, argument)
    .replace(/^[A-Z]\w*(?= isn't a property)/, argument)
    .replaceAll('the property ', 'the argument ')
    .replaceAll("isn't a property of", "isn't an argument of")
    .replaceAll('The template', 'The configuration')
    .replaceAll('the template', 'the configuration');
}

/** Names in CamelCase that messages mention beside the ones above. */
const known = new Set([
  ...Object.keys(argumentNames),
  'AutoDeploy',
  'AuthorizationType',
  'AuthorizerId',
  'DefaultRouteSettings',
  'DeploymentId',
  'FunctionName',
  'FunctionVersion',
  'HttpMethod',
  'IntegrationUri',
  'MethodSettings',
  'ParentId',
  'PathPart',
  'ProtocolType',
  'RequestModels',
  'RequestParameters',
  'RequestTemplates',
  'RequestValidatorId',
  'ResponseParameters',
  'ResponseTemplates',
  'RestApiId',
  'RouteKey',
  'RouteSettings',
  'StageName',
]);
