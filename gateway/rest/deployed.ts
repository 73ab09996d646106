import type { Surroundings } from '../call.ts';
import { executionArn } from '../execution-arn.ts';
import type { RestApi, RestSnapshot } from '../model.ts';
import { createAdmission, type Gate } from './admit.ts';
import { createFaultAnswers } from './gateway-response.ts';
import { compileIntegration, type Integration } from './integrate.ts';
import type { ApiFacts } from './request.ts';
import { createRouter, type MethodPlace, type RouteMatch } from './route.ts';
import { cached, createStageCaches, type StageCaches } from './stage-cache.ts';
import { createValidators, type Validator } from './validate.ts';

export interface CompiledMethod {
  readonly place: MethodPlace;
  readonly admit: Gate | null;
  readonly validate: Validator | null;
  readonly integrate: Integration;
}

/** What a deployment froze of an API, compiled. */
export interface Deployed {
  readonly facts: ApiFacts;
  readonly route: (httpMethod: string, path: string) => RouteMatch<CompiledMethod> | null;
  readonly answerFault: ReturnType<typeof createFaultAnswers>;
}

/** The deployments that stages and their canaries serve, by id: those that froze the same are one. */
export function compileDeployments(
  api: RestApi,
  surroundings: Surroundings,
): (deploymentId: string) => Deployed {
  const caches = createStageCaches();
  const bySnapshot = new Map<RestSnapshot | null, Deployed>();
  const byId = new Map<string, Deployed>();
  const deployed = (id: string): Deployed => {
    const snapshot = api.deployments?.find((one) => one.id === id)?.snapshot ?? null;
    const known = bySnapshot.get(snapshot) ?? compile({ ...api, ...snapshot }, surroundings, caches);
    bySnapshot.set(snapshot, known);
    byId.set(id, known);
    return known;
  };
  for (const { deploymentId, canary } of api.stages)
    for (const id of [deploymentId, canary?.deploymentId ?? deploymentId]) deployed(id);
  return (id) => byId.get(id) ?? deployed(id);
}

function compile(api: RestApi, surroundings: Surroundings, caches: StageCaches): Deployed {
  const facts: ApiFacts = {
    api: {
      ...api,
      binaryMediaTypes: api.binaryMediaTypes.map((type) => type.replaceAll('~1', '/').toLowerCase()),
    },
    accountId: surroundings.accountId,
    domainName: `${api.id}.execute-api.${surroundings.region}.amazonaws.com`,
    executionArn: executionArn(api.id, surroundings),
  };
  const admission = createAdmission(api, surroundings);
  const validators = createValidators(api);
  const route = createRouter(
    api,
    (method, place): CompiledMethod => ({
      place,
      admit: admission(method, place),
      validate: validators(method),
      integrate: cached(
        compileIntegration(method, surroundings),
        { api, method, place, caches },
        surroundings,
      ),
    }),
  );
  return { facts, route, answerFault: createFaultAnswers(api) };
}
