import assert from 'node:assert/strict';
import { it } from 'node:test';
import { permittedAuthorizers } from './permitted-authorizers.ts';

const running = (arn: string, permissions: readonly string[] = []) => ({ arn, permissions });

it('a permission holds at once for the function of a frozen authorizer', () => {
  const frozen = [{ id: 'a', identity: 'header', function: running('arn:one') }];
  const now = [{ id: 'a', identity: 'query', function: running('arn:one', ['api gateway']) }];
  assert.deepEqual(permittedAuthorizers(frozen, now), [
    { id: 'a', identity: 'header', function: running('arn:one', ['api gateway']) },
  ]);
});

it('another function, another authorizer and one without a function leave it as it was frozen', () => {
  const frozen = [{ id: 'a', function: running('arn:one') }, { id: 'jwt' }];
  for (const now of [
    [
      { id: 'a', function: running('arn:two', ['all']) },
      { id: 'jwt', function: running('arn:one') },
    ],
    [{ id: 'b', function: running('arn:one', ['all']) }],
    [{ id: 'a' }],
  ]) {
    assert.deepEqual(permittedAuthorizers<{ readonly id: string }>(frozen, now), frozen);
  }
});
