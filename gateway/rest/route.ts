import type { CalledDomain } from '../call.ts';
import { withoutBasePath } from '../domains.ts';
import type { RestApi } from '../model.ts';
import { nameParameters, PathTree, parameterNames, segmentsOf } from '../path-tree.ts';

/** A method of a path resource that a request arrived at. */
export interface RouteMatch<Method> {
  readonly method: Method;
  /** Percent-encoded, as sent. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

export interface MethodPlace {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly httpMethod: string;
}

interface Routed<Method> {
  readonly method: Method;
  readonly names: readonly string[];
}

/**
 * Finds methods by verb and path: literal before `{param}` before `{proxy+}`; a resource without
 * the verb (or ANY) leaves the call to the next one that has it (recorded from AWS).
 */
export function createRouter<Method>(
  api: RestApi,
  compile: (method: RestApi['pathResources'][number]['methods'][number], place: MethodPlace) => Method,
): (httpMethod: string, path: string) => RouteMatch<Method> | null {
  const tree = new PathTree<Map<string, Routed<Method>>>();
  for (const resource of api.pathResources) {
    if (resource.methods.length === 0) continue;
    const names = parameterNames(resource.path);
    const leaf = tree.leaf(resource.path, () => new Map());
    for (const method of resource.methods) {
      const place = { resourceId: resource.id, resourcePath: resource.path, httpMethod: method.httpMethod };
      leaf.set(method.httpMethod, { method: compile(method, place), names });
    }
  }
  return (httpMethod, path) => {
    const withoutEnd = path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') : path;
    const match = tree.find(segmentsOf(withoutEnd), (leaf) => leaf.get(httpMethod) ?? leaf.get('ANY'));
    if (match === null) return null;
    const { method, names } = match.found;
    return { method, pathParameters: nameParameters(names, match.values) };
  };
}

/** A path split after its stage. */
export interface StagedPath {
  readonly stage: string;
  /** Below the stage: slashes after it collapsed. */
  readonly path: string;
  /** As events show it: that, and on a custom domain everything that was sent. */
  readonly eventPath: string;
  /** As `requestContext.path` shows it. */
  readonly contextPath: string;
}

/**
 * Slashes before the stage collapse everywhere; those after it stay in `requestContext.path` only. On a custom domain
 * neither base path nor stage is taken off what events show (observed on AWS: LocalStack's pull request 12296).
 */
export function splitStage(sent: string, domain: CalledDomain | null): StagedPath {
  const contextPath = sent.replace(/^\/{2,}/, '/');
  if (domain === null) {
    const { stage, path } = splitFirst(contextPath);
    return { stage, path, eventPath: path, contextPath };
  }
  const below = withoutBasePath(contextPath, domain);
  const { stage, path } =
    domain.stage === null ? splitFirst(below) : { stage: domain.stage, path: collapsed(below) };
  return { stage, path, eventPath: contextPath, contextPath };
}

function splitFirst(path: string): Pick<StagedPath, 'stage' | 'path'> {
  const end = path.indexOf('/', 1);
  if (end < 0) return { stage: path.slice(1), path: '/' };
  return { stage: path.slice(1, end), path: collapsed(path.slice(end)) };
}

const collapsed = (path: string): string => path.replace(/^\/{2,}/, '/');
