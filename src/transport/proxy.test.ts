import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFor } from './proxy.ts';

const goes = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.shown ?? 'directly';
const HTTPS_PROXY = 'http://proxy.corp:3128';
const api = 'https://a1.execute-api.eu-west-1.amazonaws.com/prod';

test('each scheme has its variable, in capitals first', () => {
  assert.equal(goes(api, { HTTPS_PROXY }), 'proxy.corp:3128');
  assert.equal(goes(api, { https_proxy: 'proxy.corp:8080', HTTP_PROXY: 'http://b:1' }), 'proxy.corp:8080');
  assert.equal(goes('http://api.corp/', { HTTPS_PROXY }), 'directly');
  assert.equal(goes('http://api.corp/', { HTTP_PROXY: 'https://user:pw@b' }), 'b:443');
  assert.equal(goes(api, { HTTPS_PROXY: '', https_proxy: 'http://c:9' }), 'c:9');
});

const lists: readonly (readonly [list: string, directly: readonly string[], through: readonly string[]])[] = [
  ['*', ['a.com', '10.0.0.1'], []],
  ['amazonaws.com', ['amazonaws.com', 'a.amazonaws.com'], ['notamazonaws.com']],
  ['.amazonaws.com', ['a.b.amazonaws.com'], ['amazonaws.com']],
  ['*.amazonaws.com', ['a.amazonaws.com'], ['amazonaws.com']],
  ['a.com:443 b.com:8443', ['a.com'], ['b.com']],
  ['10.0.0.0/8, 192.168.1.5', ['10.1.2.3', '192.168.1.5'], ['11.0.0.1', '192.168.1.6', 'ten.com']],
  ['fd00::/8,[2001:db8::1]', ['[fd00::5]', '[2001:db8::1]'], ['[2001:db8::2]', '10.0.0.1']],
  ['A.COM', ['a.com'], []],
  ['', [], ['a.com']],
  ['10.0.0.0/99,nonsense/8,:', [], ['10.0.0.1', 'a.com']],
];
for (const [list, directly, through] of lists) {
  test(`NO_PROXY=${list}`, () => {
    const env = { HTTPS_PROXY, NO_PROXY: list };
    for (const host of directly) assert.equal(goes(`https://${host}/`, env), 'directly', host);
    for (const host of through) assert.equal(goes(`https://${host}/`, env), 'proxy.corp:3128', host);
  });
}

test('nothing on this machine goes through one', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])
    assert.equal(goes(`https://${host}:8443/`, { HTTPS_PROXY }), 'directly', host);
});

test('credentials are decoded, and shown nowhere', () => {
  const proxy = proxyFor(new URL(api), { HTTPS_PROXY: 'http://ann:p%40ss@proxy.corp:3128' });
  assert.equal(proxy?.authorization, `Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
  const { authorization: _, ...others } = proxy;
  assert.doesNotMatch(JSON.stringify(others), /ann|ss/);
});
