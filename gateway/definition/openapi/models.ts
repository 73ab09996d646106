import { type Buildable, resolvedMap } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import type { Importing } from './importing.ts';

/** Models from schemas: those that the document names, and one for each schema that an operation holds itself. */
export class Models {
  private readonly importing: Importing;
  private readonly names = new Set<string>();

  constructor(importing: Importing) {
    this.importing = importing;
    const { document } = importing;
    const holder =
      document.version === 2
        ? document.root.object('definitions')
        : document.root.object('components')?.object('schemas');
    for (const name of holder?.names() ?? []) {
      if (holder === undefined) continue;
      if (!/^[A-Za-z0-9]+$/.test(name))
        throw holder.fail(
          name,
          `The schema ${name} can't be a model: its name may hold letters and digits only.`,
        );
      this.add(name, holder.plain(name), holder.line(name));
    }
  }

  /** The name of the model for the schema `property` of `holder`. */
  nameOf(holder: Properties, property: string, otherwise: string): string {
    const schema = holder.plain(property);
    const reference = named(schema);
    if (reference !== null && this.names.has(reference)) return reference;
    if (reference !== null)
      throw holder.fail(
        property,
        `${holder.owner} refers to the schema ${reference}, which the document doesn't have.`,
      );
    let name = otherwise.replace(/[^A-Za-z0-9]/g, '');
    for (let count = 2; this.names.has(name); count += 1)
      name = `${otherwise.replace(/[^A-Za-z0-9]/g, '')}${count}`;
    this.add(name, schema, holder.line(property));
    return name;
  }

  /** The model that the schema `property` of `holder` refers to; `null` for a schema of its own. */
  named(holder: Properties, property: string): string | null {
    const reference = named(holder.plain(property));
    return reference !== null && this.names.has(reference) ? reference : null;
  }

  private add(name: string, schema: unknown, line: number): void {
    const { api, add, warn } = this.importing;
    this.names.add(name);
    const dropped = new Set<string>();
    const modelled = importedSchema(schema, { apiId: api.physicalId, dropped });
    for (const sentence of dropped) warn(line, `in the model ${name}, ${sentence}, as on AWS`);
    const asObject = typeof modelled === 'object' && modelled !== null ? modelled : {};
    add(
      'AWS::ApiGateway::Model',
      `model ${name}`,
      resolvedMap(line, {
        RestApiId: api.physicalId,
        Name: name,
        ContentType: 'application/json',
        Schema: asObject as { readonly [key: string]: Buildable },
      }),
    );
  }
}

const pointer = /^#\/(?:definitions|components\/schemas)\/([^/]+)$/;

function named(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null || !('$ref' in schema)) return null;
  return pointer.exec(String(schema.$ref))?.[1] ?? null;
}

interface Import {
  readonly apiId: string;
  /** What is said of keywords that are left out. */
  readonly dropped: Set<string>;
}

/**
 * References between schemas as references between models (API Gateway Developer Guide, "Data models for REST APIs"), without
 * what no model gets of a document: `nullable`, and a `type` that is a list (reported by users).
 */
function importedSchema(schema: unknown, around: Import): unknown {
  if (Array.isArray(schema)) return schema.map((item: unknown) => importedSchema(item, around));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    const sentence = dropping(key, value);
    if (sentence === null) return [[key, importedKeyword(key, value, around)]];
    around.dropped.add(sentence);
    return [];
  });
  return Object.fromEntries(entries);
}

function dropping(key: string, value: unknown): string | null {
  if (key === 'nullable' && value === true) return 'nullable is not imported: null is refused';
  return key === 'type' && Array.isArray(value) ? 'a list of types is not imported: any type passes' : null;
}

function importedKeyword(key: string, value: unknown, around: Import): unknown {
  const name = key === '$ref' ? pointer.exec(String(value))?.[1] : undefined;
  return name === undefined
    ? importedSchema(value, around)
    : `https://apigateway.amazonaws.com/restapis/${around.apiId}/models/${name}`;
}
