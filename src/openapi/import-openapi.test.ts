import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { refusedSchemas } from '../config/refused-schemas.ts';
import { unsoundExamples } from '../config/unsound-examples.ts';
import { checkContract } from '../contract/check-contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseOpenApi } from './document.ts';
import { importOpenApi } from './import-openapi.ts';

/** Imports a document, and insists that what comes of it can be loaded. */
function imported(document: object | string, folder: string | null = null) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const made = importOpenApi(parseOpenApi(text, 'api.yaml'), { name: 'shop', folder });
  assert.deepEqual(checkContract(made.contract), []);
  assert.deepEqual(refusedSchemas(made.contract), []);
  assert.deepEqual(unsoundExamples(made.contract), []);
  return { ...made, route: (key: string) => made.contract.routes[key] };
}

const openapi = (paths: object, more: object = {}) => ({
  openapi: '3.0.3',
  info: { title: 'Shop', version: '1' },
  paths,
  ...more,
});
const json = (schema: object, more: object = {}) => ({
  description: '',
  content: { 'application/json': { schema, ...more } },
});
const get = (schema: object, more: object = {}) => ({
  '/items': { get: { responses: { 200: json(schema) }, ...more } },
});
const schemaOf = (schema: object, more: object = {}) =>
  imported(openapi(get(schema), more)).route('GET /items')?.responses[200];
const refusal = (text: string) => {
  try {
    parseOpenApi(text, 'api.yaml');
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  return assert.fail('it was taken');
};

test('a broken file is one sentence with its place', () => {
  assert.match(refusal('openapi: 3.0.3\npaths:\n  /a: [\n'), /^api\.yaml:[34]: .+\.$/);
  assert.match(refusal('{"openapi": "3.0.3", "paths": {},}}'), /^api\.yaml:1: /);
  assert.match(refusal('openapi: 3.0.3\nopenapi: 3.0.3\n'), /^api\.yaml:2: .*unique/i);
  assert.match(refusal(''), /holds nothing/);
  assert.match(refusal('[]'), /holds a list/);
  assert.match(refusal('info: {}\npaths: {}'), /neither "openapi" nor "swagger"/);
  assert.match(refusal('openapi: 4.0.0\npaths: {}'), /^api\.yaml:1: openapi "4\.0\.0" is not known/);
  assert.match(refusal('swagger: "1.2"\npaths: {}'), /swagger "1\.2" is not known/);
  assert.match(refusal('openapi: 3.1.0\ninfo: {}'), /has no paths/);
  assert.match(refusal('openapi: 3.1.0\npaths: 7'), /^api\.yaml:2: .*no paths/);
  assert.match(
    refusal('openapi: 3.1.0\npaths: {}\ncomponents: []'),
    /^api\.yaml:3: components is not an object/,
  );
  assert.throws(() => imported(openapi({})), /has no route that a contract could promise/);
});

test('Swagger 2.0, OpenAPI 3.0 and 3.1 come to the same contract', () => {
  const item = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
  const security = [{ key: [] }];
  const key = { type: 'apiKey', name: 'x-api-key', in: 'header' };
  const swagger = {
    swagger: '2.0',
    info: { title: 'Shop', version: '1' },
    produces: ['application/json'],
    consumes: ['application/json'],
    security,
    securityDefinitions: { key },
    definitions: { Item: item },
    paths: {
      '/items': {
        post: {
          parameters: [{ in: 'body', name: 'body', required: true, schema: { $ref: '#/definitions/Item' } }],
          responses: { 201: { description: '', schema: { $ref: '#/definitions/Item' } } },
        },
      },
    },
  };
  const newer = (version: string) => ({
    openapi: version,
    info: { title: 'Shop', version: '1' },
    security,
    components: { securitySchemes: { key }, schemas: { Item: item } },
    paths: {
      '/items': {
        post: {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
          },
          responses: { 201: json({ $ref: '#/components/schemas/Item' }) },
        },
      },
    },
  });
  const [two, three, latest] = [swagger, newer('3.0.3'), newer('3.1.0')].map((one) => imported(one).contract);
  assert.deepEqual(two, three);
  assert.deepEqual(three, latest);
  const route = three?.routes['POST /items'];
  assert.deepEqual(route?.auth, { header: 'x-api-key', from: 'env:SHOP_API_KEY' });
  assert.deepEqual(route?.request?.body, item);
  assert.deepEqual(route?.responses[201], item);
});

