import type { DefinitionWarning, Deployment } from '../model.ts';

/** Integrations and authorizers whose function is in none of the stacks: they answer as on AWS for a function that isn't there. */
export function missingFunctions({ stacks }: Deployment): DefinitionWarning[] {
  const arns = new Set(stacks.flatMap(({ functions }) => functions.map(({ arn }) => arn)));
  return stacks.flatMap(({ apis, file }) =>
    apis.flatMap((api) => {
      const methods = api.apiType === 'rest' ? api.pathResources.flatMap((one) => one.methods) : api.routes;
      const named = methods.flatMap(({ integration }) =>
        integration.type === 'AWS_PROXY' ? [integration.function.arn] : [],
      );
      const asked = api.authorizers.flatMap((one) => ('function' in one ? [one.function.arn] : []));
      const lost = [...new Set([...named, ...asked])].filter(
        (arn) => !arn.includes('${') && !arns.has(arn.split(':').slice(0, 7).join(':')),
      );
      return lost.map((arn) => ({
        file,
        line: null,
        resource: api.logicalId,
        message: `an integration or authorizer names ${arn}, and no template makes that function`,
      }));
    }),
  );
}
