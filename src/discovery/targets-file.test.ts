import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { targetFromUrl } from './target-from-url.ts';
import { readTargetsFile } from './targets-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatewright-targets-'));
after(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = join(folder, 'targets.json');
  writeFileSync(file, text);
  return file;
}

test('what discover writes is read back as it was', async () => {
  const targets = [
    targetFromUrl('https://a1.execute-api.eu-west-1.amazonaws.com/dev', 'rest'),
    targetFromUrl('http://127.0.0.1:4010/_api/b2', 'http', 'my-api'),
  ];
  assert.deepEqual(await readTargetsFile(written(JSON.stringify({ schemaVersion: 1, targets }))), targets);
});

test('a name, a type and a URL are enough', async () => {
  const file = written(
    '{"schemaVersion":1,"targets":[{"target":"x:rest","apiType":"rest","invokeUrl":"https://example.com/v1/"}]}',
  );
  const [target] = await readTargetsFile(file);
  assert.equal(target?.stage, null);
  assert.equal(target?.target, 'x:rest');
  assert.equal(target?.invokeUrl, 'https://example.com/v1');
});

test('how a target is reached is read, with paths from where the file lies', async () => {
  const transport = {
    connectTo: 'vpce-1.example.com:443',
    headers: { 'x-apigw-api-id': 'a1' },
    ca: 'keys/ca.pem',
  };
  const target = { target: 'a:rest', apiType: 'rest', invokeUrl: 'https://api.example.com/v1', transport };
  const [read] = await readTargetsFile(written(JSON.stringify({ schemaVersion: 1, targets: [target] })));
  assert.deepEqual(read?.transport, { ...transport, ca: join(folder, 'keys/ca.pem') });
});

const refused = [
  [
    'a place that is none',
    '{"schemaVersion":1,"targets":[{"target":"a","apiType":"http","invokeUrl":"https://a","transport":{"connectTo":"https://b"}}]}',
    /targets\[0\]\.transport\.connectTo is "https:\/\/b", not HOST:PORT/,
  ],
  [
    'a secret in a header',
    '{"schemaVersion":1,"targets":[{"target":"a","apiType":"http","invokeUrl":"https://a","transport":{"headers":{"X-Api-Key":"b"}}}]}',
    /"X-Api-Key": is a secret/,
  ],
  ['no JSON', 'nope', /is no JSON/],
  ['a list', '[]', /the document is not an object/],
  ['another version', '{"schemaVersion":2,"targets":[]}', /schemaVersion is 2/],
  ['no targets', '{"schemaVersion":1}', /targets is missing/],
  [
    'a wrong type',
    '{"schemaVersion":1,"targets":[{"target":"a","apiType":"ws","invokeUrl":"https://a"}]}',
    /targets\[0\]\.apiType is "ws"/,
  ],
  [
    'a wrong URL',
    '{"schemaVersion":1,"targets":[{"target":"a","apiType":"http","invokeUrl":"a"}]}',
    /"a" is no URL/,
  ],
] as const;

for (const [what, text, message] of refused) {
  test(`${what} is refused with the place of the mistake`, async () => {
    await assert.rejects(
      readTargetsFile(written(text)),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  });
}

test('a file that is not there is refused by name', async () => {
  await assert.rejects(readTargetsFile(join(folder, 'none.json')), /none\.json can't be read/);
});
