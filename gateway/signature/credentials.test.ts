import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentialsFrom, exampleCredentials } from './credentials.ts';

describe('credentials for AWS_IAM', () => {
  it('are those of AWS’s documentation, and a pair from the environment', () => {
    assert.deepEqual(credentialsFrom({}), [exampleCredentials]);
    const env = { GATEWRIGHT_SIGNER_ACCESS_KEY_ID: 'AKIDMINE', GATEWRIGHT_SIGNER_SECRET_ACCESS_KEY: 's' };
    assert.deepEqual(credentialsFrom(env), [
      exampleCredentials,
      { accessKeyId: 'AKIDMINE', secretAccessKey: 's' },
    ]);
  });

  it('are never the AWS keys of the person, nor half a pair', () => {
    const own = { AWS_ACCESS_KEY_ID: 'AKIDREAL', AWS_SECRET_ACCESS_KEY: 's' };
    assert.deepEqual(credentialsFrom(own), [exampleCredentials]);
    assert.deepEqual(credentialsFrom({ GATEWRIGHT_SIGNER_ACCESS_KEY_ID: 'AKIDMINE' }), [exampleCredentials]);
  });
});
