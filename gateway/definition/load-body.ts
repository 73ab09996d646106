import { existsSync } from 'node:fs';
import type { DefinitionWarning, Stack } from '../model.ts';
import { DefinitionError } from './definition-error.ts';
import { withLoopsWrittenOut } from './loops.ts';
import { Neighbours } from './neighbours.ts';
import { openTemplate, openText } from './open-template.ts';
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
  const template = expandSam(templateOf(root, { body, file: name }), parameters);
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

type Around = Omit<Surroundings, 'openTemplate' | 'parent' | 'neighbours'>;

export interface LoadedBody {
  readonly stacks: readonly Stack[];
  readonly warnings: readonly DefinitionWarning[];
}

/** A stack of such a template; it need not hold an API. Throws DefinitionError. */
export function loadBody(template: Template, surroundings: Around): LoadedBody {
  const root = new StackReader(template, surroundings);
  return { stacks: readStacks(root, { mayBeEmpty: true }), warnings: root.warnings };
}

/** A stack that is deployed already, nested in no other. */
export interface DeployedBeside {
  readonly stack: Stack;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The same where stacks add to each other's APIs: `changed` are those of the others, read anew, whose APIs are among `apiIds`.
 * `template` is null where a stack goes.
 */
export function loadBeside(
  template: Template | null,
  surroundings: Around,
  { others, apiIds }: { others: readonly DeployedBeside[]; apiIds: ReadonlySet<string> },
): LoadedBody & { readonly changed: readonly Stack[] } {
  const neighbours = new Neighbours('everything');
  const roots = others.flatMap((other) => {
    const root = reopened(other, { ...surroundings, neighbours });
    if (root !== null) neighbours.add(root);
    return root ?? [];
  });
  const own = template === null ? null : new StackReader(template, { ...surroundings, neighbours });
  if (own !== null) neighbours.add(own);
  const stacks = own === null ? [] : readStacks(own, { mayBeEmpty: true });
  const extended = new Set([...apiIds, ...stacks.flatMap(({ addsTo = [] }) => addsTo)]);
  const changed = roots
    .filter((root) => root.descendants().some((one) => makesOneOf(one, extended)))
    .flatMap((root) => readStacks(root, { mayBeEmpty: true }));
  return { stacks, warnings: own?.warnings ?? [], changed };
}

/** `null`: it was no template, or what it needs is no longer there. */
function reopened(
  { stack, parameters }: DeployedBeside,
  around: Around & Pick<Surroundings, 'neighbours'>,
): StackReader | null {
  const { file, name: stackName, createdAt, templateBody } = stack;
  const isFile = existsSync(file);
  try {
    const template = isFile
      ? openText(templateBody, file, parameters)
      : openBody(templateBody, file, parameters);
    const own = { ...around, stackName, parameters, createdAt, mayMakeUp: true };
    return new StackReader(template, isFile ? { ...own, openTemplate } : own);
  } catch (error) {
    if (error instanceof DefinitionError) return null;
    throw error;
  }
}

const makesOneOf = (stack: StackReader, apiIds: ReadonlySet<string>): boolean =>
  stack
    .resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')
    .some(({ physicalId }) => apiIds.has(physicalId));
