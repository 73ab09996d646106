import type { PathResource } from '../model.ts';
import type { Properties } from './properties.ts';
import type { Resource } from './stack-reader.ts';

export type Path = Omit<PathResource, 'methods'>;

/** The tree of path resources, root first, every child after its parent. */
export function readPaths(resources: readonly Resource[], rootResourceId: string): Path[] {
  const paths: Path[] = [{ id: rootResourceId, parentId: null, path: '/', pathPart: '' }];
  for (let at = 0; at < paths.length; at += 1) {
    const parent = paths[at] as Path;
    for (const { properties, physicalId } of resources) {
      if (properties.required('ParentId') !== parent.id) continue;
      const pathPart = pathPartOf(properties);
      const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
      if (paths.some((other) => other.path === path))
        throw properties.fail('PathPart', `${properties.owner} is a second resource for the path ${path}.`);
      refuseSecondVariable(
        properties,
        pathPart,
        paths.filter(({ parentId }) => parentId === parent.id),
      );
      if (parent.pathPart.endsWith('+}'))
        throw properties.fail(
          'ParentId',
          `${properties.owner} lies below ${parent.path}, and nothing can follow a greedy parameter.`,
        );
      paths.push({ id: physicalId, parentId: parent.id, path, pathPart });
    }
  }
  const lost = resources.find(({ physicalId }) => !paths.some(({ id }) => id === physicalId));
  if (lost !== undefined)
    throw lost.properties.fail(
      'ParentId',
      `${lost.properties.owner} has a parent that isn't a resource of its API.`,
    );
  return paths;
}

/** API Gateway: "A sibling of this resource already has a variable path part -- only one is allowed". */
function refuseSecondVariable(properties: Properties, pathPart: string, siblings: readonly Path[]): void {
  const other = siblings.find((sibling) => sibling.pathPart.startsWith('{'));
  if (other === undefined || !pathPart.startsWith('{')) return;
  throw properties.fail(
    'PathPart',
    `${properties.owner} is ${pathPart} beside ${other.pathPart}; API Gateway allows one variable among siblings.`,
  );
}

function pathPartOf(properties: Properties): string {
  const part = properties.required('PathPart');
  if (/^(\{[A-Za-z0-9._$:-]+\+?\}|[A-Za-z0-9._$:~%@!'()*,;=+-]+)$/.test(part)) return part;
  throw properties.fail(
    'PathPart',
    `PathPart of ${properties.owner} must be one segment such as users, {id} or {proxy+}, not ${part}.`,
  );
}
