import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renewed, roleName, type SessionCredentials } from './assumed-role.ts';

const session = (accessKeyId: string, seconds?: number): SessionCredentials => ({
  accessKeyId,
  secretAccessKey: 'secret',
  ...(seconds === undefined ? {} : { expiration: new Date(Date.now() + seconds * 1000) }),
});

async function asked(times: number, answers: readonly (SessionCredentials | Error)[]): Promise<string[]> {
  let next = 0;
  const source = renewed(async () => {
    const answer = answers[Math.min(next++, answers.length - 1)];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nobody answers');
    return answer;
  });
  const keys: string[] = [];
  for (let time = 0; time < times; time += 1) {
    keys.push(
      await source().then(
        ({ accessKeyId }) => accessKeyId,
        (error: Error) => error.message,
      ),
    );
  }
  return keys;
}

test('a session is kept while it lasts, one without an end for ever', async () => {
  assert.deepEqual(await asked(3, [session('A', 3600), session('B', 3600)]), ['A', 'A', 'A']);
  assert.deepEqual(await asked(2, [session('A'), session('B')]), ['A', 'A']);
});

test('one that has ended is renewed, and a failure is tried again', async () => {
  assert.deepEqual(await asked(3, [session('A', -1), session('B', 3600)]), ['A', 'B', 'B']);
  assert.deepEqual(await asked(3, [new Error('no'), session('B', 3600)]), ['no', 'B', 'B']);
});

test('whoever asks at the same time shares one answer', async () => {
  let times = 0;
  const source = renewed(async () => session(`A${++times}`, 3600));
  const keys = await Promise.all([source(), source(), source()]);
  assert.deepEqual(
    keys.map(({ accessKeyId }) => accessKeyId),
    ['A1', 'A1', 'A1'],
  );
});

test("a role's name says no whole account id", () => {
  assert.equal(roleName('arn:aws:iam::123456789012:role/ci/gate'), 'ci/gate of the account …9012');
});
