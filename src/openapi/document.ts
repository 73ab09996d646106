import { upgrade } from '@scalar/openapi-upgrader';
import { isMap, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Json } from '../contract/json.ts';
import { UsageError } from '../errors/usage-error.ts';

/** A JSON object of a document. */
export interface Fields {
  readonly [key: string]: Json | undefined;
}

/** A description of an API, brought to OpenAPI 3.1 whatever it was written in. */
export interface OpenApiDocument {
  /** As it is shown in messages. */
  readonly file: string;
  readonly value: Fields;
  /** `openapi.yaml:12`, or the file alone where the place isn't in it. */
  placeOf(path: readonly (string | number)[]): string;
}

/**
 * Reads Swagger 2.0 and OpenAPI 3.0 and 3.1, in JSON or YAML.
 * @throws UsageError with file and line for what is neither.
 */
export function parseOpenApi(text: string, file: string): OpenApiDocument {
  const { value, placeOf } = parseFile(text, file);
  if (!isFields(value)) {
    throw new UsageError(`${file} is no OpenAPI document: it holds ${kindOf(value)}.`, whatItTakes);
  }
  refuseOtherVersions(value, file, placeOf);
  if (!isFields(value.paths)) {
    throw new UsageError(`${placeOf(['paths'])}: the document has no paths, so there is nothing to import.`);
  }
  const fits = (field: string) => !(field in value) || isFields(value[field]);
  const odd = ['info', 'components', 'definitions', 'parameters', 'responses'].find((field) => !fits(field));
  if (odd !== undefined) throw new UsageError(`${placeOf([odd])}: ${odd} is not an object.`);
  return { file, value: upgraded(value, file), placeOf };
}

export interface ParsedFile {
  readonly value: Json;
  placeOf(path: readonly (string | number)[]): string;
}

/** @throws UsageError with file and line for what is neither JSON nor YAML. */
export function parseFile(text: string, file: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new UsageError(
      `${file}:${line}: ${(error.message.split('\n')[0] ?? '').replace(/[.:]?$/, '.')}`,
      whatItTakes,
      { cause: error },
    );
  }
  const value = orSay(() => document.toJS({ maxAliasCount: 1000 }) as Json, file);
  return {
    value,
    placeOf: (path) => {
      const offset = offsetOf(document.contents, path);
      return offset === null ? file : `${file}:${lines.linePos(offset).line}`;
    },
  };
}

const whatItTakes = 'Swagger 2.0 and OpenAPI 3.0 and 3.1 can be imported, in JSON or YAML.';

/** Where the deepest part of the path that is there begins. */
function offsetOf(root: unknown, path: readonly (string | number)[]): number | null {
  let node = root as Node | null;
  let offset = node?.range?.[0] ?? null;
  for (const key of path) {
    if (isMap(node)) {
      const pair = (node as YAMLMap<{ value: unknown; range?: number[] }, Node | null>).items.find(
        (item) => String(item.key.value) === String(key),
      );
      if (pair === undefined) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = (node.items[Number(key)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function refuseOtherVersions(value: Fields, file: string, placeOf: ParsedFile['placeOf']): void {
  const { swagger, openapi } = value;
  const version = openapi ?? swagger;
  if (version === undefined) {
    throw new UsageError(
      `${file} is no OpenAPI document: it names neither "openapi" nor "swagger" with a version.`,
      whatItTakes,
    );
  }
  const known = openapi === undefined ? /^2(\.0)?$/ : /^3\.[01](\.\d+)?$/;
  if (known.test(String(version))) return;
  const key = openapi === undefined ? 'swagger' : 'openapi';
  throw new UsageError(`${placeOf([key])}: ${key} ${shown(version)} is not known.`, whatItTakes);
}

/** The upgrader turns Swagger 2.0 into 3.0 and that into 3.1, with JSON Schema's own words for `nullable` and the like. */
function upgraded(value: Fields, file: string): Fields {
  const given = typeof value.swagger === 'number' ? { ...value, swagger: '2.0' } : value;
  return orSay(() => upgrade(structuredClone(given) as never, '3.1') as unknown as Fields, file);
}

function orSay<T>(work: () => T, file: string): T {
  try {
    return work();
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(`${file} can't be read as OpenAPI: ${line.replace(/\.?$/, '.')}`, whatItTakes, {
      cause: error,
    });
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 40) ?? 'nothing';

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
