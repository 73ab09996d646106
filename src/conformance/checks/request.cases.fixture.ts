import type { Cases, Told } from '../exchange.fixture.ts';

const body = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const;
const problem = { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] } as const;
const created = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] } as const;
const promised = {
  request: { body, invalid: { status: 400, body: { error: 'bad' } } },
  responses: { 201: created, 400: problem },
};
const anyRefusal = { request: { body }, responses: { 201: created } };

const wrongType = { part: 'body', rule: 'type', place: '/name' } as const;
const broken = (told: Told = {}): Told => ({
  purpose: 'broken-request',
  key: 'POST /items',
  method: 'POST',
  broken: wrongType,
  status: 400,
  body: { error: 'bad' },
  route: promised,
  ...told,
});
const sound = (told: Told = {}): Told => ({
  purpose: 'sound-request',
  key: 'POST /items',
  method: 'POST',
  status: 201,
  body: { id: 1 },
  route: promised,
  ...told,
});
const byGateway = { body: { message: 'Invalid request body' } } as const;

export const requestCases: { readonly [check: string]: Cases } = {
  'broken-request-refused': {
    holds: {
      'the function refused it': broken(),
      'the gateway refused it': broken(byGateway),
      'any refusal will do where none is promised': broken({ status: 422, route: anyRefusal }),
      'a crash is said by another check': broken({ status: 500 }),
    },
    fails: {
      'it was accepted': [broken({ status: 201, body: { id: 1 } }), { pointer: '/name', expected: '400' }],
      'a format that nobody checks may be meant': [
        broken({ status: 201, broken: { ...wrongType, rule: 'format' } }),
        { severity: 'warning' },
      ],
      'no body, and something is required': [
        broken({ status: 201, broken: { part: 'body', rule: 'empty', place: '' } }),
        { severity: 'error' },
      ],
      'no body, and nothing is required': [
        broken({
          status: 201,
          broken: { part: 'body', rule: 'empty', place: '' },
          route: { request: { body: { type: 'object' } } },
        }),
        { severity: 'warning' },
      ],
    },
    silent: { 'an example is judged by its own promise': { status: 201 } },
  },
  'broken-request-survived': {
    holds: { refused: broken(), 'accepted is said by another check': broken({ status: 201 }) },
    fails: {
      'the function crashed': [
        broken({ status: 502, body: { message: 'Internal server error' } }),
        { received: '502 {"message":"Internal server error"}' },
      ],
      'the function answered 500 itself': [broken({ status: 500, body: { error: 'oops' } }), {}],
    },
    silent: {
      'the caller was turned away': broken({ status: 429, body: { message: 'Too Many Requests' } }),
      'the authorizer is broken, not the function': broken({ status: 500, body: { message: null } }),
    },
  },
  'broken-request-answer': {
    holds: {
      'as promised': broken(),
      'the gateway says it in its own words': broken(byGateway),
    },
    fails: {
      'another status': [broken({ status: 422 }), { expected: '400' }],
      'another body': [broken({ body: { error: 'worse' } }), { pointer: '/error' }],
      'a body that its schema does not allow': [
        broken({
          body: { message: 'no' },
          route: { ...promised, request: { body, invalid: { status: 400 } } },
        }),
        { pointer: '/error' },
      ],
    },
    silent: {
      'nothing is promised of it': broken({ status: 422, route: anyRefusal }),
      'it was not refused': broken({ status: 201 }),
      'a media type has a status of its own': broken({ status: 415 }),
      'what a path names may be missing': broken({
        status: 404,
        broken: { part: 'path', rule: 'type', place: 'id' },
      }),
      'the promise is for the other API type': broken({
        status: 422,
        route: { ...promised, request: { ...promised.request, apiTypes: ['http'] } },
      }),
    },
  },
  'oversized-refused': {
    holds: {
      'by the gateway': {
        purpose: 'oversized-request',
        status: 413,
        body: 'HTTP content length exceeded 10485760 bytes.',
      },
    },
    fails: {
      'it was taken': [{ purpose: 'oversized-request' }, { severity: 'note' }],
      'it made something crash': [{ purpose: 'oversized-request', status: 502 }, { severity: 'warning' }],
    },
    silent: { 'other requests are not large': { status: 413 } },
  },
  'sound-request-served': {
    holds: {
      served: sound(),
      'refused with a promised status': sound({ status: 400, body: { error: 'bad' } }),
    },
    fails: {
      crashed: [sound({ status: 500, body: { error: 'oops' } }), { expected: 'a promised answer' }],
      'the validator refused it': [sound({ status: 400, ...byGateway }), { expected: 'a promised answer' }],
      'a status that nobody promised': [sound({ status: 418, body: {} }), { severity: 'warning' }],
      'a body that its schema does not allow': [sound({ body: { id: 'x' } }), { pointer: '/id' }],
    },
    silent: { 'an example is judged by its own promise': { status: 500 } },
  },
};
