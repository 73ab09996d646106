import type { Cases } from '../exchange.fixture.ts';

const answered = (because: 'cold-start' | 'not-deployed-yet', status: number | null = 200) => ({
  because,
  durationMs: 4200,
  status,
});

export const settlingCases: { readonly [check: string]: Cases } = {
  'cold-start': {
    holds: { 'the next answer is as slow': { earlier: [answered('cold-start')], durationMs: 4100 } },
    fails: {
      'the first answer was slow': [{ earlier: [answered('cold-start')] }, {}],
      'no answer came at first': [{ earlier: [answered('cold-start', null)] }, {}],
    },
    silent: { 'it came at once': {}, 'it was slow for another reason': { durationMs: 9000 } },
  },
  'fresh-deployment': {
    holds: { 'it was tried again for another reason': { earlier: [answered('cold-start')] } },
    fails: { 'it was not there at first': [{ earlier: [answered('not-deployed-yet', 403)] }, {}] },
    silent: {
      'it was there at once': {},
      'it never came': { earlier: [answered('not-deployed-yet', null)], silence: 'refused' },
    },
  },
};
