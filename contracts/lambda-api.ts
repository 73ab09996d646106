import { defineContract } from 'gatewright';

export const lambdaApi = defineContract({
  name: 'lambda-api',
  apiTypes: ['rest'],
  objectives: { p50Ms: 200, p95Ms: 500, errorRate: 0.01 },
  routes: {
    'POST /lambda': {
      effect: 'none', // It greets whoever posts, and keeps nothing.
      responses: { 200: true },
      contentType: 'application/json',
      examples: {
        // The body is plain text, though its content type says JSON.
        'a greeting for an empty body': {
          expect: { status: 200, text: 'Hello, World!', headers: { 'content-length': '13' } },
        },
        'a greeting whatever is sent': {
          body: { name: 'Alice' },
          expect: { status: 200, text: 'Hello, World!' },
        },
      },
    },
  },
});
