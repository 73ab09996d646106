import type { Cases, Told } from '../exchange.fixture.ts';

const auth = { header: 'x-api-key', from: 'env:KEY' } as const;
const bare = {
  purpose: 'no-credentials',
  probe: { does: 'none', subject: 'x-api-key' },
  route: { auth },
} as const satisfies Told;
const forged = {
  purpose: 'wrong-credentials',
  probe: { does: 'another-key', subject: 'authorization' },
  route: { auth: { header: 'authorization', from: 'env:TOKEN' } },
} as const satisfies Told;
const create = { ...bare, key: 'POST /items', method: 'POST', route: { auth } } as const satisfies Told;

export const authCases: { readonly [check: string]: Cases } = {
  'no-credentials': {
    holds: {
      'the gateway wants a key': { ...bare, status: 403, body: { message: 'Forbidden' } },
      'the function looks at its callers itself': { ...bare, status: 401, body: { error: 'log in' } },
      'a REST API wants a signature': {
        ...bare,
        status: 403,
        body: { message: 'Missing Authentication Token' },
      },
      'a validator wants the header': {
        ...bare,
        status: 400,
        body: { message: 'Missing required request parameters: [x-api-key]' },
      },
      'the way to a login page': { ...bare, status: 302, headers: { location: '/login' }, body: '' },
      'a changed gateway response': { ...bare, status: 401, body: { code: 'E17' } },
    },
    fails: {
      'the answer comes all the same': [{ ...bare, body: { id: 1 } }, { received: '200 {"id":1}' }],
      'the body of an effect was looked at': [
        { ...create, status: 400, body: { error: 'no JSON' } },
        { expected: '403 Forbidden' },
      ],
      'the route hides': [{ ...bare, status: 404, body: { error: 'none' } }, { severity: 'warning' }],
      'the integration failed': [{ ...bare, status: 502, body: { message: 'Internal server error' } }, {}],
    },
    silent: { 'an example is none': { status: 200 } },
  },
  'wrong-credentials': {
    holds: {
      'an authorizer denies': {
        ...forged,
        status: 403,
        body: { Message: 'User is not authorized to access this resource' },
      },
      'a JWT authorizer': { ...forged, apiType: 'http', status: 401, body: { message: 'Unauthorized' } },
    },
    fails: {
      'a token of our own is taken': [{ ...forged, body: {} }, { expected: '401 or 403' }],
      'the authorizer raises': [{ ...forged, status: 500, body: { message: null } }, {}],
    },
    silent: { 'nothing was sent': { ...bare, status: 200 } },
  },
};
