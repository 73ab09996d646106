import { type Buildable, Built, mapNode } from '../built-node.ts';
import type { TemplateNode } from '../template-node.ts';
import { type ApiDraft, isImplicit } from './api-drafts.ts';
import { call } from './sam-template.ts';

/**
 * The implicit APIs with the condition that they are made under: the one that their routes' functions have, any of several;
 * none as soon as one function has none. What several come to is put into `conditions`.
 */
export function underConditions(draft: ApiDraft, conditions: Map<string, TemplateNode>): ApiDraft {
  const { logicalId, routes, line } = draft;
  if (!isImplicit(draft) || draft.condition !== null || routes.length === 0) return draft;
  const names = [...new Set(routes.map(({ condition }) => condition))].sort();
  const [only] = names;
  if (names.includes(null)) return draft;
  if (names.length === 1) return { ...draft, condition: only ?? null };
  const condition = `${logicalId}Condition`;
  const named = names.map((name): Buildable => call('Condition', name, line));
  const any = named.reduce((one, other) => call('Fn::Or', [one, other], line));
  conditions.set(condition, any instanceof Built ? any.node : mapNode(line, {}));
  return { ...draft, condition };
}
