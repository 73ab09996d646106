import type { DeployedRoute } from '../../deployment/deployment.ts';
import { type Finding, type Known, named } from '../move.ts';

/** A feature of REST APIs that HTTP APIs lack, and how to see that it is in use. */
export type Rule = (known: Known) => readonly Finding[];

/** A page of API Gateway's developer guide. */
export const guide = (page: string) =>
  `https://docs.aws.amazon.com/apigateway/latest/developerguide/${page}.html`;

type Described = Omit<Finding, 'source'> & { readonly source?: string };

/** The page that compares both API types speaks for a finding that names none. */
export const one = (found: boolean, finding: Described): Finding[] =>
  found ? [{ source: guide('http-api-vs-rest'), ...finding }] : [];

/** A finding about routes, which `finding` gets by name. */
export function about(
  routes: readonly { readonly key: string }[],
  finding: (names: string) => Described,
): Finding[] {
  return one(routes.length > 0, finding(named(routes.map(({ key }) => key))));
}

/** What the stage serves, else what the API holds; nothing where neither was read. */
export function routesOf({ deployment: { routes, definedRoutes } }: Known): readonly DeployedRoute[] {
  if (routes.read) return routes.value;
  return definedRoutes.read ? definedRoutes.value : [];
}
