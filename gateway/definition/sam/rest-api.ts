import { createHash } from 'node:crypto';
import { type Buildable, Built, mapNode } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft, DraftRoute } from './api-drafts.ts';
import { addPreflights } from './cors.ts';
import { DocumentDraft, givenDocument } from './document-draft.ts';
import { addRestDomain } from './domains.ts';
import { resourcePolicyOf } from './resource-policy.ts';
import { type RestAuth, readRestAuth } from './rest-auth.ts';
import {
  addResource,
  alphanumeric,
  backendUri,
  type Fields,
  field,
  flagField,
  mapField,
  mistake,
  passed,
  passedAll,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';
import { addUsagePlan } from './usage-plan.ts';

/** AWS::Serverless::Api as a REST API with an OpenAPI body, a deployment and a stage. */
export function expandRestApi(draft: ApiDraft, sam: SamTemplate): void {
  const { logicalId, line, condition, properties } = draft;
  const auth = readRestAuth(draft, sam);
  const document = documentOf(draft, { sam, auth });
  addResource(
    sam,
    { logicalId, type: 'AWS::ApiGateway::RestApi', line, condition, properties },
    {
      Body: document.body(),
      ...renamedFields(properties, restApiFields),
      EndpointConfiguration: endpointOf(properties),
      Policy: resourcePolicyOf(draft, document.methods(), sam),
    },
  );
  const digest = createHash('sha1')
    .update(JSON.stringify([logicalId, draft.routes.length]))
    .digest('hex');
  const deploymentId = `${logicalId}Deployment${digest.slice(0, 10)}`;
  addResource(
    sam,
    { logicalId: deploymentId, type: 'AWS::ApiGateway::Deployment', line, condition },
    { RestApiId: ref(logicalId, line) },
  );
  const name = field(properties, 'StageName');
  if (name === undefined) throw mistake(sam, line, `${logicalId} needs a StageName.`);
  const stageId = `${logicalId}${alphanumeric(textField(properties, 'StageName') ?? '')}Stage`;
  addResource(
    sam,
    { logicalId: stageId, type: 'AWS::ApiGateway::Stage', line, condition },
    {
      RestApiId: ref(logicalId, line),
      DeploymentId: ref(deploymentId, line),
      StageName: new Built(name),
      ...renamedFields(properties, stageFields),
    },
  );
  sam.generated.set(`${logicalId}.Stage`, stageId);
  sam.generated.set(`${logicalId}.Deployment`, deploymentId);
  addRestDomain(draft, { sam, stageId });
  addUsagePlan(draft, { sam, stageId });
}

const restApiFields: Readonly<Record<string, string>> = {
  Name: 'Name',
  Description: 'Description',
  BinaryMediaTypes: 'BinaryMediaTypes',
  MinimumCompressionSize: 'MinimumCompressionSize',
  DisableExecuteApiEndpoint: 'DisableExecuteApiEndpoint',
  ApiKeySourceType: 'ApiKeySourceType',
  FailOnWarnings: 'FailOnWarnings',
};

const stageFields: Readonly<Record<string, string>> = {
  Variables: 'Variables',
  MethodSettings: 'MethodSettings',
  CacheClusterEnabled: 'CacheClusterEnabled',
  CacheClusterSize: 'CacheClusterSize',
  AccessLogSetting: 'AccessLogSetting',
  CanarySetting: 'CanarySetting',
  TracingEnabled: 'TracingEnabled',
};

function renamedFields(
  properties: Fields,
  names: Readonly<Record<string, string>>,
): Record<string, Buildable> {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [to, passed(properties, from)]));
}

function endpointOf(properties: Fields): Buildable {
  const endpoint = field(properties, 'EndpointConfiguration');
  if (endpoint === undefined) return undefined;
  if (endpoint.kind !== 'map') return { Types: [new Built<TemplateNode>(endpoint)] };
  return { Types: [passed(endpoint, 'Type') ?? 'EDGE'], VpcEndpointIds: passed(endpoint, 'VPCEndpointIds') };
}

interface Around {
  readonly sam: SamTemplate;
  readonly auth: RestAuth;
}

