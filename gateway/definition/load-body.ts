import type { DefinitionWarning, Stack } from '../model.ts';
import { DefinitionError } from './definition-error.ts';
import { withLoopsWrittenOut } from './loops.ts';
import { parseTemplate } from './parse-template.ts';
import { dependenciesOf } from './references.ts';
import { expandSam } from './sam/expand-sam.ts';
import { readStacks } from './stack.ts';
import { StackReader, type Surroundings } from './stack-reader.ts';
import { type Template, templateOf } from './template.ts';

/**
 * A template that came as a text instead of a file, SAM expanded, its references checked. `name` is what messages call it.
 * Throws DefinitionError; so it does where a function's code is a folder, as CloudFormation knows nothing of the sender's disk.
 */
export function openBody(
  body: string,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): Template {
  const root = withLoopsWrittenOut(parseTemplate(body, name), { file: name, parameters });
  const template = expandSam(templateOf(root, { body, file: name }));
  dependenciesOf(template);
  for (const { logicalId, type, properties } of template.resources.values()) {
    const code = type === 'AWS::Lambda::Function' ? properties.entries.get('Code') : undefined;
    if (code?.kind === 'scalar')
      throw new DefinitionError(
        `Code of ${logicalId} is a path (${code.value}), which a deployed template can't bring along.`,
        {
          file: name,
          line: code.line,
          next: ['Write the code inline as ZipFile, or start the gateway with the template itself.'],
        },
      );
  }
  return template;
}

/** A stack of such a template; it need not hold an API. Throws DefinitionError. */
export function loadBody(
  template: Template,
  surroundings: Omit<Surroundings, 'openTemplate' | 'parent'>,
): { readonly stacks: readonly Stack[]; readonly warnings: readonly DefinitionWarning[] } {
  const root = new StackReader(template, surroundings);
  return { stacks: readStacks(root, { mayBeEmpty: true }), warnings: root.warnings };
}
