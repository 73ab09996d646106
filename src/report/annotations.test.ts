import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Result } from '../conformance/result.ts';
import { formatAnnotations, formatJudgement } from './annotations.ts';
import type { SmokeDocument } from './documents.ts';

const result = (more: Partial<Result> = {}): Result => ({
  check: 'status',
  severity: 'error',
  target: 'shop:rest',
  route: 'GET /items',
  example: 'all items',
  outcome: 'fail',
  message: 'expected status 200, received 502',
  ...more,
});

const document = (results: readonly Result[]): SmokeDocument => ({
  schemaVersion: 1,
  runId: 'run',
  verdict: 'fail',
  reasons: [],
  results,
});

test('a failure becomes an error beside the line of the contract, and a warning and a note become what they are', () => {
  const results = [
    result({ diagnosis: 'The function raised an error.', curl: 'curl -i https://a.example/items' }),
    result({ severity: 'warning', check: 'cors-vary-origin', message: 'Vary is missing' }),
    result({ severity: 'note', check: 'cold-start', message: 'the first answer was slow' }),
    result({ outcome: 'pass', check: 'envelope' }),
  ];
  assert.deepEqual(
    formatAnnotations(document(results), () => ({ file: 'contracts/shop.ts', line: 7 })),
    [
      '::error file=contracts/shop.ts,line=7,title=GET /items [shop%3Arest]::Expected status 200, received 502 (status)%0AGET /items → all items [shop:rest]%0ALikely: The function raised an error.%0ATry: curl -i https://a.example/items',
      '::warning file=contracts/shop.ts,line=7,title=GET /items [shop%3Arest]::Vary is missing (cors-vary-origin)%0AGET /items → all items [shop:rest]',
      '::notice file=contracts/shop.ts,line=7,title=GET /items [shop%3Arest]::The first answer was slow (cold-start)%0AGET /items → all items [shop:rest]',
    ],
  );
});

test('one cause is one annotation, and names what else it hit', () => {
  const same = { diagnosis: 'The permission to invoke is missing.' };
  const [only, ...others] = formatAnnotations(
    document([result(same), result({ ...same, route: 'GET /users' })]),
  );
  assert.deepEqual(others, []);
  assert.match(only ?? '', /Also: GET \/users → all items/);
});

test('no more are printed than GitHub shows, and the last says how many are left', () => {
  const many = Array.from({ length: 25 }, (_, index) => result({ message: `finding ${index}` }));
  const lines = formatAnnotations(document(many));
  assert.equal(lines.length, 10);
  assert.match(lines.at(-1) ?? '', /^::error::16 more findings/);
});

test('whatever an API answers, an annotation stays one line and one command', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const hostile = `${text}\n::set-env name=PATH::/evil\r::add-mask::a,b:c%0A`;
      const lines = formatAnnotations(
        document([result({ message: hostile, route: hostile, diagnosis: hostile, curl: hostile })]),
        () => ({ file: hostile }),
      );
      assert.equal(lines.length, 1);
      const [line = ''] = lines;
      assert.doesNotMatch(line, /[\r\n]/);
      const [, properties = ''] = /^::error (.*?)::/.exec(line) ?? [];
      assert.deepEqual(
        properties.split(',').map((each) => each.split('=')[0]),
        ['file', 'title'],
      );
    }),
    { seed: 5, numRuns: 50 },
  );
});

test('a measurement is one line: an error where it failed, a warning where it can not be trusted, none where it passed', () => {
  assert.equal(formatJudgement({ verdict: 'pass', reasons: [] }, 'r'), null);
  assert.equal(
    formatJudgement({ verdict: 'fail', reasons: ['p95 is 400 ms:\n100 % over', '::error::no'] }, 'r'),
    '::error title=gatewright fail%3A r::p95 is 400 ms:\\n100 %25 over%0A::error::no',
  );
  assert.match(
    formatJudgement({ verdict: 'inconclusive', reasons: [] }, 'r') ?? '',
    /^::warning .*::inconclusive$/,
  );
});
