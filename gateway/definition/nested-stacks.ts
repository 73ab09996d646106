import { existsSync } from 'node:fs';
import { DefinitionError } from './definition-error.ts';
import { generatedName } from './identities.ts';
import { localPath } from './local-path.ts';
import { outputOf } from './outputs.ts';
import type { Properties } from './properties.ts';
import { StackReader } from './stack-reader.ts';
import type { Resource, Surroundings } from './surroundings.ts';

/** CloudFormation nests no deeper than its users do; a template that holds itself ends here. */
const deepest = 20;

/** The stacks that lie directly in one, each read at its first use. */
export class NestedStacks {
  private readonly parent: StackReader;
  private readonly surroundings: Surroundings;
  /** By logical id; `null`: its template isn't on this machine. */
  private readonly known = new Map<string, StackReader | null>();

  constructor(parent: StackReader, surroundings: Surroundings) {
    this.parent = parent;
    this.surroundings = surroundings;
  }

  all(): StackReader[] {
    return [...this.known.values()].filter((one) => one !== null);
  }

  called(logicalId: string): StackReader | undefined {
    return this.known.get(logicalId) ?? undefined;
  }

  /** The stack that a resource is. Throws DefinitionError. */
  open(resource: Resource): StackReader | null {
    const known = this.known.get(resource.logicalId);
    if (known !== undefined) return known;
    const { parent, surroundings } = this;
    const reader = nestedStack(resource, { parent, surroundings });
    this.known.set(resource.logicalId, reader);
    return reader;
  }

  /** `!GetAtt NestedStack.Outputs.NAME`. */
  output(resource: Resource, name: string, line: number): string {
    const nested = this.open(resource);
    return nested === null ? `${generatedName(resource)}-${name}` : outputOf(nested, name, { line });
  }
}

/** The stack of an AWS::CloudFormation::Stack whose TemplateURL is a local file; `null` where it lies elsewhere. Throws DefinitionError. */
function nestedStack(
  resource: Resource,
  { parent, surroundings }: { parent: StackReader; surroundings: Surroundings },
): StackReader | null {
  const { properties, logicalId } = resource;
  const url = properties.required('TemplateURL');
  if (surroundings.openTemplate === undefined || /^(https?|s3|arn):/.test(url)) {
    parent.warn(
      logicalId,
      properties.at('TemplateURL'),
      `the nested stack's template (${url}) is not on this machine; what it would make is missing`,
    );
    return null;
  }
  const file = localPath(parent.file, url);
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
