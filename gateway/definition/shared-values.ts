import { DefinitionError, MissingExport } from './definition-error.ts';
import { didYouMean } from './near.ts';
import type { Shared } from './neighbours.ts';
import type { StackReader } from './stack-reader.ts';
import type { Surroundings } from './surroundings.ts';

type Around = Pick<Surroundings, 'exports' | 'after' | 'mayMakeUp'>;

/** What one stack takes from others, and from which. */
export class SharedValues {
  /** Exports that were asked for. */
  readonly imported = new Set<string>();
  private readonly stack: StackReader;
  private readonly surroundings: Around;
  /** What nobody shares. */
  private readonly invented = new Set<string>();
  private readonly from = new Set<StackReader>();

  constructor(stack: StackReader, surroundings: Around) {
    this.stack = stack;
    this.surroundings = surroundings;
  }

  /** `Fn::ImportValue`. Throws MissingExport. */
  importValue(name: string, line: number): string {
    const { neighbours } = this.stack;
    const { exports } = this.surroundings;
    const value = this.taken(neighbours.exportOf(name)) ?? exports.get(name);
    if (value !== undefined) {
      this.imported.add(name);
      return value;
    }
    const near = didYouMean(name, [...exports.keys(), ...neighbours.exportNames()]);
    if (this.mayMakeUp()) return this.madeUp(name, { line, what: 'exports', near });
    throw this.missing(line, `No stack at hand exports ${name}.`, [
      'Load the template whose output has that Export as well.',
      ...near,
    ]);
  }

  /** `Fn::GetStackOutput`. Throws MissingExport. */
  stackOutput({ stackName, output }: { stackName: string; output: string }, line: number): string {
    const value = this.taken(this.stack.neighbours.outputOf(stackName, output));
    if (value !== undefined) return value;
    const other = this.stack.neighbours.called(stackName);
    if (other === undefined && this.mayMakeUp())
      return this.madeUp(`${stackName}.${output}`, { line, what: 'has the output', near: [] });
    throw other === undefined
      ? this.missing(line, `No stack at hand is called ${stackName}.`, ['Load its template as well.'])
      : this.missing(
          line,
          `The stack ${stackName} has no output ${output}.`,
          didYouMean(output, other.template.outputs.keys()),
        );
  }

  /** A parameter of the parameter store. Throws MissingExport as long as a stack that is still to be read may bring it. */
  parameter(name: string): string | undefined {
    const value = this.taken(this.stack.neighbours.parameterOf(name));
    if (
      value === undefined &&
      this.stack.neighbours.known === 'nothing' &&
      !name.startsWith('/cdk-bootstrap/')
    )
      throw this.missing(null, `No stack at hand writes the parameter ${name}.`, []);
    return value;
  }

  /** The stacks that shared something, or are said to be deployed before this one, and so on. */
  origins(): ReadonlySet<StackReader> {
    this.evaluateAll();
    const { neighbours } = this.stack;
    const named = (this.surroundings.after ?? []).flatMap((name) => neighbours.called(name) ?? []);
    return new Set([...this.from, ...named]);
  }

  private mayMakeUp(): boolean {
    return this.surroundings.mayMakeUp === true && this.stack.neighbours.known === 'everything';
  }

  private madeUp(
    name: string,
    { line, what, near }: { line: number; what: string; near: readonly string[] },
  ): string {
    if (!this.invented.has(name)) {
      const cure = ['load the template of the stack that does, too', ...near].join('; ');
      this.stack.warn(name, line, `no stack at hand ${what} ${name}: its value is made up (${cure})`);
    }
    this.invented.add(name);
    return `made-up-${name.replace(/[^A-Za-z0-9]+/g, '-')}`;
  }

  private taken(shared: Shared | undefined): string | undefined {
    if (shared !== undefined && shared.from.root() !== this.stack.root()) this.from.add(shared.from);
    return shared?.value;
  }

  /** What isn't evaluated yet may take something, too; mistakes in it are told when it is read. */
  private evaluateAll(): void {
    for (const resource of this.stack.resourcesOf())
      try {
        void resource.properties;
      } catch (error) {
        if (!(error instanceof DefinitionError)) throw error;
      }
  }

  private missing(line: number | null, message: string, next: readonly string[]): MissingExport {
    return new MissingExport(message, { file: this.stack.file, line, next });
  }
}
