import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract } from '../../contract/contract.ts';
import { routesOf } from '../../contract/route.ts';
import type { Target } from '../../discovery/target.ts';
import { observe } from '../answer.ts';
import type { Exchange, PlannedExchange } from '../exchange.ts';
import { urlVariants } from '../probes/url-variants.ts';
import type { TargetCheck } from '../target-check.ts';
import { doubledStage, headOfGet, trailingSlash } from './url-variants.ts';

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
const route = { responses: { 200: true }, examples: { one: { expect: { status: 200 } } } };
const shop: Contract = { name: 'shop', routes: { 'GET /items': route } };

const planned = (contract: Contract = shop, invokeUrl = target.invokeUrl) =>
  urlVariants({ contract, target: { ...target, invokeUrl } }, routesOf(contract, 'rest'));

describe('variants of an URL', () => {
  it('are three of the first GET example, each a 4xx at most', () => {
    assert.deepEqual(
      planned().map(({ request, purpose, provokes }) => [
        purpose,
        provokes,
        request.method,
        new URL(request.url).pathname,
      ]),
      [
        ['doubled-stage', '4xx', 'GET', '/dev/dev/items'],
        ['trailing-slash', '4xx', 'GET', '/dev/items/'],
        ['head', '4xx', 'HEAD', '/dev/items'],
      ],
    );
  });

  it('put the stage that is known in front where the URL has none', () => {
    const [first] = planned(shop, 'https://api.example.com');
    assert.equal(first?.request.url, 'https://api.example.com/dev/items');
  });

  it('keep the query where it was', () => {
    const examples = { one: { query: { q: 'a/b' }, expect: { status: 200 } } };
    const [, slash] = planned({ name: 'shop', routes: { 'GET /items': { ...route, examples } } });
    assert.match(slash?.request.url ?? '', /\/items\/\?q=a%2Fb$/);
  });

  it('leave out what the contract has a route for, and a stage that is not in the URL', () => {
    const routes = { 'GET /items': route, 'HEAD /items': route, 'GET /{stage}/items': route };
    assert.deepEqual(
      planned({ name: 'shop', routes }).map(({ purpose }) => purpose),
      ['trailing-slash'],
    );
    assert.deepEqual(
      urlVariants(
        { contract: shop, target: { ...target, invokeUrl: 'https://api.example.com', stage: '$default' } },
        routesOf(shop, 'rest'),
      ).map(({ purpose }) => purpose),
      ['trailing-slash', 'head'],
    );
  });

  it('are none of greedy paths, the root, other methods, and examples that use captured values', () => {
    const captured = { one: { path: { id: '{{id}}' }, expect: { status: 200 } } };
    const routes = {
      'GET /': route,
      'GET /files/{rest+}': { ...route, examples: { one: { path: { rest: 'a' }, expect: { status: 200 } } } },
      'POST /items': route,
      'GET /items/{id}': { ...route, examples: captured },
    };
    assert.deepEqual(planned({ name: 'shop', routes }), []);
  });
});

const answered = (exchange: PlannedExchange, status: number, body: unknown = {}) =>
  observe({
    ...exchange,
    startedAt: '2026-01-01T00:00:00.000Z',
    answer: {
      kind: 'response',
      status,
      headers: [],
      bodyBase64: Buffer.from(JSON.stringify(body)).toString('base64'),
      durationMs: 1,
    },
  } satisfies Exchange);

function said(check: TargetCheck, [status, body]: [number, unknown?], example = 200) {
  const variants = planned();
  const [first] = variants;
  assert.ok(first);
  const base = answered(
    { ...first, id: 'base', purpose: 'example', example: 'one', route: 'GET /items' },
    example,
  );
  const exchanges = [base, ...variants.map((variant) => answered(variant, status, body))];
  const all = check.judge({ target, contract: shop, deployment: null, exchanges });
  return all.map(({ outcome }) => outcome.outcome).join();
}

const missing = { message: 'Missing Authentication Token' };

describe('a stage twice in the URL', () => {
  it('is refused', () => assert.equal(said(doubledStage, [403, missing]), 'pass'));
  it('leads somewhere', () => {
    assert.equal(said(doubledStage, [200]), 'fail');
    assert.equal(said(doubledStage, [502]), 'fail');
  });
  it('says nothing where the example itself failed', () => assert.equal(said(doubledStage, [200], 403), ''));
});

describe('a slash at the end', () => {
  it('is taken, or refused by the gateway', () => {
    assert.equal(said(trailingSlash, [200]), 'pass');
    assert.equal(said(trailingSlash, [403, missing]), 'pass');
  });
  it('is another path to the function', () =>
    assert.equal(said(trailingSlash, [404, { error: 'no' }]), 'skip'));
  it('crashes the function', () => assert.equal(said(trailingSlash, [502]), 'fail'));
});

describe('HEAD', () => {
  it('is answered or refused', () => {
    for (const status of [200, 204, 403, 404, 405]) assert.equal(said(headOfGet, [status]), 'pass');
  });
  it('crashes the function', () => assert.equal(said(headOfGet, [500]), 'fail'));
});
