import { type Buildable, Built, resolvedMap } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import type { Importing } from './importing.ts';

/** `x-amazon-apigateway-integration` → CloudFormation's name for the same. */
const sameMeaning: Readonly<Record<string, string>> = {
  uri: 'Uri',
  httpMethod: 'IntegrationHttpMethod',
  credentials: 'Credentials',
  requestTemplates: 'RequestTemplates',
  cacheNamespace: 'CacheNamespace',
  cacheKeyParameters: 'CacheKeyParameters',
  contentHandling: 'ContentHandling',
  timeoutInMillis: 'TimeoutInMillis',
  connectionType: 'ConnectionType',
  connectionId: 'ConnectionId',
  responseTransferMode: 'ResponseTransferMode',
  integrationTarget: 'IntegrationTarget',
};

type Warn = Importing['warn'];

/** The Integration property of AWS::ApiGateway::Method. */
export function restIntegration(integration: Properties, warn: Warn): Buildable {
  const values: Record<string, Buildable> = {};
  for (const [name, known] of Object.entries(sameMeaning))
    if (integration.has(name)) values[known] = integration.plain(name) as Buildable;
  const insecure = integration.object('tlsConfig')?.text('insecureSkipVerification');
  return new Built(
    resolvedMap(integration.line(), {
      Type: integration.required('type').toUpperCase(),
      PassthroughBehavior: integration.text('passthroughBehavior')?.toUpperCase(),
      ...values,
      RequestParameters: mappingsOf(integration, 'requestParameters', warn),
      TlsConfig: insecure === undefined ? undefined : { InsecureSkipVerification: insecure },
      IntegrationResponses: integrationResponses(integration, warn),
    }),
  );
}

/** Mapping expressions that are texts; others are left out with a warning (recorded from AWS). */
export function mappingsOf(holder: Properties, name: string, warn: Warn): Record<string, string> | undefined {
  if (!holder.has(name)) return undefined;
  const values: unknown = holder.plain(name);
  if (typeof values !== 'object' || values === null) return holder.textMap(name);
  const isText = ([, value]: [string, unknown]) => typeof value === 'string';
  for (const [target, value] of Object.entries(values))
    if (!isText([target, value]))
      warn(
        holder.line(name),
        `${target} in ${name} is ${JSON.stringify(value)} and not a text, so it is not imported, as on AWS`,
      );
  return Object.fromEntries(Object.entries(values).filter(isText)) as Record<string, string>;
}

function integrationResponses(integration: Properties, warn: Warn): Buildable {
  const responses = integration.object('responses');
  return (responses?.names() ?? []).flatMap((pattern) => {
    const response = responses?.object(pattern);
    if (response === undefined) return [];
    return [
      new Built(
        resolvedMap(response.line(), {
          StatusCode: response.required('statusCode'),
          SelectionPattern: pattern === 'default' ? undefined : pattern,
          ResponseParameters: mappingsOf(response, 'responseParameters', warn),
          ResponseTemplates: response.textMap('responseTemplates'),
          ContentHandling: response.text('contentHandling'),
        }),
      ),
    ];
  });
}
