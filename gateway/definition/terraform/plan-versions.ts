import type { PlanDocument } from './plan-document.ts';
import { isList, isMap, mapOf, type Value, type ValueMap, withTexts } from './value.ts';

/**
 * The plan with the only version that there is here, the first, in place of those that were published in the past: an applied
 * configuration names the hundredth.
 */
export function withLocalVersions(plan: PlanDocument): PlanDocument {
  const lambdas = plan.resources.filter(
    ({ type, mode }) => type === 'aws_lambda_function' && mode === 'managed',
  );
  const versions = new Map(
    lambdas.map(({ values }) => [
      String(values.function_name ?? ''),
      values.publish === true ? '1' : '$LATEST',
    ]),
  );
  const local = (functionName: string, version: Value): Value => {
    const name = functionName.replace(/^.*:function:/, '').replace(/:.*$/, '');
    return /^\d+$/.test(String(version)) ? (versions.get(name) ?? version) : version;
  };
  const inText = (text: string): string =>
    text.replace(
      /(:function:([^:/]+)):(\d+)(?=\/|$)/g,
      (_whole, before: string, name: string, version: string) => `${before}:${String(local(name, version))}`,
    );
  const updated = (values: ValueMap): ValueMap => {
    const functionName = String(values.function_name ?? '');
    const changed = Object.entries(values).map(([name, value]): [string, Value] => {
      if (name === 'function_version' || name === 'qualifier') return [name, local(functionName, value)];
      if (name === 'routing_config') return [name, withoutOldVersions(value)];
      return [name, withTexts(value, inText)];
    });
    return mapOf(changed);
  };
  const relevant = /^aws_(?:lambda_(?:alias|permission)|api_gateway_|apigatewayv2_)/;
  return {
    ...plan,
    resources: plan.resources.map((one) =>
      relevant.test(one.type) ? { ...one, values: updated(one.values) } : one,
    ),
  };
}

/** Shares of versions that aren't here go to the one that is. */
function withoutOldVersions(routing: Value): Value {
  if (!isList(routing)) return routing;
  return routing.filter(
    (one) =>
      !isMap(one) ||
      !isMap(one.additional_version_weights ?? null) ||
      Object.keys(one.additional_version_weights as ValueMap).every((version) => !/^\d+$/.test(version)),
  );
}
