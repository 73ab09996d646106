import { defineContract } from 'gatewright';

export const httpApiDemo = defineContract({
  name: 'http-api-demo',
  apiTypes: ['http'],
  objectives: { p50Ms: 200, p95Ms: 500, errorRate: 0.01 },
  routes: {
    'GET /hello': {
      request: { query: { name: { schema: { type: 'string' } } } },
      responses: {
        200: {
          type: 'object',
          properties: { message: { type: 'string' } },
          required: ['message'],
          additionalProperties: false,
        },
      },
      examples: {
        'a greeting': { expect: { status: 200, body: { message: 'Hello, World!' } } },
        'a greeting by name': {
          query: { name: 'Zoë' },
          expect: { status: 200, body: { message: 'Hello, Zoë!' } },
        },
        'two names, joined by the gateway': {
          query: { name: ['Alice', 'Bob'] },
          expect: { status: 200, body: { message: 'Hello, Alice,Bob!' } },
        },
      },
    },
  },
});
