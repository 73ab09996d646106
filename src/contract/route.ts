import type {
  ApiType,
  Contract,
  CorsPromise,
  Effect,
  Example,
  Marks,
  Method,
  Objectives,
  Route,
} from './contract.ts';
import { methods } from './contract.ts';

export interface PathParameter {
  readonly name: string;
  /** `{name+}`: takes the rest of the path, slashes included. */
  readonly greedy: boolean;
}

export interface ParsedRouteKey {
  readonly method: Method;
  readonly pathTemplate: string;
  readonly parameters: readonly PathParameter[];
}

export interface ContractRoute {
  readonly key: string;
  readonly route: Route;
  readonly method: Method;
  readonly pathTemplate: string;
}

/** `GET /users/{id}` → its parts. Throws a `TypeError` for a key that `checkContract` refuses. */
export function parseRouteKey(key: string): ParsedRouteKey {
  const mistake = routeKeyMistake(key);
  if (mistake !== null) throw new TypeError(`"${key}" is not a route key: ${mistake}`);
  const [method, pathTemplate] = key.split(' ') as [Method, string];
  return { method, pathTemplate, parameters: pathParameters(pathTemplate) };
}

export function pathParameters(pathTemplate: string): PathParameter[] {
  return [...pathTemplate.matchAll(/\{([^{}+]+)(\+?)\}/g)].map(([, name = '', plus]) => ({
    name,
    greedy: plus === '+',
  }));
}

/**
 * Why `key` is no route key, or `null` where it is one. A parameter takes a whole segment and a greedy
 * one comes last, as on both API types:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeKeyMistake(key: string): string | null {
  const [method = '', path, ...rest] = key.split(' ');
  if (!isMethod(method)) return `it has to start with one of ${methods.join(', ')}`;
  if (path === undefined || rest.length > 0) return 'a method, one space and a path make a route key';
  if (!path.startsWith('/')) return 'the path has to start with a slash';
  if (/[?#]/.test(path)) return 'a query belongs into the examples, not into the path';
  const segments = path.slice(1).split('/');
  const names = pathParameters(path).map(({ name }) => name);
  const torn = segments.find((segment) => /[{}]/.test(segment) && !/^\{[\w.-]+\+?\}$/.test(segment));
  if (torn !== undefined) return `"${torn}" has to be a whole {name} or {name+}`;
  if (segments.slice(0, -1).some((segment) => segment.endsWith('+}'))) return 'a greedy parameter comes last';
  if (new Set(names).size < names.length) return 'two path parameters have the same name';
  return null;
}

/** The routes that an API of this type promises, in the contract's order. */
export function routesOf(contract: Contract, apiType: ApiType): ContractRoute[] {
  if (!applies(contract, apiType)) return [];
  return Object.entries(contract.routes)
    .filter(([, route]) => applies(route, apiType))
    .map(([key, route]) => {
      const { method, pathTemplate } = parseRouteKey(key);
      return { key, route, method, pathTemplate };
    });
}

/** Whether something that may name API types is meant for this one; naming none means both. */
export function applies(
  { apiTypes }: Pick<Contract | Route | Example, 'apiTypes'>,
  apiType: ApiType,
): boolean {
  return apiTypes === undefined || apiTypes.includes(apiType);
}

export function effectOf(route: Route, method: Method): Effect {
  if (route.effect !== undefined) return route.effect;
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'none' : 'creates';
}

/** The CORS promise that holds for the route, or `null` where there is none. */
export function corsOf(contract: Contract, route: Route): CorsPromise | null {
  return (route.cors ?? contract.cors) || null;
}

/** The objectives that hold for the route: its own, taken whole, or else the contract's. */
export function objectivesOf(contract: Contract, route: Route): Objectives {
  return route.objectives ?? contract.objectives ?? {};
}

/** Where the route's answers tell of the call that made them: each mark its own, or else the contract's. */
export function marksOf(contract: Contract, route: Route): Marks {
  return { ...contract.marks, ...route.marks };
}

function isMethod(word: string): word is Method {
  return (methods as readonly string[]).includes(word);
}
