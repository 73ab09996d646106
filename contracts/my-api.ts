import type { JsonSchema } from 'gatewright';
import { defineContract } from 'gatewright';

const user = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    email: { type: 'string', format: 'email' },
  },
  required: ['id', 'name', 'email'],
  additionalProperties: false,
} as const satisfies JsonSchema;

/** The function says `error`, the gateway itself says `message`. */
const problem = {
  type: 'object',
  properties: { error: { type: 'string' }, message: { type: 'string' } },
  minProperties: 1,
  additionalProperties: false,
} as const satisfies JsonSchema;

export const myApi = defineContract({
  name: 'my-api',
  cors: { origins: ['*'], methods: ['GET', 'POST', 'OPTIONS'], headers: ['Content-Type'] },
  objectives: { p50Ms: 200, p95Ms: 500, errorRate: 0.01 },
  routes: {
    'GET /hello': {
      responses: {
        200: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
      },
      examples: {
        'a greeting': { expect: { status: 200, body: { message: 'Hello, World!' } } },
        'a greeting to a page of another origin': {
          headers: { origin: 'https://example.com' },
          expect: { status: 200, headers: { 'access-control-allow-origin': '*' } },
        },
      },
    },

    'GET /users': {
      responses: {
        200: {
          type: 'array',
          items: {
            type: 'object',
            properties: { id: { type: 'integer' }, name: { type: 'string' } },
            required: ['id', 'name'],
          },
        },
      },
      examples: {
        'all users': {
          expect: {
            status: 200,
            body: [
              { id: 1, name: 'Alice' },
              { id: 2, name: 'Bob' },
            ],
          },
        },
      },
    },

    'GET /users/{id}': {
      responses: { 200: user },
      examples: {
        'a user by id': {
          path: { id: '123' },
          expect: { status: 200, body: { id: '123', name: 'User 123', email: 'user123@example.com' } },
        },
        'an id that is no number': {
          path: { id: 'a-b_c' },
          expect: { status: 200, body: { id: 'a-b_c' } },
        },
        // A REST API hands path parameters to the function as they were sent.
        'an id with a space, still encoded': {
          apiTypes: ['rest'],
          path: { id: 'a b' },
          expect: { status: 200, body: { id: 'a%20b', name: 'User a%20b' } },
        },
      },
    },

    'GET /search': {
      request: {
        query: { q: { schema: { type: 'string' } }, limit: { schema: { type: 'string' } } },
      },
      responses: {
        200: {
          type: 'object',
          properties: { query: { type: 'string' }, limit: { type: 'string' } },
          required: ['query', 'limit'],
          additionalProperties: false,
        },
      },
      examples: {
        'a query and a limit': {
          query: { q: 'python', limit: 10 },
          expect: { status: 200, body: { query: 'python', limit: '10' } },
        },
        'the defaults': { expect: { status: 200, body: { query: 'no query', limit: '10' } } },
        'a limit alone': {
          query: { limit: 5 },
          expect: { status: 200, body: { query: 'no query', limit: '5' } },
        },
        'a plus sign': { query: { q: 'C++' }, expect: { status: 200, body: { query: 'C++' } } },
        'an address, slashes encoded': {
          query: { q: 'https://example.com/a/b' },
          expect: { status: 200, body: { query: 'https://example.com/a/b' } },
        },
        'something encoded, decoded once': {
          query: { q: '100%25 a%2Fb' },
          expect: { status: 200, body: { query: '100%25 a%2Fb' } },
        },
        'letters of other scripts': {
          query: { q: 'Zoë λ 東京' },
          expect: { status: 200, body: { query: 'Zoë λ 東京' } },
        },
        'a value sent twice': {
          query: { q: ['red', 'green'] },
          expect: {
            rest: { status: 200, body: { query: 'green' } },
            http: { status: 200, body: { query: 'red,green' } },
          },
        },
      },
    },

    'POST /users': {
      effect: 'creates',
      safeToRepeat: true, // The function answers as if it had stored the user, and stores nothing.
      request: {
        body: { type: 'object', properties: { name: { type: 'string' } } },
        // The REST API's validator says message, the function says error.
        invalid: { status: 400 },
      },
      responses: {
        201: {
          type: 'object',
          properties: { created: { const: true }, name: { type: 'string' } },
          required: ['created', 'name'],
          additionalProperties: false,
        },
        400: problem,
      },
      examples: {
        'a new user': {
          body: { name: 'Charlie' },
          expect: { status: 201, body: { created: true, name: 'Charlie' } },
        },
        'a user without a name': {
          body: {},
          expect: { status: 201, body: { created: true, name: 'unknown' } },
        },
        'a name in other scripts': {
          body: { name: 'Zoë 東京' },
          expect: { status: 201, body: { name: 'Zoë 東京' } },
        },
        // {"name": "Dana"} as bytes: an HTTP API hands them to the function in base64.
        'a user sent as bytes': {
          bodyBase64: 'eyJuYW1lIjogIkRhbmEifQ==',
          headers: { 'content-type': 'application/octet-stream' },
          expect: { status: 201, body: { created: true, name: 'Dana' } },
        },
        // The REST API's validator answers before the function is called.
        'not JSON': {
          invalidBody: '{"name": ',
          expect: {
            rest: { status: 400, body: { message: 'Invalid request body' } },
            http: { status: 400, body: { error: 'Body must be JSON' } },
          },
        },
        'no body': {
          expect: {
            rest: { status: 400, body: { message: 'Invalid request body' } },
            http: { status: 400, body: { error: 'Body must be JSON' } },
          },
        },
        'a name that is no text': {
          body: { name: 42 },
          expect: {
            rest: { status: 400, body: { message: 'Invalid request body' } },
            http: { status: 400, body: { error: 'name must be a string' } },
          },
        },
      },
    },
  },
});
