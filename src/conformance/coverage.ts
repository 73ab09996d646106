import type { ContractRoute } from '../contract/route.ts';

/** Whether a path template takes this path, whatever the method. */
export function covers(pathTemplate: string, path: string): boolean {
  const template = segmentsOf(pathTemplate);
  const given = segmentsOf(path);
  const greedy = template.at(-1)?.endsWith('+}') ?? false;
  if (greedy ? given.length < template.length : given.length !== template.length) return false;
  return template.every((segment, index) => segment.startsWith('{') || segment === given[index]);
}

/** A greedy parameter at the root takes every path (`/{proxy+}`). */
export function hasGreedyRoot(routes: readonly Pick<ContractRoute, 'pathTemplate'>[]): boolean {
  return routes.some(({ pathTemplate }) => /^\/\{[^/]+\+\}$/.test(pathTemplate));
}

/** A path that none of these templates takes: a literal name of our own, deeper where parameters would take it. */
export function pathWithoutRoute(routes: readonly Pick<ContractRoute, 'pathTemplate'>[]): string {
  const deepest = Math.max(...routes.map(({ pathTemplate }) => segmentsOf(pathTemplate).length));
  const first = '/gatewright-no-such-route';
  const taken = (path: string) => routes.some(({ pathTemplate }) => covers(pathTemplate, path));
  return taken(first) ? `${first}${'/deeper'.repeat(deepest)}` : first;
}

function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}
