import type { Surroundings } from '../call.ts';
import type { HttpApi, HttpSnapshot, HttpStage } from '../model.ts';
import { createAdmission, type Gate } from './admit.ts';
import { compileIntegration, type Integration } from './integrate.ts';
import { createRouter, type RouteMatch } from './route.ts';

export interface CompiledRoute {
  readonly routeKey: string;
  /** Whether it asks who calls, of preflights too (AWS documentation, "Configure CORS for HTTP APIs"). */
  readonly guarded: boolean;
  readonly admit: Gate | null;
  readonly integrate: Integration;
}

/** Finds the route of a request in what a deployment froze of an API. */
export type Deployed = (httpMethod: string, path: string) => RouteMatch<CompiledRoute> | null;

/** What stages serve: the API as it is with AutoDeploy, else what their deployment froze. Those that froze the same are one. */
export function compileDeployments(api: HttpApi, surroundings: Surroundings): (stage: HttpStage) => Deployed {
  const bySnapshot = new Map<HttpSnapshot | null, Deployed>();
  const byStage = new Map(
    api.stages.map((stage) => {
      const snapshot = snapshotOf(api, stage);
      const deployed = bySnapshot.get(snapshot) ?? compile({ ...api, ...snapshot }, surroundings);
      bySnapshot.set(snapshot, deployed);
      return [stage.name, deployed] as const;
    }),
  );
  return ({ name }) => byStage.get(name) ?? (() => null);
}

/** What a stage serves of an API; `null`: all that it is now. */
export function snapshotOf(
  { deployments = [] }: HttpApi,
  { autoDeploy, deploymentId }: HttpStage,
): HttpSnapshot | null {
  if (autoDeploy) return null;
  return deployments.find(({ id }) => id === deploymentId)?.snapshot ?? null;
}

function compile(api: HttpApi, surroundings: Surroundings): Deployed {
  const admission = createAdmission(api, surroundings);
  return createRouter(
    api,
    (route): CompiledRoute => ({
      routeKey: route.routeKey,
      guarded: route.authorizationType !== 'NONE',
      admit: admission(route),
      integrate: compileIntegration(route, surroundings),
    }),
  );
}
