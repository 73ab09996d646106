import { readFileSync } from 'node:fs';
import { relocated } from './built-node.ts';
import { DefinitionError } from './definition-error.ts';
import { localPath } from './local-path.ts';
import { textOf } from './template.ts';
import { field, textField } from './template-fields.ts';
import type { TemplateNode } from './template-node.ts';

/** What a `Fn::Transform` stands for, with the place that names it as the place of everything in it. Throws DefinitionError. */
export type Includes = (
  transform: TemplateNode,
  place: { readonly file: string; readonly line: number },
) => TemplateNode;

type Parse = (text: string, file: string, includes: Includes) => TemplateNode;

/**
 * Reads what `AWS::Include` names from the template's folder, where it lies until it is packaged (AWS CloudFormation, "AWS::Include
 * transform"). Other macros run in AWS alone.
 */
export function includesOf(parse: Parse): Includes {
  return (transform, { file, line }) => {
    const fail = (message: string, next: readonly string[] = []) =>
      new DefinitionError(message, { file, line, next });
    const name = textField(transform, 'Name');
    if (name !== 'AWS::Include')
      throw fail(`The macro ${name ?? 'of this Fn::Transform'} runs in AWS alone.`, [
        'Name the template as the macro leaves it: aws cloudformation get-template --template-stage Processed.',
      ]);
    const location = textOf(field(field(transform, 'Parameters'), 'Location'));
    if (location === undefined || /^s3:/i.test(location))
      throw fail('What AWS::Include names lies in S3; only a file beside the template can be read here.', [
        'Load the template as it is before it is packaged.',
      ]);
    const path = localPath(file, location);
    const text = readIn(path);
    if (text === null) throw fail(`AWS::Include names ${location}, which can't be read.`);
    const refuse: Includes = (_, at) => {
      throw new DefinitionError('What is included includes nothing itself.', at);
    };
    return relocated(parse(text, path, refuse), line);
  };
}

function readIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
