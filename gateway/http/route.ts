import type { CalledDomain } from '../call.ts';
import { withoutBasePath } from '../domains.ts';
import type { HttpApi, HttpRoute, HttpStage } from '../model.ts';
import { nameParameters, PathTree, parameterNames, segmentsOf } from '../path-tree.ts';
import { decodePercent } from '../query.ts';

/** A route that a request arrived at. */
export interface RouteMatch<Route> {
  readonly route: Route;
  /** Percent-decoded. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

interface Routed<Route> {
  readonly route: Route;
  readonly names: readonly string[];
}

/**
 * Finds routes by verb and path: a whole path before one with `{proxy+}`, both before `$default`;
 * a verb before ANY (AWS documentation, "Create routes for HTTP APIs", "Routing API requests").
 * Unlike a REST API's, `/a/{proxy+}` takes `/a/` too, and `/{proxy+}` the root, with an empty `proxy` (recorded from AWS).
 */
export function createRouter<Route>(
  api: HttpApi,
  compile: (route: HttpRoute) => Route,
): (httpMethod: string, path: string) => RouteMatch<Route> | null {
  const tree = new PathTree<Map<string, Routed<Route>>>({ greedyTakesNothing: true });
  let fallback: Route | null = null;
  for (const definition of api.routes) {
    const route = compile(definition);
    const [httpMethod = '', path] = definition.routeKey.split(' ');
    if (path === undefined) fallback = route;
    else tree.leaf(path, () => new Map()).set(httpMethod, { route, names: parameterNames(path) });
  }
  return (httpMethod, path) => {
    const segments = segmentsOf(path).map(decodePercent);
    const match = tree.find(segments, (leaf) => leaf.get(httpMethod) ?? leaf.get('ANY'));
    if (match === null) return fallback === null ? null : { route: fallback, pathParameters: null };
    const { route, names } = match.found;
    return { route, pathParameters: nameParameters(names, match.values) };
  };
}

/** A path split after its stage. */
export interface StagedPath {
  readonly stage: HttpStage;
  /** Percent-encoded, without the stage. */
  readonly path: string;
  /** The same as routes see it: decoded once. Path parameters are decoded again. */
  readonly routedPath: string;
  /** Decoded twice, with the stage unless it is `$default`, as events show it. */
  readonly rawPath: string;
  /** Decoded twice, all that was sent: only on a custom domain with a base path anything else. */
  readonly fullPath: string;
  /** All that was sent, percent-encoded. */
  readonly sentPath: string;
}

/**
 * A first segment that names a stage is that stage; everything else is `$default`'s. On a custom domain the mapping
 * says the stage. `null`: no stage takes it.
 */
export function splitStage(
  stages: ReadonlyMap<string, HttpStage>,
  sent: string,
  domain: CalledDomain | null,
): StagedPath | null {
  const collapsed = sent.replace(/^\/{2,}/, '/');
  if (domain?.stage != null) return onDomain(stages.get(domain.stage), collapsed, domain);
  const end = collapsed.indexOf('/', 1);
  const first = end < 0 ? collapsed.slice(1) : collapsed.slice(1, end);
  const named = stages.get(first);
  const stage = named ?? stages.get('$default');
  if (stage === undefined) return null;
  const path = named === undefined ? collapsed : end < 0 ? '/' : collapsed.slice(end);
  const rawPath = decodePercent(decodedOnce(collapsed));
  return { stage, path, routedPath: decodedOnce(path), rawPath, fullPath: rawPath, sentPath: collapsed };
}

/** `rawPath` never shows the base path (AWS documentation, "Create AWS Lambda proxy integrations for HTTP APIs"). */
function onDomain(stage: HttpStage | undefined, sent: string, domain: CalledDomain): StagedPath | null {
  if (stage === undefined) return null;
  const path = withoutBasePath(sent, domain);
  const routedPath = decodedOnce(path);
  const below = decodePercent(routedPath);
  const rawPath = stage.name === '$default' ? below : `/${stage.name}${below}`;
  return { stage, path, routedPath, rawPath, fullPath: decodePercent(decodedOnce(sent)), sentPath: sent };
}

/** A `?` that decoding brings out ends the path (recorded from AWS, as is that it decodes twice). */
function decodedOnce(sent: string): string {
  const decoded = decodePercent(sent);
  const end = decoded.indexOf('?');
  return end < 0 ? decoded : decoded.slice(0, end);
}

/** Whether a path can't be decoded a second time, as that of `%25` alone (recorded from AWS). */
export function isUnreadable({ routedPath }: StagedPath): boolean {
  return /%(?![\da-f]{2})/i.test(routedPath);
}
