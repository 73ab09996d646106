import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type ApiMapping,
  type CustomDomain,
  type RoutingRule,
  rulesByHeader,
  segmentsOf,
  segmentsTo,
  stageAt,
} from './custom-domain.ts';

const mapping = (key: string, apiId: string, stage: string | null = 'prod'): ApiMapping => ({
  id: null,
  key,
  apiId,
  stage,
});
const rule = (priority: number, apiId: string, more: Partial<RoutingRule> = {}): RoutingRule => ({
  priority,
  basePaths: null,
  headers: [],
  apiId,
  stage: 'prod',
  stripBasePath: true,
  ...more,
});
const domain = (more: Partial<CustomDomain>): CustomDomain => ({
  name: 'api.example.com',
  endpointType: 'REGIONAL',
  routing: 'mappings',
  mappings: [],
  rules: [],
  ...more,
});

function led(path: string, to: CustomDomain): string | null {
  const found = stageAt(to, segmentsOf(path));
  return found === null
    ? null
    : `${found.apiId}@${found.stage} /${found.base.join('/')} /${found.rest.join('/')}`;
}

const mapped = domain({
  mappings: [
    mapping('', 'root'),
    mapping('orders', 'o1'),
    mapping('orders/v2', 'o2'),
    mapping('any', 'a', null),
  ],
});

const paths = [
  ['/', 'root@prod / /'],
  ['/orders', 'o1@prod /orders /'],
  ['/orders/17', 'o1@prod /orders /17'],
  ['/orders/v2/17', 'o2@prod /orders/v2 /17'],
  ['/orders-2', 'root@prod / /orders-2'],
  ['/Orders', 'root@prod / /Orders'],
  ['/any/dev/users', 'a@dev /any/dev /users'],
  ['/any', 'a@null /any /'],
] as const;

for (const [path, expected] of paths) {
  test(`the longest mapping key of whole segments takes ${path}`, () => {
    assert.equal(led(path, mapped), expected);
  });
}

test('a path that no mapping takes leads nowhere', () => {
  assert.equal(led('/users', domain({ mappings: [mapping('orders', 'o1')] })), null);
});

const rules = [
  rule(50, 'catch-all'),
  rule(10, 'v2', { basePaths: ['orders', 'baskets/v1'] }),
  rule(20, 'kept', { basePaths: ['users'], stripBasePath: false }),
  rule(5, 'by-header', { basePaths: ['orders'], headers: ['x-version: v3*'] }),
].sort((one, other) => one.priority - other.priority);

test('rules are tried by priority, before any mapping, where the routing mode says so', () => {
  const both = domain({ routing: 'rules, then mappings', rules, mappings: [mapping('orders', 'o1')] });
  assert.equal(led('/orders/17', both), 'v2@prod /orders /17');
  assert.equal(led('/baskets/v1', both), 'v2@prod /baskets/v1 /');
  assert.equal(led('/baskets/v2', both), 'catch-all@prod / /baskets/v2');
  assert.equal(led('/orders', { ...both, routing: 'mappings' }), 'o1@prod /orders /');
  const only = domain({ routing: 'rules', rules: rules.slice(0, 2), mappings: [mapping('', 'o1')] });
  assert.equal(led('/users', only), null);
});

test('a base path that is not stripped is a part of the routes, not of the base URL', () => {
  assert.equal(led('/users/17', domain({ routing: 'rules', rules })), 'kept@prod / /users/17');
});

test('a rule with a header condition is not guessed: it is named', () => {
  const ruled = domain({ routing: 'rules', rules });
  assert.deepEqual(
    rulesByHeader(ruled, ['orders']).map(({ apiId }) => apiId),
    ['by-header'],
  );
  assert.deepEqual(rulesByHeader(ruled, ['users']), []);
  assert.equal(segmentsTo(ruled, 'by-header', 'prod'), null);
});

test('the way to a stage is one that leads there: a rule that comes first hides a mapping', () => {
  assert.deepEqual(segmentsTo(mapped, 'o2', 'prod'), ['orders', 'v2']);
  assert.deepEqual(segmentsTo(mapped, 'a', 'dev'), ['any', 'dev']);
  assert.equal(segmentsTo(mapped, 'o2', 'dev'), null);
  const hidden = domain({ routing: 'rules, then mappings', rules, mappings: [mapping('baskets', 'b')] });
  assert.equal(segmentsTo(hidden, 'b', 'prod'), null);
});

test('wherever a way to a stage is found, requests under it get to that stage', () => {
  const segment = fc.constantFrom('a', 'b', 'c');
  const key = fc.array(segment, { maxLength: 3 }).map((segments) => segments.join('/'));
  const stages = fc.constantFrom('dev', 'prod');
  const mappings = fc.uniqueArray(
    fc.record({
      id: fc.constant(null),
      key,
      apiId: fc.constantFrom('x', 'y'),
      stage: fc.option(stages),
    }),
    { selector: (one) => one.key, maxLength: 5 },
  );
  const someRules = fc.uniqueArray(
    fc.record({
      priority: fc.integer({ min: 1, max: 9 }),
      basePaths: fc.option(fc.array(key, { minLength: 1, maxLength: 2 })),
      headers: fc.constantFrom([], ['x: 1']),
      apiId: fc.constantFrom('x', 'y'),
      stage: stages,
      stripBasePath: fc.constant(true),
    }),
    { selector: (one) => one.priority, maxLength: 4 },
  );
  const routing = fc.constantFrom('mappings', 'rules', 'rules, then mappings');
  fc.assert(
    fc.property(mappings, someRules, routing, stages, (some, unordered, mode, stage) => {
      const ordered = [...unordered].sort((one, other) => one.priority - other.priority);
      const any = domain({ routing: mode, mappings: some, rules: ordered });
      const segments = segmentsTo(any, 'x', stage);
      if (segments === null) return;
      const found = stageAt(any, segments);
      assert.equal(found?.apiId, 'x');
      assert.equal(found.stage, stage);
    }),
    { seed: 8, numRuns: 500 },
  );
});
