import { readFileSync } from 'node:fs';
import { DefinitionError } from './definition-error.ts';
import { withLocalAssets } from './local-assets.ts';
import { withLoopsWrittenOut } from './loops.ts';
import { isOpenApi, templateOfDocument } from './openapi/bare-document.ts';
import { parseTemplate } from './parse-template.ts';
import { expandSam } from './sam/expand-sam.ts';
import { type Template, templateOf } from './template.ts';
import { field } from './template-fields.ts';

/**
 * The file as a template of plain CloudFormation: loops written out with the values of these parameters, SAM expanded, the CDK's assets
 * found, an OpenAPI document wrapped.
 * Throws DefinitionError.
 */
export function openTemplate(file: string, parameters: Readonly<Record<string, string>> = {}): Template {
  return openText(textOf(file), file, parameters);
}

/** The same of a text that was in the file, or still is. */
export function openText(
  body: string,
  file: string,
  parameters: Readonly<Record<string, string>> = {},
): Template {
  const root = withLoopsWrittenOut(parseTemplate(body, file), { file, parameters });
  if (isOpenApi(root)) return templateOfDocument(root, { body, file });
  return expandSam(withLocalAssets(templateOf(root, { body, file })), parameters);
}

/** Names of the parameters that the template declares, which is read no further: what else it says may need their values. */
export function declaredParameters(file: string): string[] {
  const parameters = field(parseTemplate(textOf(file), file), 'Parameters');
  return parameters?.kind === 'map' ? [...parameters.entries.keys()] : [];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new DefinitionError('The template file is not there, or may not be read.', { file, line: null });
  }
}
