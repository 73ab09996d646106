import type { Cases, Told } from '../exchange.fixture.ts';

const tried = { purpose: 'deployed-route' } as const satisfies Told;
const says = (status: number, message: string) => ({ ...tried, status, body: { message } });

export const withoutContractCases: { readonly [check: string]: Cases } = {
  'route-answers': {
    holds: {
      'whatever the function says': { ...tried, status: 404, body: { error: 'no such thing' } },
      'a redirect': { ...tried, status: 302, body: '' },
    },
    fails: {
      'the integration fails': [says(502, 'Internal server error'), { received: '502' }],
      'the route is missing after all': [says(403, 'Missing Authentication Token'), { received: '403' }],
      'the first request is throttled': [says(429, 'Too Many Requests'), { received: '429' }],
      'the function answers an error': [{ ...tried, status: 500, body: { error: 'x' } }, { received: '500' }],
    },
    silent: { 'of what a contract promises': { status: 500 } },
  },
};
