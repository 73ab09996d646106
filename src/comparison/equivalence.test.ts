import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Told, tell } from '../conformance/exchange.fixture.ts';
import { equivalenceOf } from './equivalence.ts';

const answers = (told: Told) => [tell(told).exchange];
const between = (baseline: Told, candidate: Told) =>
  equivalenceOf(answers({ apiType: 'rest', ...baseline }), answers({ apiType: 'http', ...candidate }));

describe('whether two targets answer alike', () => {
  it('is not about values, which may change from call to call', () => {
    const { compared, differences } = between(
      { body: { id: '1', tags: ['a', 'b'], at: 5 } },
      { body: { id: '2', tags: ['c'], at: 6 } },
    );
    assert.deepEqual([compared, differences], [1, []]);
  });

  it('names fields that only one has, and types that differ', () => {
    const { differences } = between(
      { body: { id: '1', user: { name: 'A', mail: 'x' } } },
      { body: { id: 1, user: { name: 'B' } } },
    );
    assert.equal(differences.length, 1);
    assert.deepEqual(
      [differences[0]?.of, differences[0]?.baseline, differences[0]?.candidate],
      ['body', '/id: string, /user/mail: string', '/id: number'],
    );
  });

  it('tells statuses and missing answers apart from bodies', () => {
    assert.deepEqual(
      between({ status: 200 }, { status: 404 }).differences.map(({ of, baseline, candidate }) => [
        of,
        baseline,
        candidate,
      ]),
      [['status', '200', '404']],
    );
    assert.deepEqual(
      between({ status: 200 }, { silence: 'reset' }).differences.map(({ of, candidate }) => [of, candidate]),
      [['answer', 'none']],
    );
  });

  it('lists headers that one side lacks or gives another value, but no ids that always differ', () => {
    const { headers } = between(
      { headers: { 'X-Frame-Options': 'DENY', 'Cache-Control': 'no-store', Date: 'today' } },
      { headers: { 'cache-control': 'max-age=60', date: 'tomorrow' } },
    );
    const listed = headers.filter(({ name }) => !name.includes('request') && !name.startsWith('x-amz'));
    assert.deepEqual(listed, [
      { name: 'cache-control', kind: 'other-value', examples: 1 },
      { name: 'x-frame-options', kind: 'only-baseline', examples: 1 },
    ]);
  });

  it('leaves out what only one was asked for', () => {
    assert.equal(between({ key: 'GET /a' }, { key: 'GET /b' }).compared, 0);
  });
});
