import type { Contract, CorsPromise, Route } from '../contract/contract.ts';
import { corsOf } from '../contract/route.ts';
import type { DeploymentReading } from '../deployment/read-deployment.ts';
import { UsageError } from '../errors/usage-error.ts';
import { describedRoutes } from './describe-routes.ts';
import { parseOpenApi } from './document.ts';
import { importOpenApi } from './import-openapi.ts';
import type { Imported, RouteRemarks } from './imported.ts';

/**
 * The contract of one deployed API: of its export where it has one, else of its routes.
 * @throws UsageError where neither can be read, or no route can be promised.
 */
export function importDeployed({ deployment, document }: DeploymentReading, name: string): Imported {
  const { target, apiType } = deployment;
  const value = document.read ? document.value : describedRoutes(deployment);
  if (value === null) {
    throw new UsageError(`What is deployed under ${target} can't be read.`, [
      ...new Set(
        [document, deployment.routes, deployment.definedRoutes].flatMap((one) =>
          one.read ? [] : one.because,
        ),
      ),
    ]);
  }
  const file = document.read ? `the export of ${target}` : `the routes of ${target}`;
  return importOpenApi(parseOpenApi(JSON.stringify(value), file), { name, folder: null, apiType });
}

/** One contract of the same API in both types: what only one of them has is promised of that type alone. */
export function merged(imported: readonly Imported[]): Imported | null {
  const [first, ...others] = imported;
  if (first === undefined || others.length === 0) return first ?? null;
  return others.reduce(both, first);
}

function both(a: Imported, b: Imported): Imported {
  const keys = [...new Set([...Object.keys(a.contract.routes), ...Object.keys(b.contract.routes)])];
  const routes = keys.map((key) => [key, bothRoutes(a.contract, b.contract, key)] as const);
  const differing = keys.filter((key) => differsInCors(a.contract, b.contract, key));
  const { cors } = a.contract;
  return {
    contract: {
      name: a.contract.name,
      ...(cors !== undefined && sameCors(cors, b.contract.cors) ? { cors } : {}),
      routes: Object.fromEntries(routes),
    },
    remarks: new Map([...b.remarks, ...a.remarks, ...differing.map((key) => withoutCors(key, a, b))]),
    named: new Map([
      ...a.named,
      ...[...b.named].map(
        ([name, schema]) => [a.named.has(name) ? `${name}Of${suffix(b)}` : name, schema] as const,
      ),
    ]),
    notes: [...a.notes, ...b.notes],
  };
}

function bothRoutes(a: Contract, b: Contract, key: string): Route {
  const [one, other] = [a.routes[key], b.routes[key]];
  const { cors: _, ...route } = (one ?? other) as Route;
  const only = one === undefined ? b.apiTypes : other === undefined ? a.apiTypes : undefined;
  const ofAll = a.cors !== undefined && sameCors(a.cors, b.cors) ? a.cors : null;
  const cors = differsInCors(a, b, key) ? null : corsAt(one === undefined ? b : a, key);
  return {
    ...(only === undefined ? {} : { apiTypes: only }),
    ...(sameCors(cors, ofAll) ? {} : { cors: cors ?? false }),
    ...route,
  };
}

/** What only one type answers to browsers is promised of neither: a route has one promise for both. */
function differsInCors(a: Contract, b: Contract, key: string): boolean {
  return key in a.routes && key in b.routes && !sameCors(corsAt(a, key), corsAt(b, key));
}

function corsAt(contract: Contract, key: string): CorsPromise | null {
  return corsOf(contract, contract.routes[key] as Route);
}

function withoutCors(key: string, a: Imported, b: Imported): [string, RouteRemarks] {
  const { todos = [], suggested = null } = a.remarks.get(key) ?? {};
  const kinds = [a, b].map(({ contract }) => (corsAt(contract, key) === null ? 'none' : 'one'));
  const has = (at: number) => ((at === 0 ? a : b).contract.apiTypes?.[0] === 'http' ? 'HTTP' : 'REST');
  const todo = kinds.includes('none')
    ? `Only the ${has(kinds.indexOf('one'))} API answers preflights of browsers here: write the cors that both shall have.`
    : 'The REST API and the HTTP API answer preflights of browsers differently: write the cors that both shall have.';
  return [key, { todos: [...todos, todo], suggested }];
}

function sameCors(a: CorsPromise | null | undefined, b: CorsPromise | null | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

const suffix = ({ contract }: Imported) => (contract.apiTypes?.[0] === 'http' ? 'Http' : 'Rest');
