import type { LambdaFunction } from '../model.ts';
import { localFunctionArn } from './local-functions.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** The versions of a function and its aliases, some with weights. Throws DefinitionError for versions that aren't there. */
export function readVersions(
  arn: string,
  stack: StackReader,
): Pick<LambdaFunction, 'qualifiers' | 'weights'> {
  const qualifiers: Record<string, string> = { $LATEST: '$LATEST' };
  const weights: Record<string, Record<string, number>> = {};
  const isMine = ({ properties }: Resource) =>
    localFunctionArn(properties.required('FunctionName'), stack) === arn;
  const published = (properties: Properties, name: string, version: string): string => {
    if (qualifiers[version] !== undefined) return version;
    throw properties.fail(
      name,
      `${properties.owner} names version ${version}, which the template doesn't publish.`,
    );
  };
  for (const version of stack.allResourcesOf('AWS::Lambda::Version').filter(isMine))
    qualifiers[String(version.versionNumber())] = String(version.versionNumber());
  for (const { properties } of stack.allResourcesOf('AWS::Lambda::Alias').filter(isMine)) {
    const alias = properties.required('Name');
    qualifiers[alias] = published(properties, 'FunctionVersion', properties.required('FunctionVersion'));
    const shares = weightsOf(properties).map(([version, weight]) => {
      if (!(weight >= 0 && weight <= 1))
        throw properties.fail(
          'RoutingConfig',
          `A weight in RoutingConfig of ${properties.owner} must be 0 to 1, not ${weight}.`,
        );
      return [published(properties, 'RoutingConfig', version), weight] as const;
    });
    if (shares.length > 0) weights[alias] = Object.fromEntries(shares);
  }
  return { qualifiers, ...(Object.keys(weights).length === 0 ? {} : { weights }) };
}

/** CloudFormation writes a list, Terraform a map. */
function weightsOf(alias: Properties): [version: string, weight: number][] {
  const routing = alias.object('RoutingConfig');
  if (routing === undefined) return [];
  if (routing.nodeOf('AdditionalVersionWeights')?.kind === 'map')
    return Object.entries(routing.textMap('AdditionalVersionWeights')).map(([version, weight]) => [
      version,
      Number(weight),
    ]);
  return routing
    .objects('AdditionalVersionWeights')
    .map((one) => [one.required('FunctionVersion'), one.number('FunctionWeight') ?? 0]);
}
