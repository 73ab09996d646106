import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract, Route } from '../../contract/contract.ts';
import { routesOf } from '../../contract/route.ts';
import type { Exchange, PlannedExchange } from '../exchange.ts';
import { firstSchemaError } from '../schema.ts';
import { brokenRequests, smallerRequests, soundRequests } from './plan-generated.ts';

const user = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 10 },
    age: { type: 'integer', minimum: 0 },
    mail: { type: 'string', format: 'email' },
    kind: { enum: ['guest', 'admin'] },
    tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
    address: { $ref: '#/definitions/address' },
  },
  required: ['name'],
  additionalProperties: false,
  definitions: {
    address: {
      type: 'object',
      properties: { zip: { type: 'string', pattern: '^\\d{5}$' } },
      required: ['zip'],
    },
  },
} as const;

const parameters = {
  path: { id: { schema: { type: 'integer' } } },
  query: {
    limit: { schema: { type: 'integer', minimum: 1, maximum: 100 } },
    q: { schema: { type: 'string', minLength: 1 }, required: true },
  },
  headers: { 'X-Tenant': { schema: { type: 'string' }, required: true } },
} as const;

const example = {
  path: { id: 1 },
  query: { q: 'x' },
  headers: { 'x-tenant': 't' },
  body: { name: 'Bob', age: 3 },
  expect: { status: 201 },
} as const;

function api(route: Partial<Route> = {}, key = 'POST /users/{id}') {
  const contract: Contract = {
    name: 'shop',
    routes: {
      [key]: {
        safeToRepeat: true,
        request: { body: user, ...parameters },
        responses: { 201: true },
        examples: { one: example },
        ...route,
      },
    },
  };
  const target = {
    target: 'shop:rest',
    apiType: 'rest',
    invokeUrl: 'http://127.0.0.1/dev',
    stage: 'dev',
    region: null,
    stackName: null,
    endpointType: null,
    apiId: null,
  } as const;
  return { subject: { contract, target }, routes: routesOf(contract, 'rest') };
}

const broken = (route?: Partial<Route>, key?: string) => {
  const { subject, routes } = api(route, key);
  return brokenRequests(subject, routes);
};
const bodyOf = ({ request }: PlannedExchange) => Buffer.from(request.bodyBase64 ?? '', 'base64').toString();
const rules = (planned: readonly PlannedExchange[]) =>
  planned.map((each) => `${each.broken?.part} ${each.broken?.rule} ${each.broken?.place}`.trim());

const answered = (planned: PlannedExchange, status: number): Exchange => ({
  ...planned,
  startedAt: '2026-01-01T00:00:00.000Z',
  answer: { kind: 'response', status, headers: [], bodyBase64: '', durationMs: 1 },
});

describe('requests that break a promise', () => {
  it('are none where nothing is promised of requests', () => {
    const { request: _, ...route } = api().subject.contract.routes['POST /users/{id}'] as Route;
    const contract = { name: 'shop', routes: { 'POST /users/{id}': route } };
    const { subject } = api();
    assert.deepEqual(brokenRequests({ ...subject, contract }, routesOf(contract, 'rest')), []);
  });

  it('are none for another API type than the promise holds for', () => {
    assert.deepEqual(broken({ request: { apiTypes: ['http'], body: user } }), []);
  });

  it('break every kind of rule, of the body and of every kind of parameter', () => {
    const found = new Set([
      ...rules(broken({ request: { body: user } })),
      ...rules(broken({ request: parameters })),
    ]);
    for (const rule of [
      'body malformed',
      'body empty',
      'body content-type',
      'body type',
      'body null',
      'body missing /name',
      'body extra /gatewright',
      'body length /name',
      'body range /age',
      'body format /mail',
      'body choice /kind',
      'body items /tags',
      'body pattern /address/zip',
      'query missing q',
      'query type limit',
      'query range limit',
      'headers missing x-tenant',
      'path type id',
    ]) {
      assert.ok(found.has(rule), `${rule} is not among ${[...found].join(', ')}`);
    }
  });

  it('differ from what fits in one thing alone, and ajv agrees', () => {
    for (const planned of broken({ request: { body: user } })) {
      const { rule } = planned.broken ?? {};
      if (rule === 'malformed' || rule === 'content-type') {
        assert.throws(() => JSON.parse(bodyOf(planned)));
      } else if (rule === 'empty') {
        assert.equal(planned.request.bodyBase64, null);
      } else {
        assert.notEqual(firstSchemaError(user, JSON.parse(bodyOf(planned))), null, planned.example);
      }
      assert.equal(planned.request.url, 'http://127.0.0.1/dev/users/1?q=x');
      assert.equal(planned.request.headers['x-tenant'], 't');
    }
    for (const planned of broken({ request: parameters })) {
      assert.equal(bodyOf(planned), '{"name":"Bob","age":3}');
    }
  });

  it('are the same in every run, with names of their own, and bounded', () => {
    const planned = broken();
    assert.deepEqual(broken(), planned);
    assert.equal(new Set(planned.map(({ id }) => id)).size, planned.length);
    assert.ok(planned.length <= 18);
    assert.ok(planned.every(({ provokes, once }) => provokes === '4xx' && once === true));
  });

  it('are only bodies that nobody can read as data where a route has an effect', () => {
    assert.deepEqual(rules(broken({ safeToRepeat: false })), ['body malformed']);
    assert.deepEqual(rules(broken({ effect: 'changes', safeToRepeat: false })), ['body malformed']);
    assert.ok(broken({ effect: 'none', safeToRepeat: false }).length > 10);
  });

  it('leave a body alone that may be missing, and one that the method has no meaning for', () => {
    assert.ok(!rules(broken({ request: { body: user, bodyRequired: false } })).includes('body empty'));
    assert.deepEqual(broken({ request: { body: user } }, 'GET /users/{id}'), []);
  });

  it('leave out a header that a secret is sent in', () => {
    const auth = { header: 'X-Tenant', from: 'env:TENANT' } as const;
    assert.ok(!rules(broken({ auth, request: parameters })).some((rule) => rule.startsWith('headers')));
  });

  it('are none where no sound request is known to start from', () => {
    assert.deepEqual(broken({ examples: {}, request: { body: user } }), []);
    const captured = { ...example, path: { id: '{{id}}' } };
    assert.deepEqual(broken({ examples: { captured }, request: { body: user } }), []);
  });

  it('start from generated values where no example gives one', () => {
    const [first] = broken({ examples: {} });
    assert.match(first?.request.url ?? '', /^http:\/\/127\.0\.0\.1\/dev\/users\/-?\d+\?q=.+/);
  });

  it('end with schemas that nothing breaks, or that the generator knows nothing of', () => {
    for (const body of [
      true,
      {},
      { not: {} },
      { type: ['string', 'number', 'boolean', 'array', 'object', 'null'] },
    ]) {
      const planned = broken({ examples: { one: { ...example, body: 'x' } }, request: { body } });
      assert.ok(
        planned.every(({ broken: what }) =>
          ['malformed', 'empty', 'content-type'].includes(what?.rule ?? ''),
        ),
      );
    }
  });

  it('carry an Origin once where pages may call, so that the CORS headers of a refusal are seen', () => {
    const cors = { origins: ['https://app.example'], methods: ['POST'], headers: [] };
    const origins = broken({ cors }).map(({ request }) => request.headers.origin);
    assert.deepEqual(
      origins.filter((origin) => origin !== undefined),
      ['https://app.example'],
    );
  });
});

