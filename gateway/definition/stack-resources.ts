import { withParameters } from './dynamic-references.ts';
import { refOf } from './identities.ts';
import { evaluate } from './intrinsics.ts';
import { Properties } from './properties.ts';
import type { StackReader } from './stack-reader.ts';
import type { Resource } from './surroundings.ts';
import type { TemplateResource } from './template.ts';
import type { MapNode, ResolvedNode } from './template-node.ts';

/** The resources of one stack that exist, by logical id, in the template's order. Properties are evaluated at their first use. */
export class StackResources {
  private readonly stack: StackReader;
  private readonly known = new Map<string, Resource>();

  constructor(stack: StackReader) {
    this.stack = stack;
  }

  add(resource: TemplateResource): void {
    this.known.set(resource.logicalId, this.open(resource));
  }

  /** Adds one whose properties are evaluated already, or puts it in place of what is there under its id. */
  enter(
    { type, logicalId, line }: Pick<TemplateResource, 'type' | 'logicalId' | 'line'>,
    properties: MapNode<ResolvedNode>,
  ): Resource {
    const resource = this.open({ logicalId, type, line, properties, condition: null, dependsOn: [] });
    this.known.set(logicalId, resource);
    return resource;
  }

  /** Those of these types; all, if none are named. */
  of(types: readonly string[]): Resource[] {
    const all = [...this.known.values()];
    return types.length === 0 ? all : all.filter(({ type }) => types.includes(type));
  }

  /** Throws DefinitionError where there is none, or its condition is false. */
  called(logicalId: string, line: number): Resource {
    const resource = this.known.get(logicalId);
    if (resource !== undefined) return resource;
    const condition = this.stack.template.resources.get(logicalId)?.condition;
    const why =
      condition == null
        ? 'is no resource or parameter of the template'
        : `doesn't exist, because its condition ${condition} is false`;
    throw this.stack.fail(line, `${logicalId} ${why}.`);
  }

  private open({ logicalId, type, line, properties: node }: TemplateResource): Resource {
    const { stack } = this;
    let properties: Properties | undefined;
    let physicalId: string | undefined;
    const evaluated = () => {
      const resolved = evaluate(node, stack);
      if (resolved?.kind !== 'map') throw stack.fail(line, `The Properties of ${logicalId} must be a map.`);
      const whole = withParameters(resolved, (name) => stack.storedParameter(name));
      return new Properties(whole, { owner: `${logicalId} (${type})`, file: stack.file });
    };
    return {
      logicalId,
      type,
      line,
      stack,
      get properties() {
        properties ??= evaluated();
        return properties;
      },
      get physicalId() {
        physicalId ??= refOf(this);
        return physicalId;
      },
      versionNumber: () => this.versionNumber(logicalId),
    };
  }

  private versionNumber(logicalId: string): number {
    const versions = this.of(['AWS::Lambda::Version']);
    const own = versions.find((version) => version.logicalId === logicalId)?.properties.text('FunctionName');
    const siblings = versions.filter(({ properties }) => properties.text('FunctionName') === own);
    return siblings.findIndex((version) => version.logicalId === logicalId) + 1;
  }
}
