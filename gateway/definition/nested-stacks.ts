import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DefinitionError } from './definition-error.ts';
import { generatedName } from './identities.ts';
import type { Properties } from './properties.ts';
import { type Resource, StackReader, type Surroundings } from './stack-reader.ts';

/** CloudFormation nests no deeper than its users do; a template that holds itself ends here. */
const deepest = 20;

/** The stack of an AWS::CloudFormation::Stack whose TemplateURL is a local file; `null` where it lies elsewhere. Throws DefinitionError. */
export function nestedStack(
  resource: Resource,
  { parent, surroundings }: { parent: StackReader; surroundings: Surroundings },
): StackReader | null {
  const { properties, logicalId } = resource;
  const url = properties.required('TemplateURL');
  if (surroundings.openTemplate === undefined || /^(https?|s3):/.test(url)) {
    parent.warn(
      logicalId,
      properties.at('TemplateURL'),
      `the nested stack's template (${url}) is not on this machine; what it would make is missing`,
    );
    return null;
  }
  const file = resolve(dirname(parent.file), url);
  if (!existsSync(file))
    throw properties.fail(
      'TemplateURL',
      `TemplateURL of ${properties.owner} names ${url}, which isn't there.`,
      [`Paths are relative to the template: ${file}`],
    );
  if (parent.depth >= deepest)
    throw new DefinitionError(`Stacks are nested more than ${deepest} deep; does ${url} hold itself?`, {
      file: parent.file,
      line: properties.line('TemplateURL'),
    });
  return new StackReader(surroundings.openTemplate(file), {
    ...surroundings,
    parent,
    nestedAs: logicalId,
    stackName: generatedName(resource, 128),
    parameters: parametersOf(properties),
  });
}

/** A list becomes the text that a list parameter takes. */
function parametersOf(properties: Properties): Record<string, string> {
  const given = properties.object('Parameters');
  return Object.fromEntries((given?.names() ?? []).map((name) => [name, given?.texts(name).join(',') ?? '']));
}
