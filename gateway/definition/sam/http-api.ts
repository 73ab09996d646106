import { type Buildable, Built, mapNode } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft, DraftRoute } from './api-drafts.ts';
import { DocumentDraft } from './document-draft.ts';
import { addHttpDomain } from './domains.ts';
import { documentElsewhere, givenDocument } from './given-document.ts';
import { readHttpAuth } from './http-auth.ts';
import {
  addResource,
  alphanumeric,
  backendUri,
  type Fields,
  field,
  mapField,
  passed,
  passedAll,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';

/** AWS::Serverless::HttpApi as an HTTP API with an OpenAPI body and a stage that deploys itself. */
export function expandHttpApi(draft: ApiDraft, sam: SamTemplate): void {
  const { logicalId, line, condition, properties } = draft;
  const document = documentOf(draft, sam);
  const elsewhere = documentElsewhere(properties);
  addResource(
    sam,
    { logicalId, type: 'AWS::ApiGatewayV2::Api', line, condition, properties },
    {
      ...(elsewhere === undefined ? { Body: document.body() } : { BodyS3Location: elsewhere }),
      Name: passed(properties, 'Name'),
      Description: passed(properties, 'Description'),
      DisableExecuteApiEndpoint: passed(properties, 'DisableExecuteApiEndpoint'),
      CorsConfiguration: corsOf(properties, document.get('x-amazon-apigateway-cors')),
    },
  );
  const name = field(properties, 'StageName');
  const stageId =
    name === undefined
      ? `${logicalId}ApiGatewayDefaultStage`
      : `${logicalId}${alphanumeric(textField(properties, 'StageName') ?? '')}Stage`;
  addResource(
    sam,
    { logicalId: stageId, type: 'AWS::ApiGatewayV2::Stage', line, condition },
    {
      ApiId: ref(logicalId, line),
      StageName: name === undefined ? '$default' : new Built(name),
      AutoDeploy: true,
      Tags: { ...passedAll(field(properties, 'Tags')), 'httpapi:createdBy': 'SAM' },
      StageVariables: passed(properties, 'StageVariables'),
      AccessLogSettings: passed(properties, 'AccessLogSettings'),
      DefaultRouteSettings: passed(properties, 'DefaultRouteSettings'),
      RouteSettings: routeSettings(draft, sam),
    },
  );
  sam.generated.set(`${logicalId}.Stage`, stageId);
  addHttpDomain(draft, { sam, stageId });
}

/** CorsConfiguration over what the document says, setting by setting. */
function corsOf(properties: Fields, ofDocument: TemplateNode | undefined): Buildable {
  const cors = field(properties, 'CorsConfiguration');
  if (cors === undefined || textField(properties, 'CorsConfiguration') === 'false') return undefined;
  const isPlain = textField(properties, 'CorsConfiguration') === 'true';
  if (!isPlain && cors.kind !== 'map') return new Built(cors);
  const beneath = Object.entries(passedAll(ofDocument)).map(([name, value]) => [
    name.charAt(0).toUpperCase() + name.slice(1),
    value,
  ]);
  return { ...Object.fromEntries(beneath), ...(isPlain ? { AllowOrigins: ['*'] } : passedAll(cors)) };
}

function documentOf(draft: ApiDraft, sam: SamTemplate): DocumentDraft {
  const auth = readHttpAuth(draft, sam);
  const { line } = draft;
  const document = new DocumentDraft(
    givenDocument(draft, sam),
    { openapi: '3.0.1', info: { version: '1.0', title: ref('AWS::StackName', line) } },
    { line, file: sam.file, eventsWin: false },
  );
  for (const route of draft.routes) {
    const security = auth.securityOf(field(route.event, 'Auth'));
    document.add(route.path, route.method, operationOf(route, security), route.condition);
  }
  document.secure(auth.byDefault, { options: false, authorizers: 'any' });
  const had = document.get('components');
  const securitySchemes = { ...passedAll(field(had, 'securitySchemes')), ...auth.schemes };
  if (Object.keys(auth.schemes).length > 0)
    document.set('components', { ...passedAll(had), securitySchemes });
  return document;
}

function operationOf({ path, event, backend, line }: DraftRoute, security: Buildable): Fields {
  const role =
    textField(field(event, 'Auth'), 'InvokeRole') === 'NONE'
      ? undefined
      : field(field(event, 'Auth'), 'InvokeRole');
  return mapNode(line, {
    isDefaultRoute: path === '$default' ? true : undefined,
    security,
    responses: {},
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: backendUri(backend, line),
      payloadFormatVersion: passed(event, 'PayloadFormatVersion') ?? '2.0',
      timeoutInMillis: passed(event, 'TimeoutInMillis'),
      credentials: role === undefined ? undefined : new Built<TemplateNode>(role),
    },
  });
}

/** The stage's own, and what events say of their routes. */
function routeSettings({ properties, routes }: ApiDraft, sam: SamTemplate): Buildable {
  const own = passedAll(mapField(sam, properties, 'RouteSettings'));
  for (const { path, method, event } of routes) {
    const verb = method.startsWith('x-') ? 'ANY' : method.toUpperCase();
    const given = passed(event, 'RouteSettings');
    if (given !== undefined) own[path === '$default' ? path : `${verb} ${path}`] = given;
  }
  return Object.keys(own).length === 0 ? undefined : own;
}
