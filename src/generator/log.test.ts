import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLog } from './log.ts';

function collect() {
  const messages: string[] = [];
  const log = createLog((line) => messages.push(line));
  return { log, messages };
}

const entry = (level: string, msg: string) => `${JSON.stringify({ level, msg })}\n`;

test('a message is passed on as k6 means it, with its cause', () => {
  const { log, messages } = collect();
  log.write('{"level":"warning","msg":"Request Failed","error":"connection refused"}\n');
  assert.deepEqual(messages, ['Request Failed: connection refused']);
});

test('a message that comes again is passed on once', () => {
  const { log, messages } = collect();
  for (let i = 0; i < 1000; i++) log.write(entry('warning', 'Request Failed'));
  log.end();
  assert.deepEqual(messages, ['Request Failed', 'k6 wrote 999 more messages like these']);
});

test('of a flood of different messages the first twenty are passed on', () => {
  const { log, messages } = collect();
  for (let i = 0; i < 1000; i++) log.write(entry('error', `failure ${i}`));
  log.end();
  assert.equal(messages.length, 21);
  assert.equal(messages.at(-1), 'k6 wrote 980 more messages like these');
  assert.equal(log.lastError(), 'failure 999');
});

test('a line without an end does not grow for ever', () => {
  const { log, messages } = collect();
  for (let i = 0; i < 100; i++) log.write('x'.repeat(100_000));
  log.end();
  assert.equal(messages.length, 1);
  assert.ok((messages[0] ?? '').length < 1_000);
});

test('the last error wins over later warnings; the words of a panic stand in where there is none', () => {
  const withError = collect().log;
  withError.write(entry('error', 'cause') + entry('warning', 'aftermath'));
  assert.equal(withError.lastError(), 'cause');

  const panic = collect().log;
  panic.write('panic: runtime error\n\ngoroutine 1 [running]:\n');
  assert.equal(panic.lastError(), 'goroutine 1 [running]:');
});

test('it makes no difference in which pieces the text arrives', () => {
  const text = [entry('error', 'first'), entry('warning', 'second'), 'plain words'].join('');
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 10 }), (cuts) => {
      const { log, messages } = collect();
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      for (let i = 1; i < places.length; i++) log.write(text.slice(places[i - 1], places[i]));
      log.end();
      assert.deepEqual(messages, ['first', 'second', 'plain words']);
    }),
    { seed: 1, numRuns: 100 },
  );
});
