import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { domainsOf } from './domains.ts';

const mapping = (ApiId: string, Stage: string) => ({ ApiId, Stage, DomainName: 'api.example.com' });
const domain = {
  DomainName: 'api.example.com',
  DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' as const }],
};

describe('the custom domains of a stage', () => {
  it('are those with a mapping to it', () => {
    const all = [
      { domain, mappings: [mapping('abc', 'dev'), mapping('abc', 'prod')] },
      { domain: { DomainName: 'other.example.com' }, mappings: [mapping('xyz', 'dev')] },
    ];
    assert.deepEqual(domainsOf(all, { apiId: 'abc', stageName: 'dev' }), [
      { name: 'api.example.com', securityPolicy: 'TLS_1_0' },
    ]);
    assert.deepEqual(domainsOf(all, { apiId: 'xyz', stageName: 'dev' }), [
      { name: 'other.example.com', securityPolicy: null },
    ]);
    assert.deepEqual(domainsOf(all, { apiId: 'abc', stageName: 'test' }), []);
  });
});
