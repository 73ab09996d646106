import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FunctionCode, FunctionPermission, LambdaFunction } from '../model.ts';
import { readVersions } from './function-versions.ts';
import { missingHandlerFile } from './handler-file.ts';
import { functionArn } from './identities.ts';
import { localFunctionArn } from './local-functions.ts';
import { localPath } from './local-path.ts';
import { textOf } from './rest-methods.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** The stack's functions with their aliases and versions. */
export function readFunctions(stack: StackReader): LambdaFunction[] {
  return stack.resourcesOf('AWS::Lambda::Function').map((resource) => readFunction(resource, stack));
}

function readFunction(resource: Resource, stack: StackReader): LambdaFunction {
  const { properties, logicalId } = resource;
  const arn = functionArn(resource.physicalId, stack);
  const role = properties.required('Role');
  const code = readCode(resource, stack);
  const isImage = properties.text('PackageType') === 'Image';
  const runtime = isImage ? 'image' : properties.required('Runtime');
  const handler = isImage ? '' : properties.required('Handler');
  if (code.kind === 'unavailable')
    stack.warn(logicalId, properties.at('Code'), `${code.reason}; invocations fail`);
  if (/^(python|nodejs)/.test(runtime) && !handler.includes('.'))
    stack.advise(
      logicalId,
      properties.at('Handler'),
      `the handler ${handler} is no FILE.FUNCTION; invocations fail, as on AWS`,
    );
  const lacking = properties.has('Layers') ? null : missingHandlerFile(handler, runtime, code);
  if (lacking !== null) stack.advise(logicalId, properties.at('Handler'), lacking);
  const seconds = properties.number('Timeout') ?? 3;
  if (seconds < 1 || seconds > 900)
    throw properties.fail(
      'Timeout',
      `Timeout of ${properties.owner} must be 1 to 900 seconds, not ${seconds}.`,
    );
  return {
    name: resource.physicalId,
    arn,
    logicalId,
    line: properties.line(isImage ? 'Code' : 'Runtime'),
    runtime,
    handler,
    code,
    role,
    ...layersOf(resource, stack),
    ...textOf(properties, 'Description', 'description'),
    permissions: permissionsOf(arn, stack),
    environment: properties.object('Environment')?.textMap('Variables') ?? {},
    timeoutMs: seconds * 1000,
    memoryMb: properties.number('MemorySize') ?? 128,
    ...logGroupOf(properties),
    ...readVersions(arn, stack),
  };
}

function readCode({ properties, logicalId }: Resource, stack: StackReader): FunctionCode {
  const given = stack.template.code?.get(logicalId);
  if (given !== undefined) return given;
  if (!properties.has('Code'))
    throw properties.fail(undefined, `${properties.owner} needs the property Code.`);
  if (properties.isText('Code')) return localCode(properties.required('Code'), { properties }, stack);
  const code = properties.object('Code');
  const source = code?.text('ZipFile');
  if (source !== undefined) return { kind: 'inline', source };
  const image = code?.text('ImageUri');
  if (image !== undefined)
    return { kind: 'unavailable', reason: `the function is a container image (${image})` };
  const [bucket, key] = [code?.text('S3Bucket'), code?.text('S3Key')];
  if (bucket === undefined || key === undefined)
    throw properties.fail(
      'Code',
      `Code of ${properties.owner} needs ZipFile, a local folder, or S3Bucket and S3Key.`,
    );
  return (
    packagedBeside(key, stack.file) ?? {
      kind: 'unavailable',
      reason: `the function's code lies in S3 (s3://${bucket}/${key})`,
    }
  );
}

/** The layers that a stack at hand makes; another's can't be fetched. */
function layersOf({ properties, logicalId }: Resource, stack: StackReader): { layers?: FunctionCode[] } {
  if (!properties.has('Layers')) return {};
  const made = stack.allResourcesOf('AWS::Lambda::LayerVersion');
  const layers = properties.texts('Layers').flatMap((arn) => {
    const layer = made.find(({ physicalId }) => physicalId === arn);
    const code = layer === undefined ? null : layerCode(layer);
    if (code?.kind === 'folder' || code?.kind === 'archive' || code?.kind === 'files') return [code];
    const why = code?.kind === 'unavailable' ? code.reason : 'no stack at hand makes it';
    const message = `the layer ${arn} is not loaded (${why}): what the handler imports from it is missing`;
    stack.warn(logicalId, properties.at('Layers'), message);
    return [];
  });
  return { layers };
}

function layerCode({ properties, logicalId, stack }: Resource): FunctionCode {
  const given = stack.template.code?.get(logicalId);
  if (given !== undefined) return given;
  if (properties.isText('Content')) {
    const content = properties.required('Content');
    const path = localPath(stack.file, content);
    if (!existsSync(path)) return { kind: 'unavailable', reason: `${content} isn't there` };
    return statSync(path).isDirectory() ? { kind: 'folder', path } : { kind: 'archive', path };
  }
  const key = properties.object('Content')?.text('S3Key') ?? '';
  return packagedBeside(key, stack.file) ?? { kind: 'unavailable', reason: `it lies in S3 (${key})` };
}

/** What is to be uploaded often lies beside the template that a tool wrote, under the name that it is to have. */
function packagedBeside(key: string, template: string): FunctionCode | null {
  const path = join(dirname(template), basename(key));
  const isArchive = path.endsWith('.zip') && statSync(path, { throwIfNoEntry: false })?.isFile();
  return isArchive ? { kind: 'archive', path } : null;
}

/** `Code: ./folder`, as `aws cloudformation package` takes it, relative to the template. */
function localCode(
  given: string,
  { properties }: Pick<Resource, 'properties'>,
  stack: StackReader,
): FunctionCode {
  const path = localPath(stack.file, given);
  if (!existsSync(path))
    throw properties.fail('Code', `Code of ${properties.owner} names ${given}, which isn't there.`, [
      `Paths are relative to the template: ${path}`,
    ]);
  if (statSync(path).isDirectory()) return { kind: 'folder', path };
  if (path.endsWith('.zip')) return { kind: 'archive', path };
  // aws cloudformation package and sam put a single source into an archive of its own.
  if (/\.(py|js|mjs|cjs)$/.test(path)) return { kind: 'files', files: [{ name: basename(path), path }] };
  return {
    kind: 'unavailable',
    reason: `the function's code is a file (${given}), and only folders, zip archives and sources in Python and JavaScript are read`,
  };
}

function logGroupOf(properties: Resource['properties']): { logGroup?: string } {
  const logGroup = properties.object('LoggingConfig')?.text('LogGroup');
  return logGroup === undefined ? {} : { logGroup };
}

function permissionsOf(arn: string, stack: StackReader): FunctionPermission[] {
  return stack.allResourcesOf('AWS::Lambda::Permission').flatMap(({ physicalId: id, properties }) => {
    const named = localFunctionArn(properties.required('FunctionName'), stack);
    if (named !== arn && !named.startsWith(`${arn}:`)) return [];
    const [action, principal] = [properties.required('Action'), properties.required('Principal')];
    return [{ id, action, principal, functionArn: named, sourceArn: properties.text('SourceArn') ?? null }];
  });
}
