import type { JsonSchema } from 'gatewright';
import { defineContract } from 'gatewright';

/** What the function says about a request that it can't serve, with the status that it chose. */
const refusal = {
  type: 'object',
  properties: { httpStatus: { type: 'integer' }, error: { type: 'string' } },
  required: ['httpStatus', 'error'],
  additionalProperties: false,
} as const satisfies JsonSchema;

export const orca = defineContract({
  name: 'orca',
  apiTypes: ['rest'],
  objectives: { p50Ms: 200, p95Ms: 500, errorRate: 0.01 },
  routes: {
    'POST /{proxy+}': {
      effect: 'none',
      responses: {
        200: {
          type: 'object',
          properties: { quotient: { type: 'number' } },
          required: ['quotient'],
          additionalProperties: false,
        },
        400: refusal,
        422: refusal,
        // What Lambda makes of an exception that nobody caught.
        500: {
          type: 'object',
          properties: {
            errorMessage: { type: 'string' },
            errorType: { type: 'string' },
            stackTrace: { type: 'array', items: { type: 'string' }, minItems: 1 },
          },
          required: ['errorMessage', 'errorType', 'stackTrace'],
        },
      },
      examples: {
        'a quotient': {
          path: { proxy: 'numbers/divide' },
          body: { dividend: 84, divisor: 2 },
          expect: { status: 200, body: { quotient: 42 } },
        },
        'a status that the function chose: 422': {
          path: { proxy: 'numbers/divide' },
          body: { dividend: 1, divisor: 0 },
          expect: { status: 422, body: { httpStatus: 422, error: 'nothing can be divided by 0' } },
        },
        'a status that the function chose: 400': {
          path: { proxy: 'numbers' },
          body: { dividend: 1 },
          expect: { status: 400, body: { httpStatus: 400 } },
        },
        'an exception that the function left unhandled': {
          path: { proxy: 'numbers/divide' },
          body: { dividend: 'eighty-four', divisor: 2 },
          expect: { status: 500, body: { errorType: 'TypeError' } },
        },
      },
    },
    'GET /{proxy+}': {
      responses: { 400: refusal },
      examples: {
        'a request without a body, which reaches the function as {}': {
          path: { proxy: 'anything/else' },
          expect: { status: 400, body: { error: 'dividend and divisor are wanted' } },
        },
      },
    },
  },
});
