import { createHash } from 'node:crypto';
import { type Buildable, Built, buildNode } from '../built-node.ts';
import type { TemplateResource } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDrafts } from './api-drafts.ts';
import { addEventResource, addFunctionUrl } from './beside-functions.ts';
import {
  addResource,
  alphanumeric,
  call,
  defaultOf,
  type Fields,
  field,
  getAtt,
  isBuilt,
  mapField,
  mistake,
  passed,
  passedAll,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';

/** Read here, or without a counterpart on AWS::Lambda::Function that would change an answer. */
const notPassed = [
  'CodeUri',
  'InlineCode',
  'ImageUri',
  'Events',
  'Policies',
  'PermissionsBoundary',
  'RolePath',
  'AssumeRolePolicyDocument',
  'Role',
  'Tags',
  'Tracing',
  'DeadLetterQueue',
  'AutoPublishAlias',
  'AutoPublishAliasAllProperties',
  'AutoPublishCodeSha256',
  'DeploymentPreference',
  'ProvisionedConcurrencyConfig',
  'EventInvokeConfig',
  'FunctionUrlConfig',
  'VersionDescription',
  'VersionDeletionPolicy',
  'PublishToLatestPublished',
  'PropagateTags',
  'SourceKMSKeyArn',
];

/** AWS::Serverless::Function as a function with its role, alias, version and permissions, and routes for its events. */
export function expandFunction(resource: TemplateResource, sam: SamTemplate, drafts: ApiDrafts): void {
  const { logicalId, line, properties, condition } = resource;
  const head = { line, condition };
  const role = field(properties, 'Role');
  if (role === undefined)
    addResource(
      sam,
      { ...head, logicalId: `${logicalId}Role`, type: 'AWS::IAM::Role' },
      { AssumeRolePolicyDocument: { Version: '2012-10-17' } },
    );
  addResource(
    sam,
    { ...resource, type: 'AWS::Lambda::Function' },
    {
      ...passedAll(properties, { except: notPassed }),
      Code: codeOf(resource, sam),
      Role: role === undefined ? getAtt(`${logicalId}Role`, 'Arn', line) : new Built(role),
    },
  );
  const arn = buildNode(line, addAlias(resource, sam) ?? getAtt(logicalId, 'Arn', line));
  if (properties.entries.has('FunctionUrlConfig')) addFunctionUrl(resource, sam);
  const inert: string[] = [];
  for (const [name, event] of mapField(sam, properties, 'Events')?.entries ?? []) {
    const type = textField(event, 'Type');
    if (type === 'Api' || type === 'HttpApi')
      addRoute(
        { function: resource, arn, name, event },
        { sam, drafts, kind: type === 'Api' ? 'rest' : 'http' },
      );
    else {
      inert.push(`${name} (${type ?? 'without a Type'})`);
      addEventResource({ ...head, logicalId: `${logicalId}${name}` }, type, sam);
    }
  }
  if (inert.length > 0)
    sam.note(
      logicalId,
      properties.keyLines.get('Events') ?? line,
      `events that come through no API don't happen here: ${inert.join(', ')}`,
    );
}

function codeOf({ logicalId, line, properties, metadata }: TemplateResource, sam: SamTemplate): Buildable {
  const inline = field(properties, 'InlineCode');
  if (inline !== undefined) return { ZipFile: new Built(inline) };
  const image = field(properties, 'ImageUri');
  if (image !== undefined) return { ImageUri: new Built(image) };
  if (textField(properties, 'PackageType') === 'Image')
    return { ImageUri: `${logicalId.toLowerCase()}:latest` };
  const method = textField(metadata, 'BuildMethod');
  if ((method === 'esbuild' || method === 'makefile') && !isBuilt(metadata))
    sam.note(
      logicalId,
      metadata?.line ?? line,
      `the code is built by ${method}, which is not run here: run sam build and serve .aws-sam/build/template.yaml`,
    );
  const uri = field(properties, 'CodeUri');
  if (uri === undefined) throw mistake(sam, line, `${logicalId} needs CodeUri, InlineCode or ImageUri.`);
  if (uri.kind === 'map')
    return {
      S3Bucket: passed(uri, 'Bucket'),
      S3Key: passed(uri, 'Key'),
      S3ObjectVersion: passed(uri, 'Version'),
    };
  const s3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(textField(properties, 'CodeUri') ?? '');
  return s3 === null ? new Built(uri) : { S3Bucket: s3[1], S3Key: s3[2] };
}

/** The alias that AutoPublishAlias keeps on the newest version; a reference to its ARN. */
function addAlias({ logicalId, line, condition, properties }: TemplateResource, sam: SamTemplate): Buildable {
  const given = field(properties, 'AutoPublishAlias');
  if (given === undefined) return undefined;
  const name = textField(properties, 'AutoPublishAlias') ?? defaultOf(given, sam);
  const digest = createHash('sha256').update(logicalId).digest('hex').slice(0, 10);
  const versionId = `${logicalId}Version${digest}`;
  const aliasId = `${logicalId}Alias${alphanumeric(name)}`;
  const functionName = ref(logicalId, line);
  addResource(
    sam,
    { logicalId: versionId, type: 'AWS::Lambda::Version', line, condition },
    { FunctionName: functionName },
  );
  addResource(
    sam,
    { logicalId: aliasId, type: 'AWS::Lambda::Alias', line, condition },
    {
      Name: new Built(given),
      FunctionName: functionName,
      FunctionVersion: getAtt(versionId, 'Version', line),
    },
  );
  sam.generated.set(`${logicalId}.Version`, versionId);
  sam.generated.set(`${logicalId}.Alias`, aliasId);
  return ref(aliasId, line);
}

interface ApiEvent {
  readonly function: TemplateResource;
  readonly arn: TemplateNode;
  readonly name: string;
  readonly event: TemplateNode;
}

interface Target {
  readonly sam: SamTemplate;
  readonly drafts: ApiDrafts;
  readonly kind: 'rest' | 'http';
}

function addRoute({ function: resource, arn, name, event }: ApiEvent, { sam, drafts, kind }: Target): void {
  const properties: Fields = mapField(sam, event, 'Properties') ?? {
    kind: 'map',
    entries: new Map(),
    keyLines: new Map(),
    line: event.line,
  };
  const { logicalId: apiId, draft } = drafts.of(kind, properties);
  const owner = `The event ${name} of ${resource.logicalId}`;
  const { path, method } = routeOf(properties, { sam, kind, owner });
  const { condition } = resource;
  const { line } = properties;
  draft?.routes.push({ path, method, event: properties, backend: { functionArn: arn }, condition, line });
  const stage = draft === null ? 'AllStages' : textField(draft.properties, 'StageName');
  const suffix = kind === 'http' ? '' : stage === undefined ? 'Stage' : alphanumeric(stage);
  addResource(
    sam,
    {
      logicalId: `${resource.logicalId}${name}Permission${suffix}`,
      type: 'AWS::Lambda::Permission',
      line: event.line,
      condition,
    },
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: new Built(arn),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: call(
        'Fn::Sub',
        [sourceArn({ path, method }), { ApiId: ref(apiId, event.line) }],
        event.line,
      ),
    },
  );
}

/** Calls of one method and path, from any stage. */
function sourceArn({ path, method }: { path: string; method: string }): string {
  const api = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiId}`;
  if (path === '$default') return `${api}/*/*`;
  const resource = path.replace(/(?<=.)\/$/, '').replace(/\{[^}]*\}/g, '*');
  return `${api}/*/${method === anyMethod ? '*' : method.toUpperCase()}${resource}`;
}

const anyMethod = 'x-amazon-apigateway-any-method';

export function routeOf(
  properties: Fields,
  { sam, kind, owner }: { sam: SamTemplate; kind: 'rest' | 'http'; owner: string },
): { path: string; method: string } {
  const path = textField(properties, 'Path');
  const method = textField(properties, 'Method')?.toLowerCase();
  if (kind === 'http' && path === undefined && method === undefined)
    return { path: '$default', method: anyMethod };
  if (path === undefined || method === undefined)
    throw mistake(
      sam,
      properties.line,
      `${owner} needs ${path === undefined ? 'a Path' : 'a Method'} that is a plain text.`,
    );
  return { path, method: method === 'any' || method === '*' ? anyMethod : method };
}
