import { DefinitionError } from './definition-error.ts';
import { exportedKeys, outputValue, textIn } from './outputs.ts';
import type { StackReader } from './stack-reader.ts';
import type { Resource } from './surroundings.ts';
import { field } from './template-fields.ts';

/** A value of one stack that another uses: the other is deployed after it. */
export interface Shared {
  readonly value: string;
  readonly from: StackReader;
}

/** Stacks that are read together, and what each may use of the others: exports, outputs, parameters of the parameter store. */
export class Neighbours {
  private readonly roots: StackReader[] = [];
  private readonly exported = new Map<StackReader, ReadonlyMap<string, string>>();
  /** Outputs and parameters that are being evaluated. */
  private readonly asked = new Set<string>();
  /** What is certain to be shared by nobody if none of these shares it; other stacks may still come. */
  known: 'nothing' | 'parameters' | 'everything';

  constructor(known: 'nothing' | 'everything') {
    this.known = known;
  }

  /** `root`: nested in no other. */
  add(root: StackReader): void {
    this.roots.push(root);
  }

  /** All of them, nested ones after the one that holds them. */
  all(): StackReader[] {
    return this.roots.flatMap((root) => root.descendants());
  }

  called(stackName: string): StackReader | undefined {
    return this.all().find((one) => one.stackName === stackName);
  }

  exportNames(): string[] {
    return this.all().flatMap((one) => [...this.exportsOf(one).keys()]);
  }

  /** What a stack exports under a name. */
  exportOf(name: string): Shared | undefined {
    for (const from of this.all()) {
      const key = this.exportsOf(from).get(name);
      const value = key === undefined ? null : this.once(from, key);
      if (value !== null) return { value, from };
    }
    return undefined;
  }

  /** An output of the stack of that name, exported or not. */
  outputOf(stackName: string, key: string): Shared | undefined {
    const from = this.called(stackName);
    const value = from === undefined ? null : this.once(from, key);
    return from === undefined || value === null ? undefined : { value, from };
  }

  /** What a stack writes into the parameter store under a name; nothing where that is made of itself. */
  parameterOf(name: string): Shared | undefined {
    if (this.asked.has(name)) return undefined;
    this.asked.add(name);
    try {
      for (const from of this.all()) {
        const value = parameterIn(from, name);
        if (value !== undefined) return { value, from };
      }
      return undefined;
    } finally {
      this.asked.delete(name);
    }
  }

  /** Export name → key of the output. */
  private exportsOf(stack: StackReader): ReadonlyMap<string, string> {
    const known = this.exported.get(stack) ?? exportedKeys(stack);
    this.exported.set(stack, known);
    return known;
  }

  /** Throws DefinitionError for an output that is made of itself by way of another stack. */
  private once(from: StackReader, key: string): string | null {
    const place = `${from.stackId} ${key}`;
    if (this.asked.has(place))
      throw new DefinitionError(`Stacks wait for each other's outputs in a circle, ${key} among them.`, {
        file: from.file,
        line: from.template.outputs.get(key)?.line ?? null,
      });
    this.asked.add(place);
    try {
      return outputValue(from, key);
    } finally {
      this.asked.delete(place);
    }
  }
}

/**
 * A parameter of its own, or one that the CDK's custom resource writes for a stack in another region. Only what holds the
 * parameter is evaluated whole: the others may be made of it.
 */
function parameterIn(stack: StackReader, name: string): string | undefined {
  const written = ({ logicalId }: Resource) => stack.template.resources.get(logicalId)?.properties;
  const isCalled = (resource: Resource): boolean => {
    const given = field(written(resource), 'Name');
    return (given === undefined ? resource.physicalId : textIn(given, stack)) === name;
  };
  const own = stack.resourcesOf('AWS::SSM::Parameter').find(isCalled);
  if (own !== undefined) return own.properties.text('Value');
  const writer = stack
    .resourcesOf('Custom::CrossRegionExportWriter')
    .find((one) => field(field(field(written(one), 'WriterProps'), 'exports'), name) !== undefined);
  return writer?.properties.object('WriterProps')?.object('exports')?.text(name);
}
