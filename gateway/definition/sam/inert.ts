import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Buildable } from '../built-node.ts';
import { localPath } from '../local-path.ts';
import type { TemplateResource } from '../template.ts';
import {
  addResource,
  type Fields,
  field,
  mistake,
  passed,
  passedAll,
  type SamTemplate,
  textField,
} from './sam-template.ts';

/** SAM's types that make nothing on the request path, as the CloudFormation type that stands for them. */
const inert: Readonly<Record<string, string>> = {
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::CapacityProvider': 'AWS::Lambda::CapacityProvider',
};

export function expandInert(resource: TemplateResource, sam: SamTemplate): void {
  const { logicalId, type, line, properties } = resource;
  if (type === 'AWS::Serverless::Connector') return;
  if (type === 'AWS::Serverless::Application') {
    expandApplication(resource, sam);
    return;
  }
  if (type === 'AWS::Serverless::WebSocketApi') {
    addResource(
      sam,
      { ...resource, type: 'AWS::ApiGatewayV2::Api' },
      { Name: passed(properties, 'Name') ?? logicalId, ProtocolType: 'WEBSOCKET' },
    );
    return;
  }
  if (type === 'AWS::Serverless::LayerVersion') noteUnbuilt(resource, sam);
  addResource(
    sam,
    { ...resource, logicalId, line, type: inert[type] ?? type },
    {
      ...passedAll(properties, { except: ['DefinitionUri', 'ContentUri'] }),
      Content: type === 'AWS::Serverless::LayerVersion' ? contentOf(properties) : undefined,
    },
  );
}

/** `sam build` puts what it builds of a layer into a folder named as Lambda looks for it; the sources aren't there yet. */
function noteUnbuilt({ logicalId, properties, metadata, line }: TemplateResource, sam: SamTemplate): void {
  const method = textField(metadata, 'BuildMethod');
  const folder = localPath(sam.file, textField(properties, 'ContentUri') ?? '.');
  if (method === undefined || ['python', 'nodejs'].some((name) => existsSync(join(folder, name)))) return;
  const next = 'run sam build and serve .aws-sam/build/template.yaml';
  sam.note(
    logicalId,
    metadata?.line ?? line,
    `the layer is built by ${method}, which is not run here: ${next}`,
  );
}

/** A local path, or what S3 is told. */
function contentOf(properties: Fields): Buildable {
  const uri = field(properties, 'ContentUri');
  if (uri?.kind === 'map') return { S3Bucket: passed(uri, 'Bucket'), S3Key: passed(uri, 'Key') };
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(textField(properties, 'ContentUri') ?? '');
  return s3 === null ? passed(uri) : { S3Bucket: s3[1], S3Key: s3[2] };
}

/** A nested application whose template is a local file is a nested stack; one of the Serverless Application Repository stays there. */
function expandApplication({ properties, ...resource }: TemplateResource, sam: SamTemplate): void {
  const location = field(properties, 'Location');
  const url = location?.kind === 'map' ? passed(location, 'ApplicationId') : passed(location);
  if (url === undefined)
    throw mistake(
      sam,
      location?.line ?? resource.line,
      `${resource.logicalId} needs a Location: a template, or an ApplicationId with its SemanticVersion.`,
    );
  addResource(
    sam,
    { ...resource, type: 'AWS::CloudFormation::Stack' },
    { TemplateURL: url, Parameters: passed(properties, 'Parameters') },
  );
}
