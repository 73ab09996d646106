import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PlannedRequest } from './exchange.ts';
import { fillRequest, namesIn } from './fill-request.ts';

const request = (told: Partial<PlannedRequest>): PlannedRequest => ({
  method: 'POST',
  url: 'https://api.example/dev/items',
  headers: {},
  secretHeaders: {},
  bodyBase64: null,
  ...told,
});
const body = (text: string) => Buffer.from(text).toString('base64');
const bodyOf = ({ bodyBase64 }: PlannedRequest) => Buffer.from(bodyBase64 ?? '', 'base64').toString();

test('values are put into the path, the query, headers and the body, each in its own writing', () => {
  const planned = request({
    url: 'https://api.example/dev/items/%7B%7Bid%7D%7D?of=%7B%7Bid%7D%7D',
    headers: { 'if-match': '"{{id}}"' },
    bodyBase64: body('{"id":"{{id}}","note":"item {{id}}"}'),
  });
  assert.deepEqual(namesIn(planned), ['id']);
  const filled = fillRequest(planned, { id: 'a/b "c"' });
  assert.equal(filled.url, 'https://api.example/dev/items/a%2Fb%20%22c%22?of=a%2Fb%20%22c%22');
  assert.equal(filled.headers['if-match'], '"a/b "c""');
  assert.deepEqual(JSON.parse(bodyOf(filled)), { id: 'a/b "c"', note: 'item a/b "c"' });
});

test('a number stays a number where it stands alone in a body', () => {
  const filled = fillRequest(request({ bodyBase64: body('{"id":"{{id}}"}') }), { id: 7 });
  assert.equal(bodyOf(filled), '{"id":7}');
});

test('a header never gets a line break out of an answer', () => {
  const filled = fillRequest(request({ headers: { x: '{{id}}' } }), { id: 'a\r\nx-evil: 1' });
  assert.equal(filled.headers.x, 'ax-evil: 1');
});

test('whatever was captured, a JSON body stays JSON and holds it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean()), (id) => {
      const filled = fillRequest(request({ bodyBase64: body('{"a":"{{id}}","b":"<{{id}}>"}') }), { id });
      assert.deepEqual(JSON.parse(bodyOf(filled)), { a: id, b: `<${id}>` });
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('bytes that name nothing stay as they are, text or not', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x7b, 0x7b, 0x00]).toString('base64');
  assert.equal(fillRequest(request({ bodyBase64: bytes }), { id: 1 }).bodyBase64, bytes);
});
