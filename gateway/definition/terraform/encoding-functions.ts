import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { fixed, type TerraformFunction } from './terraform-function.ts';
import { asText, toJson, type Value, ValueMistake } from './value.ts';

const digest = (algorithm: string, encoding: 'hex' | 'base64') =>
  fixed(1, ([text]) => createHash(algorithm).update(asText(text)).digest(encoding));

export const encodingFunctions: Readonly<Record<string, TerraformFunction>> = {
  base64decode: fixed(1, ([text]) => Buffer.from(asText(text), 'base64').toString()),
  base64encode: fixed(1, ([text]) => Buffer.from(asText(text)).toString('base64')),
  base64sha256: digest('sha256', 'base64'),
  base64sha512: digest('sha512', 'base64'),
  jsondecode: fixed(1, ([text]) => {
    try {
      return JSON.parse(asText(text)) as Value;
    } catch {
      throw new ValueMistake('the text is no valid JSON');
    }
  }),
  jsonencode: fixed(1, ([value]) => toJson(value)),
  md5: digest('md5', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'hex'),
  sha512: digest('sha512', 'hex'),
  urlencode: fixed(1, ([text]) =>
    encodeURIComponent(asText(text))
      .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  yamldecode: fixed(1, ([text]) => {
    try {
      return parse(asText(text), { schema: 'core' }) as Value;
    } catch {
      throw new ValueMistake('the text is no valid YAML');
    }
  }),
  yamlencode: fixed(1, ([value]) => stringify(value)),
};
