import { createHash } from 'node:crypto';
import { type Buildable, Built } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import { addRestDomain } from './domains.ts';
import { documentElsewhere } from './given-document.ts';
import { resourcePolicyOf } from './resource-policy.ts';
import { readRestAuth } from './rest-auth.ts';
import { restDocument } from './rest-document.ts';
import {
  addResource,
  alphanumeric,
  type Fields,
  field,
  flagField,
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
  const document = restDocument(draft, { sam, auth });
  const elsewhere = documentElsewhere(properties);
  addResource(
    sam,
    { logicalId, type: 'AWS::ApiGateway::RestApi', line, condition, properties },
    {
      ...(elsewhere === undefined ? { Body: document.body() } : { BodyS3Location: elsewhere }),
      ...renamedFields(properties, restApiFields),
      EndpointConfiguration: endpointOf(properties),
      Policy: passed(properties, 'Policy') ?? resourcePolicyOf(draft, document.methods(), sam),
      Tags: flagField(properties, 'PropagateTags') ? tagsOf(properties) : undefined,
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
      Tags: tagsOf(properties),
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

/** SAM takes tags as a map, CloudFormation as a list. */
function tagsOf(properties: Fields): Buildable {
  const tags = Object.entries(passedAll(field(properties, 'Tags')));
  return tags.length === 0 ? undefined : tags.map(([Key, Value]) => ({ Key, Value }));
}
