import { type Buildable, Built, mapNode } from '../built-node.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import type { ApiDraft, DraftRoute } from './api-drafts.ts';
import { addPreflights } from './cors.ts';
import { DocumentDraft } from './document-draft.ts';
import { givenDocument } from './given-document.ts';
import type { RestAuth } from './rest-auth.ts';
import {
  backendUri,
  type Fields,
  field,
  flagField,
  mapField,
  mistake,
  passed,
  passedAll,
  ref,
  type SamTemplate,
  textField,
} from './sam-template.ts';

interface Around {
  readonly sam: SamTemplate;
  readonly auth: RestAuth;
}

/** The OpenAPI document that SAM makes of an API's own, its events and its settings. */
export function restDocument(draft: ApiDraft, { sam, auth }: Around): DocumentDraft {
  const { properties, line, routes } = draft;
  const given = givenDocument(draft, sam);
  const document = new DocumentDraft(
    given,
    { swagger: '2.0', info: { version: '1.0', title: ref('AWS::StackName', line) } },
    { line, file: sam.file, eventsWin: true },
  );
  // A document of the API's own has to hold the integrations itself, unless it asks for those of events.
  for (const route of given === null || flagField(properties, 'MergeDefinitions') ? routes : [])
    document.add(
      route.path,
      route.method,
      operationOf(route, { draft, sam, auth, document }),
      route.condition,
    );
  document.secure(auth.byDefault, {
    options: auth.preflight !== undefined,
    authorizers: Object.keys(auth.schemes),
  });
  const cors = field(properties, 'Cors');
  if (cors !== undefined) addPreflights(document, cors, { security: auth.preflight, sam });
  putParts(document, { draft, sam, auth });
  document.put('x-amazon-apigateway-request-validators', validatorsOf(routes));
  document.put(
    'x-amazon-apigateway-gateway-responses',
    gatewayResponses(mapField(sam, properties, 'GatewayResponses')),
  );
  return document;
}

/** Schemes and models, where the document's version of OpenAPI has them; SAM's schemes take the place of those of OpenAPI 3. */
function putParts(document: DocumentDraft, { draft, sam, auth }: Around & { draft: ApiDraft }): void {
  const models = modelsOf(mapField(sam, draft.properties, 'Models'));
  if (document.get('openapi') === undefined) {
    document.put('securityDefinitions', auth.schemes);
    document.put('definitions', models);
    return;
  }
  const had = document.get('components');
  const schemas = { ...models, ...passedAll(field(had, 'schemas')) };
  document.set('components', {
    ...passedAll(had),
    ...(auth.isGiven ? { securitySchemes: auth.schemes } : {}),
    ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
  });
}

/** SAM writes the names of models in lower case. */
function modelsOf(models: Fields | undefined): Record<string, Buildable> {
  return Object.fromEntries(
    Object.entries(passedAll(models)).map(([name, schema]) => [name.toLowerCase(), schema]),
  );
}

/** The validators that events ask for, each once. */
function validatorsOf(routes: readonly DraftRoute[]): Record<string, Buildable> {
  const asked = routes.flatMap(({ event }) => validatorOf(event) ?? []);
  return Object.fromEntries(
    asked.map(({ name, body, parameters }) => [
      name,
      { validateRequestBody: body, validateRequestParameters: parameters },
    ]),
  );
}

function validatorOf(event: Fields): { name: string; body: boolean; parameters: boolean } | undefined {
  const model = field(event, 'RequestModel');
  if ((field(model, 'ValidateBody') ?? field(model, 'ValidateParameters')) === undefined) return undefined;
  const [body, parameters] = [flagField(model, 'ValidateBody'), flagField(model, 'ValidateParameters')];
  if (body && parameters) return { name: 'body-and-params', body, parameters };
  return { name: body ? 'body-only' : parameters ? 'params-only' : 'no-validation', body, parameters };
}

interface Among extends Around {
  readonly draft: ApiDraft;
  readonly document: DocumentDraft;
}

