import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Contract, Route } from '../../contract/contract.ts';
import type { Target } from '../../discovery/target.ts';
import { type PlanningOptions, planExchanges } from '../plan-exchanges.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};
const key = { header: 'X-Api-Key', from: 'env:KEY' } as const;
const token = { header: 'authorization', scheme: 'Bearer', from: 'env:TOKEN' } as const;
const ok = { responses: { 200: true }, examples: { one: { expect: { status: 200 } } } } as const;

function planned(routes: { readonly [key: string]: Route }, options: PlanningOptions = {}) {
  const contract: Contract = { name: 'shop', routes };
  const wanted = ['no-credentials', 'wrong-credentials', 'cache'];
  return planExchanges({ target, contract }, options).filter(({ purpose }) => wanted.includes(purpose));
}
const titles = (...given: Parameters<typeof planned>) => planned(...given).map(({ example }) => example);

describe('a route with auth', () => {
  test('is asked without its key, and with one that nobody gave out', () => {
    const asked = planned({ 'GET /a': { ...ok, auth: key } });
    assert.deepEqual(
      asked.map(({ example, request }) => [example, Object.keys(request.secretHeaders)]),
      [
        ['without credentials', []],
        ['with a made-up x-api-key', ['x-api-key']],
        ['with Cache-Control: max-age=0', ['x-api-key']],
      ],
    );
    assert.ok(asked.every(({ provokes }) => provokes === '4xx'));
    assert.ok(asked.every(({ after = [] }) => after.includes('shop:rest example GET /a → one')));
  });

  test('with a token is asked with every forgery of it, and with what must be refused', () => {
    const auth = { ...token, refused: { expired: 'env:OLD' } } as const;
    assert.deepEqual(titles({ 'GET /a': { ...ok, auth } }), [
      'without credentials',
      'with a made-up authorization',
      'with its authorization token whose signature was changed',
      'with its authorization token signed by another key',
      'with its authorization token that says it is unsigned (alg none)',
      'with the authorization that must be refused: expired',
      'with Cache-Control: max-age=0',
    ]);
  });

  test('that wants several things is asked without each of them, the others being right', () => {
    const asked = planned({ 'GET /a': { ...ok, auth: [key, { iam: true }] } });
    const signed = Object.fromEntries(
      asked.map(({ example, request }) => [example, request.signing?.secret]),
    );
    assert.deepEqual(signed, {
      'without credentials': undefined,
      'without x-api-key': 'own',
      'without a signature': undefined,
      'with a made-up x-api-key': 'own',
      'with a signature made with another secret': 'made-up',
      'with Cache-Control: max-age=0': 'own',
    });
  });

  test('and an effect is asked twice, with nothing that could be done', () => {
    const asked = planned({
      'POST /a/{id}': {
        responses: { 201: true },
        auth: key,
        examples: { one: { path: { id: '7' }, body: { name: 'x' }, expect: { status: 201 } } },
      },
    });
    assert.deepEqual(
      asked.map(({ example }) => example),
      ['without credentials', 'with a made-up x-api-key'],
    );
    for (const { request } of asked) {
      assert.match(request.url, /\/a\/gatewright-nobody$/);
      assert.throws(() => JSON.parse(Buffer.from(request.bodyBase64 ?? '', 'base64').toString()));
    }
    const protectedOnes = titles({ 'POST /a': { ...ok, auth: key } }, { effects: 'none' });
    assert.deepEqual(protectedOnes, []);
  });

  test('shares forgeries with routes that show the same token', () => {
    const routes = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`GET /a${index}`, { ...ok, auth: token }]),
    );
    assert.equal(titles(routes).filter((title) => /alg none/.test(title)).length, 3);
    assert.equal(titles(routes).filter((title) => title === 'without credentials').length, 9);
  });
});

describe('a cached route', () => {
  const cached: Route = {
    responses: { 200: true },
    cache: { ttlSeconds: 60, keyedBy: ['query.page'] },
    examples: {
      one: { query: { page: 1 }, expect: { status: 200 } },
      two: { query: { page: 2 }, expect: { status: 200 } },
    },
  };

  test('is asked again, for values that nobody asked for, and for fresh answers, in turn', () => {
    assert.deepEqual(titles({ 'GET /a': cached }), [
      'one, again',
      'two, again',
      'with another query.page',
      'with yet another query.page',
      'with Cache-Control: max-age=0, for the first time',
      'after max-age=0, for the first time',
      'with Cache-Control: max-age=0, for the second time',
      'after max-age=0, for the second time',
    ]);
    const asked = planned({ 'GET /a': cached });
    const [, , other, yetAnother] = asked;
    assert.match(other?.request.url ?? '', /\?page=\d{6}$/, 'a number stays a number');
    assert.deepEqual(yetAnother?.after, [other?.id]);
    assert.ok(asked.every(({ after = [] }) => after.length > 0));
  });

  test('is made up of other values in every run, under the same ids', () => {
    const urls = (runId: string) =>
      planned({ 'GET /a': cached }, { runId }).map(({ request }) => request.url);
    const ids = (runId: string) => planned({ 'GET /a': cached }, { runId }).map(({ id }) => id);
    assert.notDeepEqual(urls('r1'), urls('r2'));
    assert.deepEqual(ids('r1'), ids('r2'));
  });

  test('is asked by a second caller where the contract knows one', () => {
    const auth = { ...token, another: 'env:BOB' } as const;
    const asked = planned({ 'GET /a': { ...ok, auth } }).find(
      ({ probe }) => probe?.does === 'another-caller',
    );
    assert.deepEqual(asked?.request.secretHeaders, { authorization: { from: 'env:BOB', scheme: 'Bearer' } });
  });

  test('without auth and without a promise is left alone, and so is an HTTP API', () => {
    assert.deepEqual(titles({ 'GET /a': ok }), []);
    const http = planExchanges({
      target: { ...target, apiType: 'http' },
      contract: { name: 'shop', routes: { 'GET /a': cached } },
    });
    assert.ok(!http.some(({ purpose }) => purpose === 'cache'));
  });
});
