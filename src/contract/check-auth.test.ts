import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auth } from './check-auth.ts';

const said = (value: unknown) =>
  auth(value, 'auth')
    .map(({ path, message, next = '' }) => `${path} ${message} ${next}`.trim())
    .join('\n');

const key = { header: 'x-api-key', from: 'env:MY_KEY' };
const token = { header: 'authorization', scheme: 'Bearer', from: 'command:./token.sh --for shop' };

describe('auth', () => {
  it('is a secret header, a bearer token, a signature, or several of them together', () => {
    for (const sound of [
      key,
      {
        ...token,
        refused: { 'wrong audience': 'env:OTHER_APP', expired: 'command:./old.sh' },
        another: 'env:BOB',
      },
      { iam: true },
      [key, token],
      [key, { iam: true }],
    ]) {
      assert.equal(said(sound), '');
    }
  });

  it('never holds a secret', () => {
    assert.match(
      said({ ...key, from: 'abc123' }),
      /^auth\.from does not name an environment variable or a command/,
    );
    assert.match(said({ ...key, from: 'env:my key' }), /^auth\.from does not name/);
    assert.match(said({ ...token, refused: { old: 'eyJ' } }), /^auth\.refused\.old does not name/);
    assert.doesNotMatch(said({ ...key, from: 'abc123' }), /abc123/);
  });

  it('runs commands without a shell', () => {
    assert.match(
      said({ ...token, from: 'command:a | b' }),
      /^auth\.from holds a \|.* without a shell\. Quote it/,
    );
    assert.match(said({ ...token, from: 'command:' }), /names no program/);
  });

  it('names what is wrong where it stands', () => {
    assert.match(said({ header: 'x y', from: 'env:A' }), /^auth\.header is "x y", not a header name\.$/);
    assert.match(said({ ...token, scheme: 'Basic' }), /^auth\.scheme is "Basic"/);
    assert.match(said({ iam: 'yes' }), /^auth\.iam is "yes", not true\. Write \{ iam: true \}\.$/);
    assert.match(said({ iam: true, header: 'x' }), /^auth\.header is not known here/);
    assert.match(said([]), /^auth is empty\. Leave it out for a public route\.$/);
    assert.match(said([key, { iam: 1 }]), /^auth\[1\]\.iam/);
    assert.match(said('env:KEY'), /^auth is not an object\./);
  });

  it('takes each header once', () => {
    assert.match(said([key, { ...key, from: 'env:OTHER' }]), /^auth\[1\] takes the header x-api-key/);
    assert.match(said([token, { iam: true }]), /^auth\[1\] takes the header authorization.* takes it too\.$/);
  });

  it('refuses a secret that is to be let in and kept out at once', () => {
    assert.match(
      said({ ...key, refused: { old: 'env:MY_KEY' } }),
      /^auth\.refused\.old is a secret that is to be let in/,
    );
    assert.match(said({ ...key, another: 'env:MY_KEY' }), /^auth\.another is the same secret as from/);
  });
});
