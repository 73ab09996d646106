import type { Contract, Route } from '../contract/contract.ts';
import type { DeploymentReading } from '../deployment/read-deployment.ts';
import { UsageError } from '../errors/usage-error.ts';
import { describedRoutes } from './describe-routes.ts';
import { parseOpenApi } from './document.ts';
import { importOpenApi } from './import-openapi.ts';
import type { Imported } from './imported.ts';

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
  const routes = keys.map((key): [string, Route] => {
    const [one, other] = [a.contract.routes[key], b.contract.routes[key]];
    const route = (one ?? other) as Route;
    const only =
      one === undefined ? b.contract.apiTypes : other === undefined ? a.contract.apiTypes : undefined;
    const cors = one === undefined ? b.contract.cors : a.contract.cors;
    return [
      key,
      {
        ...(only === undefined ? {} : { apiTypes: only }),
        ...(cors === undefined || sameCors(a.contract, b.contract) ? {} : { cors }),
        ...route,
      },
    ];
  });
  const { cors } = a.contract;
  return {
    contract: {
      name: a.contract.name,
      ...(cors !== undefined && sameCors(a.contract, b.contract) ? { cors } : {}),
      routes: Object.fromEntries(routes),
    },
    remarks: new Map([...b.remarks, ...a.remarks]),
    named: new Map([
      ...a.named,
      ...[...b.named].map(
        ([name, schema]) => [a.named.has(name) ? `${name}Of${suffix(b)}` : name, schema] as const,
      ),
    ]),
    notes: [...a.notes, ...b.notes],
  };
}

function sameCors(a: Contract, b: Contract): boolean {
  return JSON.stringify(a.cors) === JSON.stringify(b.cors);
}

const suffix = ({ contract }: Imported) => (contract.apiTypes?.[0] === 'http' ? 'Http' : 'Rest');
