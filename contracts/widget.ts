import { defineContract } from 'gatewright';

export const widget = defineContract({
  name: 'widget',
  apiTypes: ['rest'],
  objectives: { p50Ms: 200, p95Ms: 500, errorRate: 0.01 },
  routes: {
    'GET /widget': {
      responses: {
        200: {
          type: 'object',
          properties: { name: { type: 'string' }, path: { type: 'string' } },
          required: ['name', 'path'],
          additionalProperties: false,
        },
      },
      examples: {
        'the widget': { expect: { status: 200, body: { name: 'widget', path: '/widget' } } },
        'the widget, whatever is asked for besides': {
          query: { colour: 'red' },
          expect: { status: 200, body: { path: '/widget' } },
        },
      },
    },
  },
});
