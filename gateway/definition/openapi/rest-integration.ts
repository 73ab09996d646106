import { type Buildable, Built, resolvedMap } from '../built-node.ts';
import type { Properties } from '../properties.ts';

/** `x-amazon-apigateway-integration` → CloudFormation's name for the same. */
const sameMeaning: Readonly<Record<string, string>> = {
  uri: 'Uri',
  httpMethod: 'IntegrationHttpMethod',
  credentials: 'Credentials',
  requestTemplates: 'RequestTemplates',
  requestParameters: 'RequestParameters',
  cacheNamespace: 'CacheNamespace',
  cacheKeyParameters: 'CacheKeyParameters',
  contentHandling: 'ContentHandling',
  timeoutInMillis: 'TimeoutInMillis',
  connectionType: 'ConnectionType',
  connectionId: 'ConnectionId',
  responseTransferMode: 'ResponseTransferMode',
  integrationTarget: 'IntegrationTarget',
};

/** The Integration property of AWS::ApiGateway::Method. */
export function restIntegration(integration: Properties): Buildable {
  const values: Record<string, Buildable> = {};
  for (const [name, known] of Object.entries(sameMeaning))
    if (integration.has(name)) values[known] = integration.plain(name) as Buildable;
  const insecure = integration.object('tlsConfig')?.text('insecureSkipVerification');
  return new Built(
    resolvedMap(integration.line(), {
      Type: integration.required('type').toUpperCase(),
      PassthroughBehavior: integration.text('passthroughBehavior')?.toUpperCase(),
      ...values,
      TlsConfig: insecure === undefined ? undefined : { InsecureSkipVerification: insecure },
      IntegrationResponses: integrationResponses(integration),
    }),
  );
}

function integrationResponses(integration: Properties): Buildable {
  const responses = integration.object('responses');
  return (responses?.names() ?? []).flatMap((pattern) => {
    const response = responses?.object(pattern);
    if (response === undefined) return [];
    return [
      new Built(
        resolvedMap(response.line(), {
          StatusCode: response.required('statusCode'),
          SelectionPattern: pattern === 'default' ? undefined : pattern,
          ResponseParameters: response.textMap('responseParameters'),
          ResponseTemplates: response.textMap('responseTemplates'),
          ContentHandling: response.text('contentHandling'),
        }),
      ),
    ];
  });
}
