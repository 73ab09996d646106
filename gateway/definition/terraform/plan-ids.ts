import { attributeValue } from './attributes.ts';
import { surroundingsOf } from './load.ts';
import type { PlanOptions } from './plan.ts';
import type { PlanDocument } from './plan-document.ts';
import { knownOf } from './plan-references.ts';
import { type Value, type ValueMap, withTexts } from './value.ts';
import type { World } from './world.ts';

/** Types whose ids AWS makes: those of the plan's deployment give way to the ids that this gateway makes. */
const withMadeIds =
  /^aws_(api_gateway_(rest_api|resource|deployment|authorizer|request_validator|api_key|usage_plan|model)|apigatewayv2_(api|integration|route|deployment|authorizer))$/;

/** The plan with the ids that this gateway makes in place of those that AWS made. */
export function withLocalIds(
  plan: PlanDocument,
  options: Pick<PlanOptions, 'stackName' | 'accountId' | 'region'>,
): PlanDocument {
  const world = { stack: surroundingsOf(options, options.region) } as World;
  const whole = new Map<string, string>();
  const inside = new Map<string, string>();
  for (const resource of plan.resources) {
    if (!withMadeIds.test(resource.type)) continue;
    const own = (name: string) =>
      String(attributeValue({ ...knownOf(resource), argument: () => undefined }, name, world));
    const { id, root_resource_id: root } = resource.values;
    if (typeof id === 'string') whole.set(id, own('id'));
    if (typeof id === 'string' && /_api$/.test(resource.type)) inside.set(id, own('id'));
    if (typeof root === 'string') whole.set(root, own('root_resource_id'));
  }
  if (whole.size === 0) return plan;
  const replaced = (value: Value): Value => withTexts(value, local);
  const local = (text: string): string => {
    const [, before = '', id = ''] = /^(integrations\/)?(.*)$/s.exec(text) ?? [];
    const known = whole.get(id);
    if (known !== undefined) return before + known;
    return [...inside].reduce(
      (one, [from, to]) => one.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to),
      text,
    );
  };
  const outputs = Object.entries(plan.outputs).map(
    ([name, one]) =>
      [name, { ...one, value: one.value === undefined ? undefined : replaced(one.value) }] as const,
  );
  return {
    ...plan,
    resources: plan.resources.map((one) => ({ ...one, values: replaced(one.values) as ValueMap })),
    outputs: Object.fromEntries(outputs),
  };
}
