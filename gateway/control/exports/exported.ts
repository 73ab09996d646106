import { stringify } from 'yaml';

export interface ExportedOptions {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly asYaml: boolean;
  /** JSON as bytes to save, as GetExport sends it to those who ask for no media type (recorded from AWS). */
  readonly asFile?: boolean;
}

/** A document that a read answers with as it is. */
export class Exported {
  readonly body: string;
  readonly contentType: string;
  readonly fileName: string;

  constructor(document: object, { name, asYaml, asFile = false }: ExportedOptions) {
    // Nothing undefined, and no anchors for what stands twice.
    const text = JSON.stringify(document, null, 2);
    this.body = asYaml ? stringify(JSON.parse(text), { aliasDuplicateObjects: false, lineWidth: 0 }) : text;
    this.contentType = asYaml ? 'application/yaml' : asFile ? 'application/octet-stream' : 'application/json';
    this.fileName = `${name}.${asYaml ? 'yaml' : 'json'}`;
  }
}

type Json = Readonly<Record<string, unknown>>;

export type Operation = Json;
/** Path → method in lower case, or AWS's for all of them → operation. */
export type Paths = Record<string, Record<string, Operation>>;

/** As OpenAPI writes a verb: lower case, `ANY` under AWS's own name. */
export const operationKey = (verb: string): string =>
  verb === 'ANY' ? 'x-amazon-apigateway-any-method' : verb.toLowerCase();

/** Parameters that a path template itself has; OpenAPI wants each declared. */
export function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** Without keys whose values are empty. */
export function filled(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );
}
