import type { KeyStanding } from '../../credential/key-standing.ts';
import type { Cause } from './cause.ts';
import { own } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;

/** What API Gateway tells of an API key that was refused. */
export const keyCauses: readonly Cause[] = [
  ofKey('key-unknown', ({ known }) => !known, [
    'the account has no such API key in this region.',
    'Look whether the key is of another environment or region, or was deleted.',
  ]),
  ofKey('key-disabled', ({ enabled }) => !enabled, [
    'the key is disabled.',
    'Enable it: aws apigateway update-api-key --patch-operations op=replace,path=/enabled,value=true.',
  ]),
  ofKey('key-in-no-plan', ({ plans }) => plans.length === 0, [
    'the key is in no usage plan of this stage.',
    'Add the stage to a usage plan and the key to that plan; changes take up to a few minutes.',
  ]),
  ofKey('key-sound', () => true, [
    'the key is enabled and in a usage plan of this stage, so that it is not the key: a web ACL is a candidate.',
    "Look at the web ACL's sampled requests; a key that was added minutes ago may not be everywhere yet.",
  ]),
];

/** A cause that API Gateway tells of the API key. */
function ofKey(
  id: string,
  when: (key: KeyStanding) => boolean,
  [cause, fix]: readonly [cause: string, fix: string],
): Cause {
  return {
    id,
    explains,
    when: (facts) => {
      const { key } = facts.observed.exchange;
      return key !== undefined && own('forbidden')(facts) && when(key);
    },
    cause: `403 Forbidden although a key was sent: ${cause}`,
    fix,
  };
}
