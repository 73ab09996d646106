import type { Deployment } from '../deployment/deployment.ts';
import type { Plan } from './plan.ts';

/** Marks the routes that the gateway answers itself, by a MOCK integration, as far as what is deployed could be read. */
export function withMocks<P extends Plan>(plan: P, deployments: readonly Deployment[]): P {
  const series = plan.series.map((one) =>
    isMock(
      deployments.find(({ target }) => target === one.target),
      one.route,
    )
      ? { ...one, answeredBy: 'gateway' as const }
      : one,
  );
  return { ...plan, series };
}

function isMock(deployment: Deployment | undefined, route: string): boolean {
  const known = deployment?.routes.read ? deployment.routes : deployment?.definedRoutes;
  if (!known?.read) return false;
  const [, path = ''] = route.split(' ');
  const found = [route, `ANY ${path}`].flatMap((key) => known.value.find((one) => one.key === key) ?? []);
  return found[0]?.integration?.type === 'MOCK';
}
