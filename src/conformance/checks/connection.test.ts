import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf } from '../../deployment/deployment.fixture.ts';
import { read, unread } from '../../deployment/reading.ts';
import type { Target } from '../../discovery/target.ts';
import { type Connection, isDefaultEndpoint, isLoopback } from '../connection.ts';
import type { TargetCheck, TargetFacts } from '../target-check.ts';
import { certificate, defaultEndpoint, plainHttp, tlsVersions } from './connection.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://api.example.com/shop',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: null,
  endpointType: null,
  apiId: 'abc123',
};
const sound: Connection = {
  target: 'shop:rest',
  host: 'api.example.com',
  observedAt: '2026-01-01T00:00:00.000Z',
  tls: {
    protocol: 'TLSv1.3',
    distrust: null,
    certificate: { subject: 'api.example.com', issuer: 'Amazon', validTo: '2026-06-01T00:00:00.000Z' },
  },
  oldProtocols: [
    { protocol: 'TLSv1', accepted: false },
    { protocol: 'TLSv1.1', accepted: false },
  ],
  plainHttp: { kind: 'silent' },
  defaultEndpoint: null,
};

function said(check: TargetCheck, connection: Partial<Connection> | null, facts: Partial<TargetFacts> = {}) {
  const [one, ...more] = check.judge({
    target,
    contract: { name: 'shop', routes: {} },
    deployment: null,
    connection: connection === null ? null : { ...sound, ...connection },
    exchanges: [],
    ...facts,
  });
  assert.equal(more.length, 0);
  if (one === undefined) return null;
  const { outcome } = one;
  return outcome.outcome === 'fail'
    ? `${outcome.severity ?? check.severity}: ${outcome.message}`
    : outcome.outcome;
}

const until = (validTo: string) => ({
  tls: { protocol: 'TLSv1.3', distrust: null, certificate: { subject: 'x', issuer: 'y', validTo } },
});

describe('the certificate', () => {
  it('is valid for a month', () => assert.equal(said(certificate, {}), 'pass'));
  it('expires soon', () =>
    assert.equal(
      said(certificate, until('2026-01-21T12:00:00.000Z')),
      'warning: the certificate of api.example.com expires in 20 days, on 2026-01-21',
    ));
  it('has expired', () =>
    assert.match(
      said(certificate, until('2025-12-30T00:00:00.000Z')) ?? '',
      /^error: .* expired on 2025-12-30/,
    ));
  it('is nothing where there is no TLS, or nobody looked', () => {
    assert.equal(said(certificate, { tls: null }), null);
    assert.equal(said(certificate, null), null);
  });
});

describe('old versions of TLS', () => {
  it('are refused', () => assert.equal(said(tlsVersions, {}), 'pass'));
  it('are spoken', () =>
    assert.equal(
      said(tlsVersions, {
        oldProtocols: [
          { protocol: 'TLSv1', accepted: true },
          { protocol: 'TLSv1.1', accepted: true },
        ],
      }),
      'warning: api.example.com accepts TLSv1 and TLSv1.1',
    ));
  it('are allowed by the security policy of the domain, whoever could ask', () => {
    const domains = read([{ name: 'api.example.com', securityPolicy: 'TLS_1_0' }]);
    assert.match(
      said(tlsVersions, null, { deployment: deploymentOf('rest', { domains }) }) ?? '',
      /the security policy of api\.example\.com allows TLS 1\.0/,
    );
  });
  it('are unknown where this machine could not ask', () => {
    assert.equal(said(tlsVersions, { oldProtocols: [{ protocol: 'TLSv1', accepted: null }] }), null);
    assert.equal(said(tlsVersions, null), null);
  });
});

describe('plain http', () => {
  const answered = (status: number, location: string | null = null) => ({
    plainHttp: { kind: 'answered' as const, status, location },
  });
  it('is silent, redirected or refused', () => {
    assert.equal(said(plainHttp, {}), 'pass');
    assert.equal(said(plainHttp, answered(301, 'https://api.example.com/')), 'pass');
    assert.equal(said(plainHttp, answered(403)), 'pass');
  });
  it('is answered', () => {
    assert.match(said(plainHttp, answered(200)) ?? '', /answers over plain http with 200/);
    assert.match(said(plainHttp, answered(302, 'http://api.example.com/x')) ?? '', /with 302/);
  });
});

describe('the default endpoint beside a custom domain', () => {
  const domains = read([{ name: 'api.example.com', securityPolicy: 'TLS_1_2' }]);
  const api = (defaultEndpointOff: boolean) => {
    const one = deploymentOf('rest').api;
    assert.ok(one.read);
    return read({ ...one.value, defaultEndpointOff });
  };
  it('is off', () => {
    const deployment = deploymentOf('rest', { domains, api: api(true) });
    assert.equal(said(defaultEndpoint, null, { deployment }), 'pass');
  });
  it('is on, as API Gateway tells, through whatever URL the gate went', () => {
    const deployment = deploymentOf('rest', { domains, api: api(false) });
    const invokeUrl = 'http://127.0.0.1:4000/dev';
    assert.equal(
      said(defaultEndpoint, null, { deployment, target: { ...target, invokeUrl } }),
      'warning: the default endpoint of abc123 is switched on, beside api.example.com',
    );
  });
  it('is nothing without a custom domain', () => {
    assert.equal(said(defaultEndpoint, null, { deployment: deploymentOf('rest') }), null);
    const invokeUrl = 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev';
    assert.equal(said(defaultEndpoint, { host: 'x' }, { target: { ...target, invokeUrl } }), null);
  });
  it('is judged by its own answer where nothing could be read', () => {
    const nothing = deploymentOf('rest', { domains: unread('no'), api: unread('no') });
    const answers = (status: number | null, message: string | null) =>
      said(
        defaultEndpoint,
        { defaultEndpoint: { url: 'https://x/', status, message } },
        { deployment: nothing },
      );
    assert.match(answers(403, 'Missing Authentication Token') ?? '', /answers with 403/);
    assert.equal(answers(403, 'Forbidden'), 'pass');
    assert.equal(answers(404, 'Not Found'), 'pass');
    assert.equal(answers(null, null), 'skip');
  });
});

describe('hosts', () => {
  it('are on this machine', () => {
    for (const host of ['localhost', 'abc.execute-api.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
      assert.ok(isLoopback(host), host);
    for (const host of ['api.example.com', '10.0.0.1', 'localhost.example.com'])
      assert.ok(!isLoopback(host), host);
  });
  it('are the default endpoint of an API', () => {
    assert.ok(isDefaultEndpoint('abc123.execute-api.eu-west-1.amazonaws.com'));
    assert.ok(isDefaultEndpoint('abc123.execute-api.cn-north-1.amazonaws.com.cn'));
    assert.ok(!isDefaultEndpoint('api.example.com'));
    assert.ok(!isDefaultEndpoint('execute-api.example.com'));
  });
});
