import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatorEnvironment } from './environment.ts';

test('k6 gets what it is given, and of the machine only what it needs to work', () => {
  const machine = {
    PATH: '/bin',
    HOME: '/home/me',
    https_proxy: 'http://proxy:3128',
    SSL_CERT_FILE: '/etc/ca.pem',
    AWS_SECRET_ACCESS_KEY: 'secret',
    K6_VUS: '100',
    K6_OUT: 'cloud',
  };
  assert.deepEqual(generatorEnvironment({ MY_API_KEY: 'key' }, machine), {
    PATH: '/bin',
    HOME: '/home/me',
    https_proxy: 'http://proxy:3128',
    SSL_CERT_FILE: '/etc/ca.pem',
    MY_API_KEY: 'key',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

test('what is given wins over the machine', () => {
  assert.equal(generatorEnvironment({ HOME: '/given' }, { HOME: '/machine' }).HOME, '/given');
});
