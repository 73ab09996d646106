import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Template, TemplateResource } from './template.ts';
import { field, textField } from './template-fields.ts';
import type { MapNode, TemplateNode } from './template-node.ts';

/**
 * A template of the AWS CDK with its assets where they lie on this machine: what `aws:asset:path` of a resource's
 * Metadata says, else what the assembly's asset manifest (`NAME.assets.json`) says of its S3 key.
 */
export function withLocalAssets(template: Template): Template {
  if (!template.file.endsWith('.template.json')) return template;
  const paths = manifestPaths(template.file);
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
  const found = key === undefined ? undefined : paths.get(key);
  return found === undefined
    ? resource
    : { ...resource, properties: replaced(resource.properties, 'Code', found) };
}

function replaced(properties: MapNode<TemplateNode>, name: string, path: string): MapNode<TemplateNode> {
  const line = properties.keyLines.get(name) ?? properties.line;
  const entries = new Map(properties.entries).set(name, { kind: 'scalar', value: path, line });
  return { ...properties, entries };
}

/** S3 key → path in the assembly. */
function manifestPaths(file: string): Map<string, string> {
  const manifest = join(
    dirname(file),
    file.slice(dirname(file).length + 1).replace('.template.json', '.assets.json'),
  );
  if (!existsSync(manifest)) return new Map();
  const { files = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as AssetManifest;
  return new Map(
    Object.values(files).flatMap(({ source, destinations = {} }) =>
      Object.values(destinations).flatMap(({ objectKey }) =>
        source?.path === undefined || objectKey === undefined ? [] : [[objectKey, source.path] as const],
      ),
    ),
  );
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
