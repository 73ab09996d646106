import { apiTypes } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { type Check, fail, pass, skip } from '../check.ts';
import type { Promised } from '../promise.ts';
import { answerOf, bodyAsPromised, validation } from './request-answer.ts';

export const oversizedRefused: Check = {
  id: 'oversized-refused',
  title: 'A body of more than 10 MB is refused',
  family: 'request',
  apiTypes,
  severity: 'note',
  why: 'What no gateway of AWS takes will fail after the next move: uploads of that size need another way.',
  fix: 'Let clients upload large bodies to S3 with a presigned URL, and refuse them here.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  after: ['answered'],
  judge(observed) {
    if (observed.exchange.purpose !== 'oversized-request') return null;
    if (observed.status === 413) return pass;
    if (observed.status >= 400 && observed.status <= 499) {
      return skip(`refused with ${observed.status}, for a reason of its own`);
    }
    return fail(`expected 413, received ${observed.status}`, {
      expected: '413',
      received: String(observed.status),
      severity: observed.status >= 500 ? 'warning' : 'note',
    });
  },
};

export const soundServed: Check = {
  id: 'sound-request-served',
  title: 'A request that fits the promised schema is served',
  family: 'request',
  apiTypes,
  severity: 'error',
  why: 'Callers send everything that the schema allows, not only what stands in the examples.',
  fix: 'Let the function take what the schema allows, or say in the schema what it does not take.',
  source: validation,
  after: ['answered'],
  judge(observed, promised) {
    const { exchange, status, gatewayError } = observed;
    const { route } = promised;
    if (exchange.purpose !== 'sound-request' || route === null) return null;
    if (status >= 500)
      return fail(`expected a promised answer, received ${answerOf(observed)}`, answered(observed));
    if (gatewayError?.kind === 'body-refused' || gatewayError?.kind === 'parameters-refused') {
      return fail(`expected a promised answer, received ${answerOf(observed)}`, answered(observed));
    }
    if (gatewayError !== null || [404, 409, 429].includes(status)) {
      return skip(`the ${status} says nothing about what the request holds`);
    }
    if (!promisedStatuses(promised, observed).includes(status)) {
      return fail(`expected a promised status, received ${answerOf(observed)}`, {
        ...answered(observed),
        severity: 'warning',
      });
    }
    return bodyAsPromised(observed, promised);
  },
};

function answered(observed: Observed) {
  return { expected: 'a promised answer', received: answerOf(observed) };
}

function promisedStatuses({ route }: Promised, { exchange }: Observed): number[] {
  const expected = Object.values(route?.examples ?? {}).flatMap(({ expect }) =>
    'status' in expect ? expect.status : expect[exchange.apiType].status,
  );
  return [...Object.keys(route?.responses ?? {}).map(Number), ...expected];
}
