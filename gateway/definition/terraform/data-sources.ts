import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { policyDocument } from './policy-document.ts';
import { toJson, type Value, type ValueMap, ValueMistake } from './value.ts';
import type { Known, World } from './world.ts';

type Read = (source: Known, world: World) => ValueMap;

/** What data sources give that need nothing of AWS. */
const readers: Readonly<Record<string, Read>> = {
  aws_caller_identity: (_source, { stack }) => ({
    id: stack.accountId,
    account_id: stack.accountId,
    arn: `arn:${stack.partition}:iam::${stack.accountId}:user/local`,
    user_id: 'AIDALOCALGATEWAYUSER1',
  }),
  aws_region: (_source, { stack }) => ({
    id: stack.region,
    name: stack.region,
    region: stack.region,
    description: stack.region,
    endpoint: `ec2.${stack.region}.${stack.urlSuffix}`,
  }),
  aws_partition: (_source, { stack }) => ({
    id: stack.partition,
    partition: stack.partition,
    dns_suffix: stack.urlSuffix,
    reverse_dns_prefix: stack.urlSuffix.split('.').reverse().join('.'),
  }),
  aws_availability_zones: (_source, { stack }) => ({
    id: stack.region,
    names: ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`),
  }),
  aws_iam_policy_document: (source) => {
    const document = policyDocument(source);
    return { json: JSON.stringify(document, null, 2), minified_json: JSON.stringify(document) };
  },
  archive_file: archive,
  template_file: (source, world) => {
    const names = source.argument('vars');
    const template = String(source.argument('template') ?? '');
    return { rendered: world.render(template, (names ?? {}) as ValueMap) };
  },
  local_file: (source, { folder }) => {
    const file = resolve(folder, String(source.argument('filename')));
    try {
      const content = readFileSync(file);
      return { content: content.toString(), content_base64: content.toString('base64') };
    } catch {
      throw new ValueMistake(`the file ${file} is not there`);
    }
  },
};

/** Nothing is packed here; the hashes stand for what would be. */
function archive(source: Known): ValueMap {
  const seed = toJson(
    ['source_file', 'source_dir', 'source_content', 'output_path'].map(
      (name) => source.argument(name) ?? null,
    ),
  );
  const hash = (algorithm: string, encoding: 'hex' | 'base64') =>
    createHash(algorithm).update(seed).digest(encoding);
  return {
    id: hash('sha1', 'hex'),
    output_size: 1024,
    output_md5: hash('md5', 'hex'),
    output_sha: hash('sha1', 'hex'),
    output_sha256: hash('sha256', 'hex'),
    output_sha512: hash('sha512', 'hex'),
    output_base64sha256: hash('sha256', 'base64'),
    output_base64sha512: hash('sha512', 'base64'),
  };
}

/** An attribute of a data source; undefined where this gateway can't know it. */
export function dataValue(source: Known, name: string, world: World): Value | undefined {
  return readers[source.type]?.(source, world)[name] ?? source.argument(name);
}

export const isReadHere = (type: string) => readers[type] !== undefined;

export const dataNames = (source: Known, world: World) =>
  Object.keys(readers[source.type]?.(source, world) ?? {});