describe('smaller requests', () => {
  /** Plays an API that accepts what `accepts` says of body and URL, until there is nothing more to ask. */
  function shrink(accepts: (body: string) => boolean, route: Partial<Route> = { request: { body: user } }) {
    const { subject, routes } = api(route);
    const answer = (planned: PlannedExchange) => answered(planned, accepts(bodyOf(planned)) ? 201 : 400);
    const made = brokenRequests(subject, routes).map(answer);
    for (let round = 0; round < 10; round += 1) {
      const smaller = smallerRequests(subject, routes, { made });
      if (smaller.length === 0) break;
      made.push(...smaller.map(answer));
    }
    return made;
  }

  const accepted = (made: readonly Exchange[], rule: string) =>
    made
      .filter(
        ({ broken: what, answer }) =>
          what?.rule === rule && answer.kind === 'response' && answer.status === 201,
      )
      .map(bodyOf)
      .toSorted((a, b) => a.length - b.length);

  it('are none where all was refused', () => {
    const made = shrink(() => false);
    assert.equal(
      made.length,
      brokenRequests(api({ request: { body: user } }).subject, api({ request: { body: user } }).routes)
        .length,
    );
  });

  it('lead to the smallest that still fails', () => {
    const brokenOff = shrink((body) => body.startsWith('{') && !body.endsWith('}'));
    assert.equal(accepted(brokenOff, 'malformed')[0], '{');
    const ages = shrink((body) => body.includes('"age":-'));
    assert.ok(accepted(ages, 'range').includes('{"name":"Bob","age":-1}'));
  });

  it('leave out of a request what the failure does not need', () => {
    const made = shrink((body) => body.includes('"gatewright":'));
    assert.match(accepted(made, 'extra')[0] ?? '', /^\{"name":"Bob","gatewright":\S+\}$/);
  });

  it('are asked for a crash as well, and not where the gateway turned the caller away', () => {
    const { subject, routes } = api({ request: { body: user } });
    const planned = brokenRequests(subject, routes);
    const answers = (status: number) =>
      planned.map((each) => answered(each, each.broken?.rule === 'malformed' ? status : 400));
    assert.ok(smallerRequests(subject, routes, { made: answers(500) }).length > 0);
    assert.deepEqual(smallerRequests(subject, routes, { made: answers(429) }), []);
    assert.deepEqual(smallerRequests(subject, routes, { made: answers(403) }), []);
  });
});

describe('requests that fit a promise', () => {
  const sound = (route?: Partial<Route>) => {
    const { subject, routes } = api(route);
    return soundRequests(subject, routes);
  };

  it('fit, as ajv says, and keep the path of the example', () => {
    const planned = sound();
    assert.equal(planned.length, 3);
    for (const each of planned) {
      assert.equal(firstSchemaError(user, JSON.parse(bodyOf(each))), null);
      assert.match(each.request.url, /\/users\/1\?.*q=/);
      assert.equal(each.provokes, undefined);
    }
  });

  it('go to no route where they would do something', () => {
    assert.deepEqual(sound({ safeToRepeat: false }), []);
    assert.equal(sound({ safeToRepeat: false, effect: 'none' }).length, 3);
  });

  it('are none where the promise leaves nothing to choose', () => {
    assert.deepEqual(sound({ request: { path: parameters.path } }), []);
  });
});

describe('the seed of a run', () => {
  const { subject, routes } = api();
  const bodies = (seed?: number) => [
    ...soundRequests(subject, routes, seed).map(bodyOf),
    ...brokenRequests(subject, routes, seed).map(bodyOf),
  ];

  it('makes the same requests again, and another one others', () => {
    assert.deepEqual(bodies(3), bodies(3));
    assert.deepEqual(bodies(0), bodies());
    assert.notDeepEqual(bodies(3), bodies(4));
  });
});
