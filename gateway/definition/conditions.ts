import { DefinitionError } from './definition-error.ts';
import { holds, type Scope } from './intrinsics.ts';
import { didYouMean } from './near.ts';
import type { Template } from './template.ts';

/** A template's conditions, each evaluated once. */
export class Conditions {
  private readonly known = new Map<string, boolean | 'evaluating'>();
  private readonly template: Template;

  constructor(template: Template) {
    this.template = template;
  }

  /** Throws DefinitionError for a condition that isn't there or refers to itself. */
  holds(name: string, scope: Scope, line: number | null): boolean {
    const known = this.known.get(name);
    const node = this.template.conditions.get(name);
    if (node === undefined)
      throw new DefinitionError(`The condition ${name} isn't defined in the template.`, {
        file: scope.file,
        line,
        next: didYouMean(name, this.template.conditions.keys()),
      });
    if (known === 'evaluating')
      throw new DefinitionError(`The condition ${name} refers to itself in a circle.`, {
        file: scope.file,
        line: node.line,
      });
    if (known !== undefined) return known;
    this.known.set(name, 'evaluating');
    const value = holds(node, scope);
    this.known.set(name, value);
    return value;
  }
}
