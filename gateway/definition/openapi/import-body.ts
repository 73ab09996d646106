import { readFileSync } from 'node:fs';
import { relocated, resolvedMap, withTexts } from '../built-node.ts';
import { evaluate } from '../intrinsics.ts';
import { localPath } from '../local-path.ts';
import { parseTemplate } from '../parse-template.ts';
import { Properties } from '../properties.ts';
import type { Resource, StackReader } from '../stack-reader.ts';
import type { MapNode, ResolvedNode } from '../template-node.ts';
import { type BasePathMode, basePathModes, OpenApiDocument } from './document.ts';
import { httpApiProperties, importHttp } from './http-import.ts';
import type { Importing } from './importing.ts';
import { importRest, restApiProperties } from './rest-import.ts';

/** An API that an OpenAPI document defines, ready to be read as if its template had written everything out. */
export interface ImportedApi {
  /** The API's own properties with the document's beneath them. */
  readonly properties: MapNode<ResolvedNode>;
  /** Adds the resources that the document implies. */
  run(api: Resource): void;
}

/** What the Body of an API, or the local file that BodyS3Location names, brings in; `null` without either. Throws DefinitionError. */
export function importedApi(resource: Resource, stack: StackReader): ImportedApi | null {
  const { properties, logicalId } = resource;
  const node = bodyOf(resource, stack);
  if (node === null) return null;
  const root = new Properties(
    withTexts(node, (text) => withVariables(text, stack)),
    {
      owner: `Body of ${logicalId}`,
      file: stack.file,
    },
  );
  const document = new OpenApiDocument(root);
  const isRest = resource.type === 'AWS::ApiGateway::RestApi';
  const own = isRest ? restApiProperties(document) : httpApiProperties(document);
  const mode = modeOf(properties, isRest);
  return {
    properties: overlaid(resource, own, { version: document.ownVersion }),
    run(api) {
      if (document.refusedVersion !== null)
        stack.advise(logicalId, root.line('openapi'), refusal(document.refusedVersion, isRest));
      const importing: Importing = {
        api,
        document,
        stack,
        add: (type, name, values) => stack.imply(type, `${logicalId} ${name}`, values),
        warn: (line, message) => stack.warn(logicalId, line, message),
      };
      if (isRest) importRest(importing, mode);
      else importHttp(importing, mode);
    },
  };
}

/** As users of AWS report it: serverless-application-model#3449, localstack#13043. */
function refusal(version: string, isRest: boolean): string {
  const answer = isRest ? 'Invalid OpenAPI input' : `Unable to determine OAS version from '${version}'`;
  return `AWS refuses to import OpenAPI ${version} ("${answer}"), which is served here: write openapi: 3.0.3`;
}

function bodyOf({ properties }: Resource, stack: StackReader): MapNode<ResolvedNode> | null {
  if (properties.has('Body')) {
    const body = properties.nodeOf('Body');
    if (body?.kind !== 'map') throw properties.fail('Body', `Body of ${properties.owner} must be a map.`);
    return body;
  }
  if (!properties.has('BodyS3Location') || !properties.isText('BodyS3Location')) return null;
  const location = properties.required('BodyS3Location');
  if (/^(s3|https?):\/\//.test(location)) return null;
  return bodyInFile(localPath(stack.file, location), { properties, name: 'BodyS3Location', stack });
}

function bodyInFile(
  path: string,
  { properties, name, stack }: { properties: Properties; name: string; stack: StackReader },
): MapNode<ResolvedNode> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw properties.fail(name, `${name} of ${properties.owner} names ${path}, which can't be read.`);
  }
  const node = evaluate(relocated(parseTemplate(text, path), properties.line(name)), stack);
  if (node?.kind !== 'map') throw properties.fail(name, `${path} must be an OpenAPI document.`);
  return node;
}

/** Variables that API Gateway puts into a document that it imports (Developer Guide, "AWS variables for OpenAPI import"). */
function withVariables(text: string, { partition, region, accountId }: StackReader): string {
  const values: Readonly<Record<string, string>> = {
    Partition: partition,
    Region: region,
    AccountId: accountId,
  };
  return text.replace(/\$\{AWS::(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function modeOf(properties: Properties, isRest: boolean): BasePathMode {
  const holder = isRest ? properties.object('Parameters') : properties;
  const name = isRest ? 'basepath' : 'BasePath';
  return holder?.oneOf(name, basePathModes) ?? 'ignore';
}

const lists = ['BinaryMediaTypes'];

const isIn = (item: ResolvedNode, others: readonly ResolvedNode[]): boolean =>
  others.some((other) => other.kind === 'scalar' && item.kind === 'scalar' && other.value === item.value);

/**
 * The template's properties win over the document's; lists are put together, as an import and an update would. Of the
 * document itself only its version is left.
 */
function overlaid(
  { properties }: Resource,
  own: Parameters<typeof resolvedMap>[1],
  { version }: { readonly version: string | undefined },
): MapNode<ResolvedNode> {
  const beneath = resolvedMap(properties.line(), { ...own, Body: { info: { version } } });
  const entries = new Map(beneath.entries);
  const keyLines = new Map(beneath.keyLines);
  for (const name of properties.names()) {
    const node = properties.nodeOf(name);
    if (node === undefined || ['Body', 'BodyS3Location'].includes(name)) continue;
    const other = lists.includes(name) ? entries.get(name) : undefined;
    const both =
      node.kind === 'list' && other?.kind === 'list'
        ? { ...node, items: [...node.items, ...other.items.filter((item) => !isIn(item, node.items))] }
        : node;
    entries.set(name, both);
    keyLines.set(name, properties.line(name));
  }
  const types = properties.object('Parameters')?.text('endpointConfigurationTypes');
  if (types !== undefined && !entries.has('EndpointConfiguration'))
    entries.set('EndpointConfiguration', resolvedMap(properties.line('Parameters'), { Types: [types] }));
  return { kind: 'map', entries, keyLines, line: properties.line() };
}
