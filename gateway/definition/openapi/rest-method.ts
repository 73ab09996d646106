import type { Buildable } from '../built-node.ts';
import type { Properties } from '../properties.ts';
import type { OpenApiDocument, Operation } from './document.ts';
import type { Models } from './models.ts';

const places: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' };

/** `method.request.querystring.name` → required, of the path's parameters and the operation's own. */
export function requestParameters(operation: Operation, document: OpenApiDocument): Record<string, boolean> {
  const found: Record<string, boolean> = {};
  for (const parameter of parametersOf(operation, document)) {
    const place = places[parameter.required('in')];
    if (place === undefined) continue;
    found[`method.request.${place}.${parameter.required('name')}`] =
      place === 'path' || parameter.flag('required');
  }
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
  const consumes = [operation.properties, document.root].find((holder) => holder.has('consumes'));
  const mediaTypes = consumes?.texts('consumes') ?? ['application/json'];
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, model]));
}

/** Method responses: those with a status of their own, with the headers that they declare. */
export function responses({ properties }: Operation, document: OpenApiDocument): Buildable {
  const holder = properties.object('responses');
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
      },
    ];
  });
}
