import type { TemplateResource } from '../template.ts';
import { addResource, passed, passedAll, type SamTemplate, textField } from './sam-template.ts';

/** SAM's types that make nothing on the request path, as the CloudFormation type that stands for them. */
const inert: Readonly<Record<string, string>> = {
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
};

export function expandInert(resource: TemplateResource, sam: SamTemplate): void {
  const { logicalId, type, line, properties } = resource;
  if (type === 'AWS::Serverless::Connector') return;
  if (type === 'AWS::Serverless::Application') {
    expandApplication(resource, sam);
    return;
  }
  addResource(
    sam,
    { ...resource, logicalId, line, type: inert[type] ?? type },
    passedAll(properties, { except: ['Events', 'DefinitionUri', 'ContentUri'] }),
  );
}

/** A nested application whose template is a local file is a nested stack. */
function expandApplication({ properties, ...resource }: TemplateResource, sam: SamTemplate): void {
  const location = textField(properties, 'Location');
  if (location === undefined) {
    const message = 'the application lies in the Serverless Application Repository and is not loaded here';
    sam.note(resource.logicalId, resource.line, message);
  }
  addResource(
    sam,
    { ...resource, type: 'AWS::CloudFormation::Stack' },
    { TemplateURL: location, Parameters: passed(properties, 'Parameters') },
  );
}
