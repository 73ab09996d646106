import type { Buildable } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import type { OpenApiDocument, Operation } from './document.ts';
import type { Models } from './models.ts';

const places: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' };

/**
 * `method.request.querystring.name` → required, of the path's parameters and the operation's own; names in the path are
 * parameters, declared or not (recorded from AWS).
 */
export function requestParameters(operation: Operation, document: OpenApiDocument): Record<string, boolean> {
  const found: Record<string, boolean> = {};
  for (const parameter of parametersOf(operation, document)) {
    const place = places[parameter.required('in')];
    if (place === undefined) continue;
    found[`method.request.${place}.${parameter.required('name')}`] =
      place === 'path' || parameter.flag('required');
  }
  for (const [, name] of operation.path.matchAll(/\{([^}+]+)\+?\}/g))
    found[`method.request.path.${name}`] = true;
  return found;
}

function parametersOf({ properties, item }: Operation, document: OpenApiDocument): Properties[] {
  return [item, properties].flatMap((holder) =>
    holder.objects('parameters').map((one) => document.followed(one, holder, 'parameters')),
  );
}

/** Media type → model of the body. */
export function requestModels(
  operation: Operation,
  document: OpenApiDocument,
  models: Models,
): Record<string, string> {
  const otherwise = `${operation.method}${operation.path}Model`;
  if (document.version === 2) return swaggerModels(operation, document, models);
  const { properties } = operation;
  if (!properties.has('requestBody')) return {};
  const body = document.followed(properties.object('requestBody'), properties, 'requestBody');
  const content = body.object('content');
  const named = (content?.names() ?? []).flatMap((mediaType) => {
    const media = content?.object(mediaType);
    return media?.has('schema') === true
      ? [[mediaType, models.nameOf(media, 'schema', otherwise)] as const]
      : [];
  });
  return Object.fromEntries(named);
}

function swaggerModels(
  operation: Operation,
  document: OpenApiDocument,
  models: Models,
): Record<string, string> {
  const body = parametersOf(operation, document).find((parameter) => parameter.text('in') === 'body');
  if (body?.has('schema') !== true) return {};
  const model = models.nameOf(body, 'schema', `${operation.method}${operation.path}Model`);
  const mediaTypes = mediaTypesOf(operation, document, 'consumes');
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, model]));
}

/** Method responses: those with a status of their own, with the headers and the models that they declare. */
export function responses(operation: Operation, document: OpenApiDocument, models: Models): Buildable {
  const holder = operation.properties.object('responses');
  return (holder?.names() ?? []).flatMap((status) => {
    if (holder === undefined || !/^\d{3}$/.test(status)) return [];
    const response = document.followed(holder.object(status), holder, status);
    const headers = response.object('headers')?.names() ?? [];
    return [
      {
        StatusCode: status,
        ResponseParameters: Object.fromEntries(
          headers.map((name) => [`method.response.header.${name}`, false]),
        ),
        ResponseModels: responseModels(response, { operation, document, models }),
      },
    ];
  });
}

interface Around {
  readonly operation: Operation;
  readonly document: OpenApiDocument;
  readonly models: Models;
}

/** Media type → model, of schemas that the document names. */
function responseModels(
  response: Properties,
  { operation, document, models }: Around,
): Record<string, string> {
  const content = response.object('content');
  const schemas =
    document.version === 2
      ? mediaTypesOf(operation, document, 'produces').map((mediaType) => [mediaType, response] as const)
      : (content?.names() ?? []).map((mediaType) => [mediaType, content?.object(mediaType)] as const);
  const named = schemas.flatMap(([mediaType, holder]) => {
    const model = holder?.has('schema') === true ? models.named(holder, 'schema') : null;
    return model === null ? [] : [[mediaType, model] as const];
  });
  return Object.fromEntries(named);
}

function mediaTypesOf(
  { properties }: Operation,
  { root }: OpenApiDocument,
  name: 'consumes' | 'produces',
): readonly string[] {
  const holder = [properties, root].find((one) => one.has(name));
  return holder?.texts(name) ?? ['application/json'];
}
