import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf } from '../../deployment/deployment.fixture.ts';
import type { Target } from '../../discovery/target.ts';
import { observe } from '../answer.ts';
import { type Told, tell } from '../exchange.fixture.ts';
import type { TargetCheck } from '../target-check.ts';
import { accessLog, authorizedCacheable, securityHeaders, serverBanner } from './security-headers.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: null,
  endpointType: null,
  apiId: 'abc123',
};

function said(check: TargetCheck, told: readonly Told[], invokeUrl = target.invokeUrl) {
  const { contract } = tell();
  const exchanges = told.map((one) => observe(tell(one).exchange));
  const all = check.judge({ target: { ...target, invokeUrl }, contract, deployment: null, exchanges });
  assert.ok(all.length <= 1, 'once a target');
  const [one] = all;
  if (one === undefined) return null;
  return one.outcome.outcome === 'fail' ? one.outcome.message : one.outcome.outcome;
}

const safe = { 'strict-transport-security': 'max-age=63072000', 'x-content-type-options': 'nosniff' };

describe('security headers', () => {
  it('are there', () => assert.equal(said(securityHeaders, [{ headers: safe }]), 'pass'));
  it('are missing, said once a target', () => {
    assert.equal(
      said(securityHeaders, [{ headers: safe }, {}, {}]),
      'answers carry no Strict-Transport-Security and no X-Content-Type-Options: nosniff',
    );
  });
  it('are asked of no gateway on this machine, and of no error', () => {
    assert.equal(said(securityHeaders, [{}], 'http://127.0.0.1:4000/dev'), null);
    assert.equal(said(securityHeaders, [{}], 'https://abc.execute-api.localhost:4001/dev'), null);
    assert.equal(said(securityHeaders, [{ status: 500 }]), null);
  });
});

describe('answers that need credentials', () => {
  const secretHeaders = { 'x-api-key': { from: 'env:KEY' } } as const;
  it('tell caches not to share them', () => {
    for (const value of ['no-store', 'private, max-age=5']) {
      assert.equal(
        said(authorizedCacheable, [{ secretHeaders, headers: { 'cache-control': value } }]),
        'pass',
      );
    }
  });
  it('say nothing, or the opposite', () => {
    assert.match(said(authorizedCacheable, [{ secretHeaders }]) ?? '', /has no Cache-Control/);
    assert.match(
      said(authorizedCacheable, [{ secretHeaders, headers: { 'cache-control': 'max-age=60' } }]) ?? '',
      /Cache-Control: max-age=60/,
    );
  });
  it('are nothing where no credentials were sent', () => assert.equal(said(authorizedCacheable, [{}]), null));
});

describe('an access log', () => {
  const judged = (accessLogged: boolean, invokeUrl = target.invokeUrl) => {
    const deployment = deploymentOf('rest', { settings: { accessLog: accessLogged } });
    const { contract } = tell();
    const all = accessLog.judge({ target: { ...target, invokeUrl }, contract, deployment, exchanges: [] });
    return all.map(({ outcome }) => outcome.outcome);
  };
  it('is there', () => assert.deepEqual(judged(true), ['pass']));
  it('is missing', () => assert.deepEqual(judged(false), ['fail']));
  it('is asked of no gateway on this machine', () =>
    assert.deepEqual(judged(false, 'http://127.0.0.1:1/dev'), []));
});

describe('banners', () => {
  it('are missing, or say nothing', () => {
    assert.equal(said(serverBanner, [{}]), 'pass');
    assert.equal(said(serverBanner, [{ headers: { server: 'awselb' } }]), 'pass');
  });
  it('name software', () => {
    assert.equal(said(serverBanner, [{ headers: { 'x-powered-by': 'Express' } }]), 'x-powered-by: Express');
    assert.equal(
      said(serverBanner, [{ headers: { 'x-amzn-Remapped-Server': 'nginx/1.18' } }]),
      'x-amzn-remapped-server: nginx/1.18',
    );
  });
});