test("what only OpenAPI's dialect says becomes JSON Schema as ajv reads it", () => {
  assert.deepEqual(schemaOf({ type: 'string', nullable: true, example: 'a', xml: {} }), {
    type: ['string', 'null'],
  });
  assert.deepEqual(schemaOf({ type: 'integer', format: 'int64', minimum: 0, exclusiveMinimum: true }), {
    type: 'integer',
    format: 'int64',
    exclusiveMinimum: 0,
  });
  assert.deepEqual(
    schemaOf({ type: 'string', format: 'phone', readOnly: true, default: 'x', deprecated: true }),
    {
      type: 'string',
    },
  );
  assert.deepEqual(schemaOf({ enum: ['a', 'a', 'b'], required: [] }), { enum: ['a', 'b'] });
  const dog = { type: 'object', properties: { bark: { type: 'boolean' } } };
  const pets = { components: { schemas: { Dog: dog } } };
  assert.deepEqual(
    schemaOf(
      { oneOf: [{ $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: 'kind' } },
      pets,
    ),
    { oneOf: [dog] },
  );
  assert.deepEqual(schemaOf({ $ref: '#/components/schemas/Dog', description: 'mine' }, pets), dog);
});

test('a named schema is one and the same object wherever it is used', () => {
  const { contract, named } = imported(
    openapi(
      {
        '/a': { get: { responses: { 200: json({ $ref: '#/components/schemas/Item' }) } } },
        '/b': {
          get: { responses: { 200: json({ type: 'array', items: { $ref: '#/components/schemas/Item' } }) } },
        },
      },
      { components: { schemas: { Item: { type: 'object' } } } },
    ),
  );
  const item = named.get('Item');
  assert.ok(item !== undefined);
  assert.equal(contract.routes['GET /a']?.responses[200], item);
  assert.equal((contract.routes['GET /b']?.responses[200] as { items?: unknown } | undefined)?.items, item);
});

test('a schema that holds itself, or another that holds it, keeps its meaning', () => {
  const schemas = {
    Node: {
      type: 'object',
      properties: {
        next: { $ref: '#/components/schemas/Node' },
        tree: { $ref: '#/components/schemas/Tree' },
      },
    },
    Tree: { type: 'object', properties: { root: { $ref: '#/components/schemas/Node' } } },
  };
  const schema = schemaOf(
    { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
    { components: { schemas } },
  );
  assert.deepEqual(Object.keys((schema as { definitions: object }).definitions).sort(), ['Node', 'Tree']);
});

test('references that lead nowhere, in circles or into the network are named with their place, and the rest is there', () => {
  const text = [
    'openapi: 3.1.0',
    'info: { title: Shop, version: "1" }',
    'paths:',
    '  /items:',
    '    get:',
    '      responses:',
    "        '200':",
    '          description: ok',
    '          content:',
    '            application/json:',
    '              schema:',
    '                type: object',
    '                properties:',
    '                  a: { $ref: "#/components/schemas/Gone" }',
    '                  b: { $ref: "https://example.com/b.yaml#/B" }',
    '                  c: { $ref: "#/components/schemas/C" }',
    '                  d: { $ref: "other.yaml" }',
    '                  e: { type: string }',
    'components:',
    '  schemas:',
    '    C: { $ref: "#/components/schemas/D" }',
    '    D: { $ref: "#/components/schemas/C" }',
  ].join('\n');
  const { notes, route } = imported(text);
  const lines = notes.map(({ place, message }) => `${place} ${message}`);
  assert.match(lines[0] ?? '', /^api\.yaml:14 \$ref #\/components\/schemas\/Gone leads to nothing/);
  assert.match(lines[1] ?? '', /^api\.yaml:15 .*not fetched/);
  assert.match(lines[2] ?? '', /^api\.yaml:16 .*circle/);
  assert.match(lines[3] ?? '', /^api\.yaml:17 /);
  const properties = (route('GET /items')?.responses[200] as { properties?: object } | undefined)?.properties;
  assert.deepEqual(properties, { a: true, b: true, c: true, d: true, e: { type: 'string' } });
});

test('references into files beside it are followed, from file to file', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-openapi-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(
    path.join(folder, 'items.yaml'),
    'get:\n  responses:\n    200: { $ref: "shared.json#/ok" }\n',
  );
  await writeFile(
    path.join(folder, 'shared.json'),
    JSON.stringify({ ok: json({ $ref: '#/Item' }), Item: { type: 'object' } }),
  );
  await writeFile(path.join(folder, 'broken.yaml'), 'a: [');
  const paths = {
    '/items': { $ref: './items.yaml' },
    '/broken': { $ref: 'broken.yaml' },
    '/gone': { $ref: 'gone.yaml' },
  };
  const { contract, notes } = imported(openapi(paths), folder);
  assert.deepEqual(contract.routes['GET /items']?.responses[200], { type: 'object' });
  assert.match(JSON.stringify(notes), /broken\.yaml:1/);
  assert.match(JSON.stringify(notes), /gone\.yaml does not exist/);
});

test('examples are taken from the document; what changes something is only suggested', () => {
  const { route, remarks } = imported(
    openapi({
      '/items/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'a1' }],
        get: { summary: 'One item', responses: { 200: json({}, { example: { id: 'a1' } }) } },
        put: {
          requestBody: { required: true, ...json({ type: 'object' }, { example: { n: 1 } }) },
          responses: { 204: { description: '' } },
        },
      },
      '/search': {
        get: {
          parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
          responses: { 200: json({}) },
        },
      },
    }),
  );
  assert.deepEqual(route('GET /items/{id}')?.examples, {
    'One item': { path: { id: 'a1' }, expect: { status: 200 } },
  });
  assert.match(remarks.get('GET /items/{id}')?.todos.join() ?? '', /shows the answer \{"id":"a1"\}/);
  assert.deepEqual(route('PUT /items/{id}')?.examples, {});
  assert.equal(route('PUT /items/{id}')?.effect, 'changes');
  assert.deepEqual(remarks.get('PUT /items/{id}')?.suggested?.example.body, { n: 1 });
  assert.match(remarks.get('GET /search')?.todos.join() ?? '', /no value for query\.q/);
});

test("an example that contradicts the document's own schema is left out, and the route stays", () => {
  const { route, notes } = imported(
    openapi({
      '/items': {
        get: {
          parameters: [
            { name: 'limit', in: 'query', required: true, schema: { type: 'integer' }, example: 'many' },
          ],
          responses: { 200: json({}) },
        },
      },
    }),
  );
  assert.deepEqual(route('GET /items')?.examples, {});
  assert.match(JSON.stringify(notes), /example is left out/);
});

test('security: the first alternative, all of one, none where a route says so, and what a contract cannot say by name', () => {
  const securitySchemes = {
    bearer: { type: 'http', scheme: 'bearer' },
    key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
    iam: { type: 'apiKey', in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    jwt: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Token',
      'x-amazon-apigateway-authorizer': { type: 'jwt', identitySource: 'method.request.header.X-Token' },
    },
  };
  const of = (security: object[]) => ({ get: { security, responses: { 200: json({}) } } });
  const { route, notes, remarks } = imported(
    openapi(
      {
        '/both': of([{ bearer: [], key: [] }]),
        '/either': of([{ iam: [] }, { key: [] }]),
        '/open': of([]),
        '/optional': of([{ key: [] }, {}]),
        '/cookie': of([{ cookie: [] }]),
        '/default': { get: { responses: { 200: json({}) } } },
        '/gone': of([{ gone: [] }]),
        '/jwt': of([{ jwt: ['orders:read'] }]),
      },
      { components: { securitySchemes }, security: [{ bearer: [] }] },
    ),
  );
  const token = { header: 'Authorization', from: 'env:SHOP_TOKEN', scheme: 'Bearer' };
  assert.deepEqual(route('GET /both')?.auth, [token, { header: 'x-api-key', from: 'env:SHOP_API_KEY' }]);
  assert.deepEqual(route('GET /either')?.auth, { iam: true });
  assert.match(remarks.get('GET /either')?.todos.join() ?? '', /other ways/);
  for (const open of ['GET /open', 'GET /optional', 'GET /cookie', 'GET /gone'])
    assert.equal(route(open)?.auth, undefined);
  assert.deepEqual(route('GET /default')?.auth, token);
  assert.deepEqual(route('GET /jwt')?.auth, { ...token, header: 'X-Token' });
  assert.match(JSON.stringify(notes), /cookie \(apiKey in cookie\) is not supported/);
  assert.match(JSON.stringify(notes), /gone is not defined/);
});

test("an export of API Gateway's: OPTIONS becomes the CORS promise, ANY stands for GET, and nothing is promised that nothing validates", () => {
  const mock = {
    responses: { 200: { description: '' } },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      responses: {
        default: {
          responseParameters: {
            'method.response.header.Access-Control-Allow-Origin': "'*'",
            'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
            'method.response.header.Access-Control-Allow-Headers': "'Content-Type'",
          },
        },
      },
    },
  };
  const proxy = { 'x-amazon-apigateway-integration': { type: 'aws_proxy' } };
  const body = { requestBody: json({ type: 'object', required: ['n'] }) };
  const { contract, remarks } = imported(
    openapi({
      '/items': { post: { ...proxy, ...body }, options: mock },
      '/any': { 'x-amazon-apigateway-any-method': proxy, options: mock },
      '/$default': { 'x-amazon-apigateway-any-method': { ...proxy, isDefaultRoute: true }, options: mock },
    }),
  );
  assert.deepEqual(Object.keys(contract.routes), ['POST /items', 'GET /any', 'GET /{proxy+}']);
  assert.deepEqual(contract.cors?.origins, ['*']);
  assert.deepEqual(contract.cors?.methods, ['GET', 'OPTIONS']);
  assert.equal(contract.routes['POST /items']?.request, undefined);
  assert.match(remarks.get('GET /any')?.todos.join() ?? '', /ANY/);
  const http = imported({
    ...openapi({ '/a': { get: proxy } }),
    'x-amazon-apigateway-cors': { allowOrigins: ['https://app.example'], allowMethods: ['GET'], maxAge: 10 },
  });
  assert.deepEqual(http.contract.cors, {
    origins: ['https://app.example'],
    methods: ['GET'],
    headers: [],
    maxAgeSeconds: 10,
  });
});

