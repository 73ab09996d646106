import type { ParameterPromise, RequestPromise } from '../contract/contract.ts';
import type { Json, JsonSchema } from '../contract/json.ts';
import { type Fields, fieldsOf, listOf } from './document.ts';
import { exampleIn, valueFrom } from './given-values.ts';
import { isJson, preferred } from './media-type.ts';
import type { OperationPlace, Reader } from './reader.ts';
import type { Place } from './references.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** An example's, the default, or the first of a list of choices. */
  readonly value: Json | undefined;
}

/** The operation's own parameters stand in for those of the path with the same name and place. */
export function parametersOf(
  { item, operation }: OperationPlace,
  { references, schemas }: Reader,
): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const owner of [item, operation]) {
    for (const index of listOf(fieldsOf(owner.value).parameters).keys()) {
      const place = references.followed(references.member(owner, 'parameters', index));
      if (place === null) continue;
      const { name, in: at, required, content } = fieldsOf(place.value);
      if (typeof name !== 'string' || typeof at !== 'string') {
        references.note(place, 'a parameter without name and place is left out');
        continue;
      }
      if (at !== 'path' && at !== 'query' && at !== 'header') {
        references.note(place, `the parameter ${name} in ${at} is left out`);
        continue;
      }
      if (at === 'header' && /^(accept|content-type|authorization)$/i.test(name)) continue;
      const [media] = Object.keys(fieldsOf(content));
      const schema =
        media === undefined
          ? references.member(place, 'schema')
          : references.member(place, 'content', media, 'schema');
      found.set(`${at} ${at === 'header' ? name.toLowerCase() : name}`, {
        name,
        in: at,
        required: required === true || at === 'path',
        schema: schema.value === undefined ? true : schemas.converted(schema),
        value: exampleIn(place, references) ?? valueFrom(schema, references),
      });
    }
  }
  return [...found.values()];
}

export interface Body {
  readonly required: boolean;
  readonly schema: JsonSchema | null;
  readonly mediaType: string;
  readonly value: Json | undefined;
}

export function bodyOf(operation: Place, { references, schemas }: Reader): Body | null {
  const asked = references.member(operation, 'requestBody');
  if (asked.value === undefined) return null;
  const place = references.followed(asked);
  if (place === null) return null;
  const { required, content } = fieldsOf(place.value);
  const mediaType = preferred(Object.keys(fieldsOf(content)));
  if (mediaType === null) return null;
  const media = references.member(place, 'content', mediaType);
  const schema = references.member(media, 'schema');
  const json = isJson(mediaType);
  if (!json) references.note(media, `a body of ${mediaType} is not described in the contract, only JSON is`);
  return {
    required: required === true,
    schema: json && schema.value !== undefined ? schemas.converted(schema) : null,
    mediaType,
    value: json ? (exampleIn(media, references) ?? valueFrom(schema, references)) : undefined,
  };
}

export function requestOf(
  parameters: readonly Parameter[],
  body: Body | null,
  operation: Fields,
  { isExport, references }: Reader,
): RequestPromise | null {
  const document = fieldsOf(references.root().value);
  const validator =
    operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'];
  if (isExport && validator === undefined) return null;
  const place = (at: Parameter['in']) => {
    const promised = parameters.filter((one) => one.in === at && says(one)).map(promiseOf);
    return promised.length === 0 ? undefined : Object.fromEntries(promised);
  };
  const parts = {
    body: body?.schema ?? undefined,
    ...(body !== null && body.schema !== null && !body.required ? { bodyRequired: false } : {}),
    path: place('path'),
    query: place('query'),
    headers: place('header'),
  };
  const told = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return Object.keys(told).length === 0 ? null : (told as RequestPromise);
}

/** That something is a text says nothing of a parameter. */
function says({ in: at, required, schema }: Parameter): boolean {
  const plain =
    schema === true || JSON.stringify(schema) === '{"type":"string"}' || JSON.stringify(schema) === '{}';
  return !plain || (required && at !== 'path');
}

function promiseOf({ name, in: at, required, schema }: Parameter): [string, ParameterPromise] {
  return [name, { schema, ...(required && at !== 'path' ? { required } : {}) }];
}
