import type { DefinitionWarning, Deployment, RestApi } from '../model.ts';

/** Stages with methods that need an API key where no key of any stack opens them. */
export function unusableKeys({ stacks }: Deployment): DefinitionWarning[] {
  const enabled = new Set(
    stacks.flatMap(({ apiKeys }) => apiKeys.filter(({ enabled }) => enabled).map(({ id }) => id)),
  );
  const plans = stacks.flatMap(({ usagePlans }) => usagePlans);
  const open = new Set(
    plans
      .filter(({ keyIds }) => keyIds.some((id) => enabled.has(id)))
      .flatMap(({ apiStages }) => apiStages.map(({ apiId, stage }) => `${apiId}/${stage}`)),
  );
  return stacks.flatMap(({ apis, file }) =>
    apis.flatMap((api) => {
      if (api.apiType !== 'rest') return [];
      const keyed = firstKeyed(api);
      if (keyed === null) return [];
      return api.stages
        .filter(({ name }) => !open.has(`${api.id}/${name}`))
        .map(({ name }) => ({
          file,
          line: null,
          resource: api.logicalId,
          advice: true as const,
          message: `${keyed} needs an API key, and no usage plan with an enabled key covers the stage ${name}: it answers 403, as on AWS`,
        }));
    }),
  );
}

/** One method that needs a key, for the message. */
function firstKeyed({ pathResources }: RestApi): string | null {
  for (const { path, methods } of pathResources)
    for (const { apiKeyRequired, httpMethod } of methods) if (apiKeyRequired) return `${httpMethod} ${path}`;
  return null;
}
