import type { DeployedRoute, Deployment, Reading } from './deployment.ts';

/**
 * The route that takes a promised one, `GET /users/{id}`, or `null`: the same path whatever its parameters are
 * called, or a parameter, a greedy one or `$default` that takes it. The most specific path wins, then the method
 * over ANY, as on both API types.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeTaking(routes: readonly DeployedRoute[], routeKey: string): DeployedRoute | null {
  const [method = '', path = ''] = routeKey.split(' ');
  const taking = routes
    .filter(({ key }) => key === '$default' || takesMethod(key, method))
    .map((route) => ({ route, rank: rankOf(route.key, path) }))
    .filter(({ rank }) => rank !== null);
  const [best] = taking.toSorted(
    (a, b) =>
      inOrder(a.rank ?? '', b.rank ?? '') ||
      Number(a.route.key.startsWith('ANY ')) - Number(b.route.key.startsWith('ANY ')),
  );
  return best?.route ?? null;
}

/** What is known of the deployed route that takes a promised one: by the stage's snapshot, else by what the API holds. */
export function deployedRoute(deployment: Deployment | null, routeKey: string): DeployedRoute | null {
  if (deployment === null) return null;
  const { routes, definedRoutes } = deployment;
  const served = found(routes, routeKey);
  // A summary knows who may call, and not what is behind the route.
  if (served !== null && served.integration === null) {
    const integration = found(definedRoutes, routeKey)?.integration ?? null;
    return { ...served, integration };
  }
  return routes.read ? served : found(definedRoutes, routeKey);
}

function found(routes: Reading<readonly DeployedRoute[]>, routeKey: string): DeployedRoute | null {
  return routes.read ? routeTaking(routes.value, routeKey) : null;
}

const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function takesMethod(key: string, method: string): boolean {
  return key.startsWith(`${method} `) || key.startsWith('ANY ');
}

/** Sorts by how exactly a deployed path takes a promised one: literal before parameter before greedy; `null` where it doesn't. */
function rankOf(key: string, path: string): string | null {
  if (key === '$default') return '~';
  const template = segmentsOf(key.slice(key.indexOf(' ') + 1));
  const given = segmentsOf(path);
  const greedy = template.at(-1)?.endsWith('+}') ?? false;
  if (greedy ? given.length < template.length : given.length !== template.length) return null;
  const ranks = template.map((segment, index) => {
    const promised = given[index] ?? '';
    // No parameter stands for nothing: /{proxy+} takes every path but /.
    if (promised === '' && segment !== '') return null;
    if (segment.endsWith('+}')) return 'c';
    if (promised.endsWith('+}')) return null;
    if (segment.startsWith('{')) return promised.startsWith('{') ? 'a' : 'b';
    return segment === promised ? 'a' : null;
  });
  return ranks.includes(null) ? null : ranks.join('');
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}
