import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { UsageError } from '../src/errors/usage-error.ts';
import { makeAuthority, pemFolder } from '../src/transport/secure-server.fixture.ts';
import { typedTransport } from './transport-options.ts';

const authority = makeAuthority();
const [mine, other] = [authority.issue({ commonName: 'mine' }), authority.issue({ commonName: 'other' })];
const files = pemFolder({
  'ca.pem': authority.cert,
  'c.pem': mine.cert,
  'k.pem': mine.key,
  'other.pem': other.key,
});
after(() => files.remove());
const cwd = files.file('.');

type Typed = Partial<Parameters<typeof typedTransport>[0]>;
const typed = (values: Typed) =>
  typedTransport(
    {
      'connect-to': undefined,
      header: undefined,
      cert: undefined,
      key: undefined,
      cacert: undefined,
      ...values,
    },
    { cwd, env: {} },
  );

test('options become a transport, with paths from where they were typed', () => {
  assert.equal(typed({}), undefined);
  assert.deepEqual(
    typed({
      'connect-to': '[::1]:8443',
      header: ['X-Apigw-Api-Id: a1', 'x-note:  a: b '],
      cert: 'c.pem',
      key: 'k.pem',
      cacert: 'ca.pem',
    }),
    {
      connectTo: '[::1]:8443',
      headers: { 'x-apigw-api-id': 'a1', 'x-note': 'a: b' },
      clientCertificate: { cert: files.file('c.pem'), key: files.file('k.pem') },
      ca: files.file('ca.pem'),
    },
  );
});

const refused: readonly (readonly [what: string, values: Typed, message: RegExp])[] = [
  ['no port', { 'connect-to': 'vpce.example.com' }, /is no HOST:PORT/],
  ['port 0', { 'connect-to': 'a:0' }, /is no HOST:PORT/],
  [
    'a URL in place of a host',
    { 'connect-to': 'https://a.com/prod' },
    /is no HOST:PORT.*--connect-to a\.com:443/s,
  ],
  ['a certificate without its key', { cert: 'c.pem' }, /without --key/],
  [
    'the key of another certificate',
    { cert: 'c.pem', key: 'other.pem' },
    /does not belong to the certificate/,
  ],
  ['a key in place of a certificate', { cert: 'k.pem', key: 'k.pem' }, /holds no certificate/],
  ['a file that is not there', { cacert: 'none.pem' }, /none\.pem can't be read: there is no such file/],
  ['a header without a value', { header: ['x-note'] }, /not of the form NAME: VALUE/],
  ['a line break', { header: ['x-note: a\nb: c'] }, /line breaks/],
  ['a secret', { header: ['Authorization: Bearer s3cret'] }, /is a secret/],
  ['what the client sets itself', { header: ['Content-Length: 3'] }, /is set by whoever sends/],
];
for (const [what, values, message] of refused) {
  test(`${what} is refused, and nothing secret repeated`, () => {
    assert.throws(
      () => typed(values),
      (error: UsageError) => {
        const text = [error.message, ...error.next].join('\n');
        assert.match(text, message);
        return !text.includes('s3cret');
      },
    );
  });
}
