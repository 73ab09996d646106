import { onDemand } from './on-demand.ts';

const jsonP3 = onDemand<typeof import('json-p3')>('json-p3');

/** A JSONPath, read once: what it finds in a document, `undefined` for nothing. */
export type JsonPath = (root: unknown) => unknown;

const names = /\.(?<name>[^.[\]*?()]+)|\[(?:'(?<quoted>[^']*)'|"(?<double>[^"]*)"|(?<index>\d+))\]/y;

/**
 * Reads a JSONPath. One that names a single place gives what is there; one with wildcards, slices or
 * filters gives the list of what it found (AWS documentation, "Variables for data transformations").
 * A path that can't be read throws when it is used: on AWS, too, only the request fails.
 */
export function compileJsonPath(expression: string): JsonPath {
  const path = expression.trim();
  return compilePlace(path) ?? compileQuery(path.startsWith('$') ? path : `$.${path}`);
}

/** Names may hold whatever but the signs of the syntax, so that `$.content-type` works. */
function compilePlace(path: string): JsonPath | null {
  const steps: string[] = [];
  const start = path.startsWith('$') ? path.slice(1) : `.${path}`;
  names.lastIndex = 0;
  while (names.lastIndex < start.length) {
    const groups = names.exec(start)?.groups;
    if (groups === undefined) return null;
    steps.push(groups.name ?? groups.quoted ?? groups.double ?? groups.index ?? '');
  }
  return (root) => {
    let value = root;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return value;
  };
}

function compileQuery(path: string): JsonPath {
  const size = /^(?<inner>.+)\.(?:length|size)\(\)$/.exec(path)?.groups?.inner;
  if (size !== undefined) {
    const inner = compileJsonPath(size);
    return (root) => sizeOf(inner(root));
  }
  let query: ReturnType<ReturnType<typeof jsonP3>['compile']>;
  try {
    query = jsonP3().compile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return () => {
      throw new Error(`the JSONPath ${path} can't be read: ${reason}`);
    };
  }
  return (root) => {
    const values = query.query(root as Parameters<typeof query.query>[0]).values();
    return query.singularQuery() ? values[0] : values;
  };
}

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
