import type { Observed } from '../answer.ts';
import { fail, type Outcome, pass, shown } from '../check.ts';
import type { Promised } from '../promise.ts';
import { firstSchemaError } from '../schema.ts';

export const validation =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html';

/** Where a schema is promised for the status, and the answer is JSON by its promise. */
export function bodyAsPromised({ status, json, text }: Observed, { route }: Promised): Outcome {
  const schema = route?.responses[status];
  if (schema === undefined || schema === true || route?.contentType !== undefined) return pass;
  if (!json.ok) {
    return text === '' ? pass : fail(`expected JSON, received ${shown(text)}`, { received: shown(text) });
  }
  const error = firstSchemaError(schema, json.value);
  if (error === null) return pass;
  return fail(`${error.pointer || 'the body:'} ${error.message}, received ${shown(error.received)}`, {
    pointer: error.pointer,
    expected: error.message,
    received: shown(error.received),
  });
}

/** What came, in a few words. */
export function answerOf({ status, json, text }: Observed): string {
  return `${status} ${json.ok ? shown(json.value) : shown(text)}`;
}
