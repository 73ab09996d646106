import type { Cause, Facts } from './cause.ts';
import { keyCauses } from './key.ts';
import { refused } from './recognise.ts';
import { signatureCauses } from './signature.ts';
import { tokenCauses } from './token.ts';

/** The caller's own credentials were refused: what they say themselves, and what can be read of them. */
export const credentialCauses: readonly Cause[] = [
  ...keyCauses,
  ...tokenCauses,
  ...signatureCauses,
  {
    id: 'credentials-refused-everywhere',
    explains: ['status', 'gateway-error'],
    when: (facts) => refused(facts) && facts.neighbourhood.refusedEverywhere > 1,
    cause: ({ observed, neighbourhood }) =>
      `These credentials don't work at all: each of the ${neighbourhood.refusedEverywhere} examples that were sent with them to this target got 401 or 403 (here ${observed.status}).`,
    fix: ({ observed }) =>
      `Look whether ${sourcesOf(observed.exchange.request.secretHeaders)} is for this environment and still good; an API key has to be enabled and in a usage plan of this stage.`,
  },
];

function sourcesOf(secretHeaders: Facts['observed']['exchange']['request']['secretHeaders']): string {
  const names = Object.values(secretHeaders).map((secret) =>
    'from' in secret
      ? secret.from.replace(/^env:/, '').replace(/^command:/, 'what prints ')
      : 'the made-up one',
  );
  return names.join(' and ') || 'the AWS credentials';
}
