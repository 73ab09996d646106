import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import type { FunctionCode } from '../../model.ts';
import { type TerraformResource, textOfArgument } from './gathered.ts';
import { folderWith, type WrittenFiles, writtenFiles } from './local-files.ts';

/** What puts a local file into S3; the second is its older name. */
export const isUpload = (type: string) => type === 'aws_s3_object' || type === 'aws_s3_bucket_object';

export interface CodeSurroundings {
  /** Folder that relative file names start from. */
  readonly folder: string;
  /** `archive_file` data sources and resources. */
  readonly archives: readonly TerraformResource[];
  /** `local_file`: what would lie there once it is applied. */
  readonly files: readonly TerraformResource[];
  /** `aws_s3_object`: what the configuration itself puts into S3. */
  readonly uploads: readonly TerraformResource[];
}

export type FoundCode =
  | { readonly code: FunctionCode; readonly note?: string }
  | { readonly missing: string; readonly next: readonly string[] };

/** Where a function's code lies: what an archive would be made of, a zip, or a folder. Nothing is packed, nothing uploaded. */
export function codeOf(lambda: TerraformResource, surroundings: CodeSurroundings): FoundCode {
  const image = textOfArgument(lambda, 'image_uri');
  if (image !== undefined) return unavailable(`the function is a container image (${image})`);
  const filename = textOfArgument(lambda, 'filename');
  if (filename !== undefined) return inFile(filename, lambda, surroundings);
  const bucket = textOfArgument(lambda, 's3_bucket');
  const key = textOfArgument(lambda, 's3_key');
  if (bucket === undefined && key === undefined) {
    return { missing: `${lambda.address} needs filename.`, next: ['Or s3_bucket and s3_key, or image_uri.'] };
  }
  const source = uploadedFrom({ bucket, key }, surroundings.uploads);
  return source === undefined
    ? unavailable(`the function's code lies in S3 (s3://${bucket ?? ''}/${key ?? ''})`)
    : inFile(source, lambda, surroundings);
}

function inFile(
  filename: string,
  lambda: TerraformResource,
  { folder, archives, files }: CodeSurroundings,
): FoundCode {
  const path = resolve(folder, filename);
  const archive = archives.find((one) => outputPath(one, folder) === path);
  if (archive !== undefined) return packed(archive, { folder, written: writtenFiles(files, folder) });
  return existsSync(path) ? { code: codeAt(path) } : beside(path, { lambda, folder });
}

interface S3Place {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** The local file that the configuration uploads to that place. The name of a bucket may be known only after apply. */
function uploadedFrom(place: S3Place, uploads: readonly TerraformResource[]): string | undefined {
  const upload = uploads.find((one) => {
    const bucket = textOfArgument(one, 'bucket');
    const sameBucket = bucket === undefined || place.bucket === undefined || bucket === place.bucket;
    return sameBucket && place.key !== undefined && textOfArgument(one, 'key') === place.key;
  });
  return upload === undefined ? undefined : textOfArgument(upload, 'source');
}

const unavailable = (reason: string): FoundCode => ({ code: { kind: 'unavailable', reason } });

const outputPath = (archive: TerraformResource, folder: string) =>
  resolve(folder, textOfArgument(archive, 'output_path') ?? '');

function codeAt(path: string): FunctionCode {
  return statSync(path).isDirectory() ? { kind: 'folder', path } : { kind: 'archive', path };
}

/** What an `archive_file` would put into its archive. */
function packed(
  archive: TerraformResource,
  { folder, written }: { folder: string; written: WrittenFiles },
): FoundCode {
  const directory = textOfArgument(archive, 'source_dir');
  if (directory !== undefined) {
    const path = resolve(folder, directory);
    const together = folderWith(path, written);
    if (together !== null) return { code: together };
    return existsSync(path) ? { code: { kind: 'folder', path } } : notThere(archive, 'source_dir', path);
  }
  const file = textOfArgument(archive, 'source_file');
  if (file !== undefined) {
    const path = resolve(folder, file);
    const text = written.get(path);
    if (text !== undefined) return { code: { kind: 'files', files: [{ name: basename(path), text }] } };
    if (!existsSync(path)) return notThere(archive, 'source_file', path);
    return { code: { kind: 'files', files: [{ name: basename(path), path }] } };
  }
  const sources = archive.arguments.entries.get('source');
  const blocks = sources?.kind === 'list' ? sources.items : [];
  const files = blocks.flatMap((block) => {
    if (block.kind !== 'map') return [];
    const part = { arguments: block };
    return [{ name: textOfArgument(part, 'filename') ?? '', text: textOfArgument(part, 'content') ?? '' }];
  });
  const content = textOfArgument(archive, 'source_content');
  if (content !== undefined)
    files.push({ name: textOfArgument(archive, 'source_content_filename') ?? '', text: content });
  const outside = files.find(({ name }) => isAbsolute(name) || name.split(/[\\/]/).includes('..'));
  if (outside !== undefined)
    return {
      missing: `${archive.address} packs ${outside.name}, which lies outside of the archive.`,
      next: [],
    };
  if (files.length > 0) return { code: { kind: 'files', files } };
  return {
    missing: `${archive.address} packs nothing.`,
    next: ['Give it source_file, source_dir or source.'],
  };
}

const notThere = (archive: TerraformResource, argument: string, path: string): FoundCode => ({
  missing: `${argument} of ${archive.address} names ${path}, which isn't there.`,
  next: [],
});

/** A zip that a person makes by hand isn't there yet: the sources that it is made of are taken instead. */
function beside(path: string, { lambda, folder }: { lambda: TerraformResource; folder: string }): FoundCode {
  const name = relative(folder, path) || path;
  const unpacked = path.slice(0, path.length - extname(path).length);
  if (existsSync(unpacked) && statSync(unpacked).isDirectory())
    return {
      code: { kind: 'folder', path: unpacked },
      note: `${name} isn't there; the folder ${basename(unpacked)} beside it is used`,
    };
  const module = (textOfArgument(lambda, 'handler') ?? '').replace(/\.[^.]*$/, '');
  const place = dirname(path);
  const isSource = (file: string) =>
    ['.py', '.js', '.mjs', '.cjs'].includes(extname(file)) ||
    file === 'package.json' ||
    file === 'node_modules';
  const siblings = existsSync(place) ? readdirSync(place).filter(isSource) : [];
  const handler = siblings.find((file) => file.slice(0, file.length - extname(file).length) === module);
  if (handler === undefined)
    return { code: { kind: 'unavailable', reason: `the function's code isn't there (${name})` } };
  return {
    code: { kind: 'folder', path: join(place) },
    note: `${name} isn't there; ${handler} beside it is used`,
  };
}
