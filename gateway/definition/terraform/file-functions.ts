import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Scope } from './evaluate.ts';
import { fixed, type TerraformFunction } from './terraform-function.ts';
import { asMap, asText, type Value, ValueMistake } from './value.ts';

function bytesOf(path: Value, { folder }: Scope): Buffer {
  const file = resolve(folder, asText(path));
  try {
    return readFileSync(file);
  } catch {
    throw new ValueMistake(`the file ${asText(path)} is not there (looked for ${file})`);
  }
}

const digest = (algorithm: string, encoding: 'hex' | 'base64') =>
  fixed(1, ([path], scope) => createHash(algorithm).update(bytesOf(path, scope)).digest(encoding));

export const fileFunctions: Readonly<Record<string, TerraformFunction>> = {
  abspath: fixed(1, ([path], { folder }) => resolve(folder, asText(path))),
  basename: fixed(1, ([path]) => basename(asText(path))),
  dirname: fixed(1, ([path]) => dirname(asText(path))),
  file: fixed(1, ([path], scope) => bytesOf(path, scope).toString()),
  filebase64: fixed(1, ([path], scope) => bytesOf(path, scope).toString('base64')),
  filebase64sha256: digest('sha256', 'base64'),
  filebase64sha512: digest('sha512', 'base64'),
  fileexists: fixed(1, ([path], { folder }) => existsSync(resolve(folder, asText(path)))),
  filemd5: digest('md5', 'hex'),
  filesha1: digest('sha1', 'hex'),
  filesha256: digest('sha256', 'hex'),
  filesha512: digest('sha512', 'hex'),
  fileset: fixed(2, ([path, pattern], { folder }) => filesIn(resolve(folder, asText(path)), asText(pattern))),
  pathexpand: fixed(1, ([path]) => asText(path).replace(/^~(?=\/|$)/, homedir())),
  templatefile: fixed(2, ([path, names], scope) =>
    scope.render(bytesOf(path, scope).toString(), asMap(names)),
  ),
};

/** Names of files below a folder that a pattern of `*`, `**`, `?` and `{a,b}` matches, in order. */
function filesIn(folder: string, pattern: string): string[] {
  if (!existsSync(folder)) return [];
  const wanted = new RegExp(
    `^${pattern.replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (part) => globParts[part] ?? `\\${part}`)}$`,
  );
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => wanted.test(name))
    .sort();
}

const globParts: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
