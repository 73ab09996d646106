import type { Properties } from '../properties.ts';

export interface Operation {
  readonly path: string;
  /** Upper case, or `ANY`. */
  readonly method: string;
  readonly properties: Properties;
  /** What holds for all operations of the path. */
  readonly item: Properties;
}

const anyMethod = 'x-amazon-apigateway-any-method';
const verbs = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', anyMethod];
const besideVerbs = ['parameters', 'summary', 'description', 'servers', '$ref'];

/** An OpenAPI document, Swagger 2.0 or OpenAPI 3, read through its references. Throws DefinitionError. */
export class OpenApiDocument {
  readonly root: Properties;
  /** 2 for Swagger 2.0, else 3. */
  readonly version: 2 | 3;
  /** The version as written, where API Gateway doesn't import it. */
  readonly refusedVersion: string | null;

  constructor(root: Properties) {
    this.root = root;
    const version = root.text('openapi') ?? root.text('swagger');
    if (version === undefined)
      throw root.fail(undefined, `${root.owner} needs "openapi: 3.0.1" or "swagger: '2.0'".`);
    if (!/^(2\.0|3\.[01](\.\d+)?|2)$/.test(version))
      throw root.fail(
        undefined,
        `${root.owner} is of the version ${version}; API Gateway imports 2.0 and 3.0.`,
      );
    this.version = version.startsWith('2') ? 2 : 3;
    this.refusedVersion = version.startsWith('3.1') ? version : null;
  }

  get title(): string | undefined {
    return this.root.object('info')?.text('title');
  }

  get description(): string | undefined {
    return this.root.object('info')?.text('description');
  }

  /** The API's version, as its author counts. */
  get ownVersion(): string | undefined {
    return this.root.object('info')?.text('version');
  }

  /** Every method of every path, in the document's order. */
  operations(): Operation[] {
    const paths = this.root.object('paths');
    return (paths?.names() ?? []).flatMap((path) => {
      if (paths === undefined || path.startsWith('x-')) return [];
      const item = this.followed(paths.object(path), paths, path);
      return item.names().flatMap((name): Operation[] => {
        if (besideVerbs.includes(name) || (name.startsWith('x-') && name !== anyMethod)) return [];
        if (!verbs.includes(name.toLowerCase()))
          throw item.fail(name, `${name} of ${path} is no method that API Gateway imports.`);
        const method = name === anyMethod ? 'ANY' : name.toUpperCase();
        return [{ path, method, properties: this.followed(item.object(name), item, name), item }];
      });
    });
  }

  /** The object itself, or what its `$ref` leads to inside the document. */
  followed(object: Properties | undefined, holder: Properties, name: string): Properties {
    if (object === undefined) throw holder.fail(name, `${name} of ${holder.owner} must be a map.`);
    let at = object;
    for (let steps = 0; steps < 20; steps += 1) {
      const reference = at.text('$ref');
      if (reference === undefined) return at;
      at = this.target(reference, at);
    }
    throw object.fail('$ref', `${object.owner} refers to itself in a circle.`);
  }

  private target(reference: string, from: Properties): Properties {
    if (!reference.startsWith('#/'))
      throw from.fail(
        '$ref',
        `${from.owner} refers to ${reference}; only references into the document are followed.`,
      );
    const steps = reference.slice(2).split('/');
    const found = steps.reduce<Properties | undefined>(
      (at, step) => at?.object(decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')),
      this.root,
    );
    if (found === undefined)
      throw from.fail('$ref', `${from.owner} refers to ${reference}, which the document doesn't have.`);
    return found;
  }

  /** Security schemes by name, `securityDefinitions` in Swagger 2.0. */
  securitySchemes(): Map<string, Properties> {
    const holder =
      this.version === 2
        ? this.root.object('securityDefinitions')
        : this.root.object('components')?.object('securitySchemes');
    return new Map(
      (holder?.names() ?? []).flatMap((name) =>
        holder === undefined ? [] : [[name, this.followed(holder.object(name), holder, name)] as const],
      ),
    );
  }

  /**
   * The path that the document's base URL ends on, without slashes around it (Amazon API Gateway Developer Guide,
   * "Set the OpenAPI basePath property").
   */
  basePath(): string {
    return trimmed(this.version === 2 ? (this.root.text('basePath') ?? '') : this.serverPath());
  }

  private serverPath(): string {
    const [server] = this.root.objects('servers');
    if (server === undefined) return '';
    const variables = server.object('variables');
    const named = variables?.object('basePath')?.text('default');
    if (named !== undefined) return named;
    const url = (server.text('url') ?? '').replace(
      /\{([^}]+)\}/g,
      (_whole, name: string) => variables?.object(name)?.text('default') ?? '',
    );
    return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  }
}

const trimmed = (path: string) => path.replace(/^\/+|\/+$/g, '');

export const basePathModes = ['ignore', 'prepend', 'split'] as const;
export type BasePathMode = (typeof basePathModes)[number];

/** Where an imported path is served: `split` leaves the first part of the base path out. */
export function importedPath(path: string, basePath: string, mode: BasePathMode): string {
  const own = path.startsWith('/') ? path : `/${path}`;
  const parts = mode === 'ignore' || basePath === '' ? [] : basePath.split('/');
  const before = mode === 'split' ? parts.slice(1) : parts;
  return before.length === 0 ? own : `/${before.join('/')}${own === '/' ? '' : own}`;
}