test('hostile documents end in a contract or a sentence, and never in an exception of another kind', () => {
  const deep = (depth: number): object => (depth === 0 ? {} : { type: 'array', items: deep(depth - 1) });
  const odd: readonly unknown[] = [
    { '/a': null },
    { '/a': { get: null } },
    { '/a': { get: { responses: null, parameters: 'x' } } },
    { '/a': { get: { responses: { 200: null, default: 7, '2XX': {} } } } },
    {
      '/a': {
        get: { responses: { 200: json({ type: 'objekt', properties: [], required: 'x', items: [{}] }) } },
      },
    },
    { '/a': { get: { responses: { 200: json({ pattern: '(', enum: [], minimum: 'x', anyOf: [] }) } } } },
    { '/a': { get: { responses: { 200: json(deep(90)) } } } },
    {
      '/a': {
        get: { responses: { 200: { content: { 'text/csv': {} } } }, parameters: [{}, null, { $ref: 7 }] },
      },
    },
    { '/a': { get: { summary: 'x'.repeat(500), operationId: 7, security: 'x' } } },
    {
      '/a': { get: { 'x-amazon-apigateway-integration': 'x' } },
      '/a/': { get: {} },
      a: { get: {} },
      '/{a}/{a}': { get: {} },
    },
    {
      __proto__x: {},
      '/constructor/{toString}': {
        get: { responses: { 200: json({ properties: { __proto__: {}, constructor: {} } }) } },
      },
    },
  ];
  for (const paths of odd) {
    try {
      imported({ openapi: '3.0.0', info: null, paths });
    } catch (error) {
      assert.ok(error instanceof UsageError, `${JSON.stringify(paths).slice(0, 80)}: ${error}`);
    }
  }
});
