import { DefinitionError } from './definition-error.ts';
import { NeedsAccount } from './intrinsic-functions.ts';
import { holds, type Scope } from './intrinsics.ts';
import { type Template, textOf } from './template.ts';
import type { TemplateNode } from './template-node.ts';

/**
 * Checks what the template's Rules say of its parameters (AWS CloudFormation User Guide, "Rules syntax"). Throws
 * DefinitionError for an assertion that doesn't hold; `unchecked` hears of rules that only an AWS account can judge.
 */
export function checkRules(
  { rules }: Template,
  scope: Scope,
  unchecked: (name: string, line: number) => void,
): void {
  for (const [name, rule] of rules) {
    try {
      checkRule(name, rule, scope);
    } catch (error) {
      if (!(error instanceof NeedsAccount)) throw error;
      unchecked(name, rule.line);
    }
  }
}

function checkRule(name: string, rule: TemplateNode, scope: Scope): void {
  const { file } = scope;
  const fail = (message: string, { line }: TemplateNode) => new DefinitionError(message, { file, line });
  if (rule.kind !== 'map') throw fail(`The rule ${name} must be a map with Assertions.`, rule);
  const condition = rule.entries.get('RuleCondition');
  if (condition !== undefined && !holds(condition, scope)) return;
  const assertions = rule.entries.get('Assertions');
  if (assertions?.kind !== 'list') throw fail(`The rule ${name} needs a list of Assertions.`, rule);
  for (const assertion of assertions.items) {
    const assert = assertion.kind === 'map' ? assertion.entries.get('Assert') : undefined;
    if (assertion.kind !== 'map' || assert === undefined)
      throw fail(`An assertion of the rule ${name} needs an Assert.`, assertion);
    if (holds(assert, scope)) continue;
    const why = textOf(assertion.entries.get('AssertDescription'));
    throw fail(`The rule ${name} refuses the parameters${why === undefined ? '' : `: ${why}`}.`, assertion);
  }
}
