import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Values } from './command.ts';
import { serving, type servingOptions } from './serving-options.ts';

const unset = { https: undefined, 'https-dir': undefined, 'access-logs': undefined };
const read = (values: Partial<Values<typeof servingOptions>>) =>
  serving({ ...unset, truststore: [], ...values }, '/project');

test('a trust store belongs to a URI, its file to where the command runs, and both to HTTPS', () => {
  const truststore = ['s3://certificates/v=1/ca.pem=keys/ca.pem'];
  assert.deepEqual(read({ https: true, truststore }), {
    https: {},
    truststores: { 's3://certificates/v=1/ca.pem': '/project/keys/ca.pem' },
  });
  assert.throws(() => read({ truststore }), /--truststore is of no use without --https/);
  for (const text of ['s3://certificates/ca.pem', 's3://certificates/ca.pem=', '=ca.pem'])
    assert.throws(() => read({ https: true, truststore: [text] }), /takes S3URI=FILE/, text);
});
