import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunksOf, quoted } from './k6-output.fixture.ts';
import { createRowReader, fieldsOf } from './rows.ts';

function read(chunks: readonly Buffer[]): string[][] {
  const rows: string[][] = [];
  const reader = createRowReader((...row) => rows.push(fieldsOf(...row)));
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return rows;
}

const plain = fc.stringMatching(/^[a-z0-9_.=&]{0,8}$/);
const awkward = fc
  .array(fc.constantFrom('"', ',', '\n', 'a', ' ', 'é', '😀', '\r'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const row = fc
  .tuple(fc.constant('m'), fc.array(fc.oneof(plain, awkward), { maxLength: 5 }))
  .map(([first, more]) => [first, ...more]);

test('any rows, cut into chunks anywhere, are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(fc.nat(500)), fc.boolean(), (rows, cuts, lastLineEnds) => {
      const text = rows.map((fields) => fields.map(quoted).join(',')).join('\n') + (lastLineEnds ? '\n' : '');
      assert.deepEqual(read(chunksOf(text, cuts)), rows);
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('one byte at a time is as good as all at once', () => {
  const text = 'a,"x ""y"", é\n",\nb,,1\n';
  assert.deepEqual(read([...Buffer.from(text)].map((byte) => Buffer.from([byte]))), [
    ['a', 'x "y", é\n', ''],
    ['b', '', '1'],
  ]);
});
