import { apiTypes } from '../../contract/contract.ts';
import type { JsonSchema } from '../../contract/json.ts';
import { isJsonType } from '../answer.ts';
import { type Check, fail, pass, shown } from '../check.ts';
import { firstDifference } from '../difference.ts';
import type { Promised } from '../promise.ts';
import { firstSchemaError } from '../schema.ts';

const payloads =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-as-simple-proxy-for-lambda.html';

export const body: Check = {
  id: 'body',
  title: "The body holds the example's values",
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'The right status with the wrong content is still the wrong answer.',
  fix: 'Compare the function with the contract at the pointer: one of the two is wrong.',
  source: payloads,
  after: ['answered', 'envelope', 'status', 'gateway-error', 'base64-body'],
  judge({ json, text }, { expectation }) {
    if (expectation?.body === undefined) return null;
    if (!json.ok) {
      return fail(`expected JSON, received ${text === '' ? 'an empty body' : shown(text)}`, {
        pointer: '',
        expected: shown(expectation.body),
        received: shown(text),
      });
    }
    const difference = firstDifference(expectation.body, json.value);
    if (difference === null) return pass;
    const { pointer, expected, received } = difference;
    return fail(`${placeOf(pointer)} expected ${shown(expected)}, received ${shown(received)}`, {
      pointer,
      expected: shown(expected),
      received: shown(received),
    });
  },
};

export const bodyText: Check = {
  id: 'body-text',
  title: 'The body is the promised text',
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'The right status with the wrong content is still the wrong answer.',
  fix: 'Compare the function with the contract: one of the two is wrong.',
  source: payloads,
  after: ['answered', 'envelope', 'status', 'gateway-error', 'base64-body'],
  judge({ text }, { expectation }) {
    if (expectation?.text === undefined) return null;
    if (text === expectation.text) return pass;
    return fail(`expected the text ${shown(expectation.text)}, received ${shown(text)}`, {
      expected: shown(expectation.text),
      received: shown(text),
    });
  },
};

export const bodySchema: Check = {
  id: 'body-schema',
  title: 'The body matches its schema',
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'Examples show one value; the schema says what every caller may rely on.',
  fix: 'Let the function return what the schema says at the pointer, or correct the schema.',
  source: 'https://json-schema.org/draft-07/json-schema-validation',
  after: ['answered', 'envelope', 'status', 'gateway-error', 'base64-body', 'body'],
  judge(observed, promised) {
    const { json, text, gatewayError, exchange } = observed;
    const { expectation, route } = promised;
    if (expectation === null || route === null || expectation.text !== undefined) return null;
    if (exchange.request.method === 'HEAD') return null;
    const schema = route.responses[expectation.status];
    if (schema === undefined) return null;
    if (gatewayError !== null) return pass;
    if (promisesText(promised) && firstSchemaError(schema, text) === null) return pass;
    if (!json.ok) {
      // A schema that accepts everything says nothing about JSON either.
      if (acceptsAll(schema)) return pass;
      if (text === '') return emptyBody(expectation.status);
      return fail(`expected JSON, received ${shown(text)}`, { pointer: '', received: shown(text) });
    }
    const error = firstSchemaError(schema, json.value);
    if (error === null) return pass;
    return fail(`${placeOf(error.pointer)} ${error.message}, received ${shown(error.received)}`, {
      pointer: error.pointer,
      expected: error.message,
      received: shown(error.received),
    });
  },
};

/** A body of another type than JSON is one string to its schema, as in OpenAPI. */
function promisesText({ expectation, route }: Promised): boolean {
  const type = expectation?.contentType ?? route?.contentType;
  return type !== undefined && !isJsonType(type);
}

function acceptsAll(schema: JsonSchema): boolean {
  return schema === true || (typeof schema === 'object' && Object.keys(schema).length === 0);
}

/** Statuses that never carry content (RFC 9110, 15.3.5 and 15.4.5). */
function emptyBody(status: number) {
  if (status === 204 || status === 304) return pass;
  return fail('expected JSON, received an empty body', { pointer: '', received: 'an empty body' });
}

function placeOf(pointer: string): string {
  return pointer === '' ? 'the body:' : `${pointer}:`;
}