function operationOf(route: DraftRoute, around: Among): Fields {
  const { event, backend, line } = route;
  const { auth } = around;
  const role = field(field(event, 'Auth'), 'InvokeRole');
  return mapNode(line, {
    security: auth.securityOf(field(event, 'Auth')),
    ...inputsOf(route, around),
    'x-amazon-apigateway-request-validator': validatorOf(event)?.name,
    responses: {},
    'x-amazon-apigateway-integration': {
      type: backend === 'StartExecution' ? 'aws' : 'aws_proxy',
      httpMethod: 'POST',
      uri: backendUri(backend, line),
      timeoutInMillis: passed(event, 'TimeoutInMillis'),
      cacheKeyParameters: cacheKeysOf(event),
      responseTransferMode: passed(event, 'ResponseTransferMode'),
      credentials:
        role === undefined || textField(field(event, 'Auth'), 'InvokeRole') === 'NONE'
          ? undefined
          : new Built(role),
    },
  });
}

/** RequestModel as the body's parameter, or OpenAPI 3's `requestBody`; RequestParameters as those of header, path and query. */
function inputsOf({ event }: DraftRoute, { draft, sam, document }: Among): Record<string, Buildable> {
  const parameters = requestParametersOf(event).flatMap(({ name: whole, settings }): Buildable[] => {
    const match = /^method\.request\.(querystring|path|header)\.(.+)$/.exec(whole);
    if (match === null) return [];
    const place = match[1] === 'querystring' ? 'query' : match[1];
    const required = place === 'path' || flagField(settings, 'Required');
    return [{ name: match[2], in: place, required, type: 'string', schema: { type: 'string' } }];
  });
  const model = modelOf(event, { draft, sam });
  if (model === undefined) return parameters.length === 0 ? {} : { parameters };
  if (document.get('openapi') === undefined) {
    const schema = { $ref: `#/definitions/${model}` };
    return { parameters: [{ in: 'body', name: model, schema }, ...parameters] };
  }
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${model}` } } };
  return { requestBody: { content }, ...(parameters.length === 0 ? {} : { parameters }) };
}

function modelOf(event: Fields, { draft, sam }: { draft: ApiDraft; sam: SamTemplate }): string | undefined {
  const asked = field(event, 'RequestModel');
  const name = textField(asked, 'Model');
  if (asked === undefined || name === undefined) return undefined;
  if (field(field(draft.properties, 'Models'), name) === undefined)
    throw mistake(sam, asked.line, `The RequestModel ${name} isn't among the Models of ${draft.logicalId}.`);
  return name.toLowerCase();
}

function cacheKeysOf(event: Fields): Buildable {
  const cached = requestParametersOf(event).filter(({ settings }) => flagField(settings, 'Caching'));
  return cached.length === 0 ? undefined : cached.map(({ name }) => name);
}

/** `method.request.…`, each alone or with what is said of it. */
function requestParametersOf(event: Fields): { name: string; settings: TemplateNode | undefined }[] {
  const given = field(event, 'RequestParameters');
  return (given?.kind === 'list' ? given.items : []).map((item) => {
    const [name = '', settings] = item.kind === 'map' ? ([...item.entries][0] ?? []) : [textOf(item)];
    return { name, settings };
  });
}

function gatewayResponses(given: Fields | undefined): Record<string, Buildable> {
  return Object.fromEntries(
    [...(given?.entries ?? [])].map(([type, response]) => {
      const parameters = field(response, 'ResponseParameters');
      const places = [
        ['Headers', 'header'],
        ['Paths', 'path'],
        ['QueryStrings', 'querystring'],
      ] as const;
      const responseParameters = Object.fromEntries(
        places.flatMap(([name, place]) =>
          Object.entries(passedAll(field(parameters, name))).map(([key, value]) => [
            `gatewayresponse.${place}.${key}`,
            value,
          ]),
        ),
      );
      const statusCode = passed(response, 'StatusCode');
      return [
        type,
        { statusCode, responseParameters, responseTemplates: passed(response, 'ResponseTemplates') },
      ];
    }),
  );
}
