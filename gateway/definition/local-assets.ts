import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DefinitionError } from './definition-error.ts';
import type { Template, TemplateResource } from './template.ts';
import { field, textField } from './template-fields.ts';
import type { MapNode, TemplateNode } from './template-node.ts';

/**
 * A template of the AWS CDK with its assets where they lie on this machine: what `aws:asset:path` of a resource's
 * Metadata says, else what the assembly's asset manifest (`NAME.assets.json`) says of its S3 key.
 */
export function withLocalAssets(template: Template): Template {
  if (!template.file.endsWith('.template.json')) return template;
  const paths = manifestPaths(dirname(template.file));
  return {
    ...template,
    resources: new Map([...template.resources].map(([id, resource]) => [id, withAsset(resource, paths)])),
  };
}

function withAsset(resource: TemplateResource, paths: ReadonlyMap<string, string>): TemplateResource {
  const path = textField(resource.metadata, 'aws:asset:path');
  const property = textField(resource.metadata, 'aws:asset:property');
  if (path !== undefined && property !== undefined && !property.includes('.'))
    return { ...resource, properties: replaced(resource.properties, property, path) };
  const key = textField(field(resource.properties, 'Code'), 'S3Key');
  const code = key === undefined ? undefined : paths.get(key);
  const layerKey = textField(field(resource.properties, 'Content'), 'S3Key');
  const layer = layerKey === undefined ? undefined : paths.get(layerKey);
  if (layer !== undefined)
    return { ...resource, properties: replaced(resource.properties, 'Content', layer) };
  if (code !== undefined) return { ...resource, properties: replaced(resource.properties, 'Code', code) };
  const bodyKey = textField(field(resource.properties, 'BodyS3Location'), 'Key');
  const body = bodyKey === undefined ? undefined : paths.get(bodyKey);
  if (body !== undefined)
    return { ...resource, properties: replaced(resource.properties, 'BodyS3Location', body) };
  const url = field(resource.properties, 'TemplateURL');
  const nested = url === undefined ? undefined : templateIn(url, paths);
  if (nested === undefined) return resource;
  return { ...resource, properties: replaced(resource.properties, 'TemplateURL', nested) };
}

function replaced(properties: MapNode<TemplateNode>, name: string, path: string): MapNode<TemplateNode> {
  const line = properties.keyLines.get(name) ?? properties.line;
  const entries = new Map(properties.entries).set(name, { kind: 'scalar', value: path, line });
  return { ...properties, entries };
}

/** The asset that a nested stack's template is: its URL is put together of texts, of which one ends with the S3 key. */
function templateIn(url: TemplateNode, paths: ReadonlyMap<string, string>): string | undefined {
  const texts = textsIn(url);
  return [...paths].find(([key]) => texts.some((text) => text.endsWith(`/${key}`)))?.[1];
}

function textsIn(node: TemplateNode): string[] {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'list':
      return node.items.flatMap(textsIn);
    case 'map':
      return [...node.entries.values()].flatMap(textsIn);
    case 'call':
      return textsIn(node.argument);
  }
}

/** S3 key → path in the assembly, of all its manifests: a nested stack's assets stand in that of the stack around it. */
function manifestPaths(folder: string): Map<string, string> {
  const manifests = readdirSync(folder).filter((name) => name.endsWith('.assets.json'));
  return new Map(manifests.flatMap((name) => pathsIn(join(folder, name))));
}

function pathsIn(manifest: string): [key: string, path: string][] {
  const { files = {} } = readManifest(manifest);
  return Object.values(files).flatMap(({ source, destinations = {} }) =>
    Object.values(destinations).flatMap(({ objectKey }): [string, string][] =>
      source?.path === undefined || objectKey === undefined ? [] : [[objectKey, source.path]],
    ),
  );
}

function readManifest(file: string): AssetManifest {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as AssetManifest | null) ?? {};
  } catch {
    throw new DefinitionError("The assembly's asset manifest isn't valid JSON.", {
      file,
      line: null,
      next: ['Run cdk synth again.'],
    });
  }
}

/** What is read of it (AWS CDK, cloud assembly schema, "AssetManifest"). */
interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source?: { readonly path?: string };
        readonly destinations?: Readonly<Record<string, { readonly objectKey?: string }>>;
      }
    >
  >;
}