function documentOf(draft: ApiDraft, { sam, auth }: Around): DocumentDraft {
  const { properties, line, routes } = draft;
  const given = givenDocument(draft, sam);
  const document = new DocumentDraft(
    given,
    { swagger: '2.0', info: { version: '1.0', title: ref('AWS::StackName', line) } },
    line,
  );
  // A document of the API's own has to hold the integrations itself, unless it asks for those of events.
  for (const route of given === null || flagField(properties, 'MergeDefinitions') ? routes : [])
    document.add(route.path, route.method, operationOf(route, { sam, auth }), route.condition);
  document.secure(auth.securityOf(undefined), { options: auth.preflight !== undefined });
  const cors = field(properties, 'Cors');
  if (cors !== undefined) addPreflights(document, cors, auth.preflight);
  document.put('securityDefinitions', auth.schemes);
  document.put('definitions', modelsOf(mapField(sam, properties, 'Models')));
  document.put('x-amazon-apigateway-request-validators', routes.some(validates) ? validators : undefined);
  document.put(
    'x-amazon-apigateway-gateway-responses',
    gatewayResponses(mapField(sam, properties, 'GatewayResponses')),
  );
  return document;
}

/** SAM writes the names of models in lower case. */
function modelsOf(models: Fields | undefined): Record<string, Buildable> {
  return Object.fromEntries(
    Object.entries(passedAll(models)).map(([name, schema]) => [name.toLowerCase(), schema]),
  );
}

const validators = {
  'body-only': { validateRequestBody: true, validateRequestParameters: false },
  'params-only': { validateRequestBody: false, validateRequestParameters: true },
  'body-and-params': { validateRequestBody: true, validateRequestParameters: true },
};

const validates = ({ event }: DraftRoute): boolean => validatorOf(event) !== undefined;

function validatorOf(event: Fields): string | undefined {
  const model = field(event, 'RequestModel');
  const [body, parameters] = [flagField(model, 'ValidateBody'), flagField(model, 'ValidateParameters')];
  if (body && parameters) return 'body-and-params';
  return body ? 'body-only' : parameters ? 'params-only' : undefined;
}

function operationOf({ event, backend, line }: DraftRoute, { auth }: Around): Fields {
  const role = field(field(event, 'Auth'), 'InvokeRole');
  return mapNode(line, {
    security: auth.securityOf(field(event, 'Auth')),
    parameters: parametersOf(event),
    'x-amazon-apigateway-request-validator': validatorOf(event),
    responses: {},
    'x-amazon-apigateway-integration': {
      type: backend === 'StartExecution' ? 'aws' : 'aws_proxy',
      httpMethod: 'POST',
      uri: backendUri(backend, line),
      timeoutInMillis: passed(event, 'TimeoutInMillis'),
      responseTransferMode: passed(event, 'ResponseTransferMode'),
      credentials:
        role === undefined || textField(field(event, 'Auth'), 'InvokeRole') === 'NONE'
          ? undefined
          : new Built(role),
    },
  });
}

/** RequestModel as the body parameter, RequestParameters as those of header, path and query. */
function parametersOf(event: Fields): Buildable {
  const model = textField(field(event, 'RequestModel'), 'Model');
  const given = field(event, 'RequestParameters');
  const items = given?.kind === 'list' ? given.items : [];
  const parameters = items.flatMap((item): Buildable[] => {
    const [name, settings] =
      item.kind === 'map' ? ([...item.entries][0] ?? []) : [item.kind === 'scalar' ? String(item.value) : ''];
    const match = /^method\.request\.(querystring|path|header)\.(.+)$/.exec(String(name));
    if (match === null) return [];
    const place = match[1] === 'querystring' ? 'query' : match[1];
    const required = place === 'path' || flagField(settings as TemplateNode | undefined, 'Required');
    return [{ name: match[2], in: place, required, type: 'string' }];
  });
  const body =
    model === undefined
      ? []
      : [{ in: 'body', name: model.toLowerCase(), schema: { $ref: `#/definitions/${model.toLowerCase()}` } }];
  return parameters.length + body.length === 0 ? undefined : [...body, ...parameters];
}

function gatewayResponses(given: Fields | undefined): Record<string, Buildable> {
  return Object.fromEntries(
    [...(given?.entries ?? [])].map(([type, response]) => {
      const parameters = field(response, 'ResponseParameters');
      const places = [
        ['Headers', 'header'],
        ['Paths', 'path'],
        ['QueryStrings', 'querystring'],
      ] as const;
      const responseParameters = Object.fromEntries(
        places.flatMap(([name, place]) =>
          Object.entries(passedAll(field(parameters, name))).map(([key, value]) => [
            `gatewayresponse.${place}.${key}`,
            value,
          ]),
        ),
      );
      const statusCode = passed(response, 'StatusCode');
      return [
        type,
        { statusCode, responseParameters, responseTemplates: passed(response, 'ResponseTemplates') },
      ];
    }),
  );
}
