import type { ApiType, Contract } from '../../src/contract/contract.ts';
import { type ContractRoute, routesOf } from '../../src/contract/route.ts';

/** The contract's route that a request goes to, as the gateway chooses: the more literal segments, the better; greedy ones last. */
export function routeOf(
  { contract, apiType }: { readonly contract: Contract; readonly apiType: ApiType },
  { method, path }: { readonly method: string; readonly path: string },
): ContractRoute | null {
  const fitting = routesOf(contract, apiType).filter(
    (route) => route.method === method && pattern(route.pathTemplate).test(path),
  );
  return fitting.toSorted((a, b) => rank(a.pathTemplate).localeCompare(rank(b.pathTemplate)))[0] ?? null;
}

function pattern(pathTemplate: string): RegExp {
  const segments = pathTemplate.split('/').map((segment) => {
    if (segment.endsWith('+}')) return '.+';
    return segment.startsWith('{') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}

/** Sorts literal segments before parameters, and those before greedy ones. */
function rank(pathTemplate: string): string {
  return pathTemplate
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'))
    .join('');
}
