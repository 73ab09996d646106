import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkContract } from './check-contract.ts';

const user = { type: 'object', properties: { id: { type: 'string' } } };
const example = { path: { id: '1' }, expect: { status: 200 } };
const route = { responses: { 200: user }, examples: { 'a user by id': example } };
const key = 'GET /users/{id}';

const contract = (fields: object = {}) => ({ name: 'x', routes: { [key]: route }, ...fields });
const withRoute = (fields: object) => contract({ routes: { [key]: { ...route, ...fields } } });
const withExample = (fields: object) =>
  withRoute({ examples: { 'a user by id': { ...example, ...fields } } });

/** The one mistake as a line, without the path of the route or the example that it is in. */
function mistake(value: unknown): string {
  const mistakes = checkContract(value);
  assert.equal(mistakes.length, 1, JSON.stringify(mistakes));
  const [{ path, message, next } = { path: '', message: '' }] = mistakes;
  const inExample = 'routes["GET /users/{id}"].examples["a user by id"]';
  const short = path.replace(inExample, '~').replace('routes["GET /users/{id}"]', '-');
  return [`${short}: ${message}`, next].filter(Boolean).join(' ');
}

describe('checking a contract', () => {
  it('finds nothing in a good one', () => {
    assert.deepEqual(checkContract(contract()), []);
    assert.deepEqual(checkContract(JSON.parse(JSON.stringify(contract()))), []);
  });

  it('finds every mistake, not only the first', () => {
    const paths = checkContract(withExample({ path: { ID: 1 }, expect: { status: 99, body: 1 } })).map(
      ({ path }) => path,
    );
    assert.deepEqual(paths, [
      'routes["GET /users/{id}"].examples["a user by id"].expect.status',
      'routes["GET /users/{id}"].examples["a user by id"].path.ID',
    ]);
  });

  it('takes nothing but an object with a name and routes', () => {
    for (const value of [undefined, null, 3, 'x', []])
      assert.match(mistake(value), /^: The contract is not an object\. Write \{ name:/);
    assert.match(mistake({ routes: contract().routes }), /^name: is missing\./);
    assert.match(mistake({ name: 'x' }), /^routes: is missing\./);
    assert.match(mistake(contract({ routes: {} })), /^routes: is not an object with routes\./);
    assert.match(mistake(contract({ name: '' })), /^name: is "", not a name\./);
  });

  it('takes plain data alone', () => {
    class Special {}
    const circle: { self?: object } = {};
    circle.self = circle;
    const values = [() => 1, undefined, new Date(0), new Special(), Number.NaN, 1n, circle];
    const said = values.map((body) => mistake(withExample({ body })));
    assert.deepEqual(said, [
      '~.body: is a function, but a contract is plain data.',
      '~.body: is undefined. Leave the key out.',
      '~.body: is a Date, but a contract is plain data.',
      '~.body: is a Special, but a contract is plain data.',
      "~.body: is NaN, which JSON can't hold.",
      '~.body: is a bigint, but a contract is plain data.',
      '~.body.self: contains itself, but a contract is plain data.',
    ]);
  });

  it('names the key that an unknown one was meant to be, once', () => {
    assert.equal(mistake(contract({ kors: {} })), 'kors: is not known here. Did you mean "cors"?');
    const { examples, ...rest } = route;
    const misspelt = contract({ routes: { [key]: { ...rest, exampels: examples } } });
    assert.equal(mistake(misspelt), '-.exampels: is not known here. Did you mean "examples"?');
    assert.match(
      mistake(withExample({ zzz: 1 })),
      /^~\.zzz: is not known here\. Known are expect, apiTypes, /,
    );
  });
});

describe('checking routes', () => {
  it('refuses two that no API could tell apart', () => {
    const twins = contract({
      routes: { [key]: route, 'GET /users/{name}': { responses: {}, examples: {} } },
    });
    assert.equal(
      mistake(twins),
      'routes["GET /users/{name}"]: is the same route as "GET /users/{id}". Keep one of them.',
    );
  });

  it('refuses what no response can be', () => {
    assert.match(
      mistake(withRoute({ responses: { 200: user, 20: user } })),
      /^-\.responses\[20\]: is not a status/,
    );
    assert.match(
      mistake(withRoute({ responses: { 200: 'user' } })),
      /^-\.responses\[200\]: is not a JSON Schema/,
    );
  });

  it('refuses effects, API types and weights that there are not', () => {
    assert.match(
      mistake(withRoute({ effect: 'create' })),
      /^-\.effect: is "create".* Did you mean "creates"\?$/,
    );
    assert.match(mistake(withRoute({ apiTypes: ['rset'] })), /^-\.apiTypes\[0\]: .* Did you mean "rest"\?$/);
    assert.match(mistake(withRoute({ apiTypes: [] })), /^-\.apiTypes: is empty\./);
    assert.match(mistake(withRoute({ weight: -1 })), /^-\.weight: is -1, not a number greater than 0\.$/);
  });

  it('refuses a secret, and never repeats it', () => {
    const said = mistake(withRoute({ auth: { header: 'x-api-key', from: 'abc123' } }));
    assert.match(
      said,
      /^-\.auth\.from: does not name an environment variable.* Write 'env:MY_API_KEY', or 'command:'/,
    );
    assert.doesNotMatch(said, /abc123/);
    assert.match(mistake(withRoute({ auth: { header: 'x y', from: 'env:A' } })), /^-\.auth\.header: /);
  });

  it('refuses objectives that bound nothing', () => {
    assert.match(mistake(contract({ objectives: { p95Ms: 0 } })), /^objectives\.p95Ms: is 0, not a number/);
    assert.match(mistake(withRoute({ objectives: { p95Ms: '300' } })), /^-\.objectives\.p95Ms: is "300"/);
    for (const errorRate of [-0.1, 1.1])
      assert.match(
        mistake(contract({ objectives: { errorRate } })),
        /^objectives\.errorRate: .* from 0 to 1/,
      );
  });

  it('refuses CORS promises that no browser would accept', () => {
    const cors = { origins: ['*'], methods: ['GET'], headers: [] };
    assert.deepEqual(checkContract(contract({ cors })), []);
    assert.match(mistake(contract({ cors: { ...cors, credentials: true } })), /^cors\.origins: has '\*'/);
    assert.match(
      mistake(contract({ cors: { ...cors, origins: ['https://example.com/'] } })),
      /^cors\.origins\[0\]: is "https:\/\/example\.com\/", not an origin\./,
    );
    assert.deepEqual(checkContract(withRoute({ cors: false })), []);
  });

  it('refuses cache promises that no stage could keep', () => {
    const cache = (fields: object) => mistake(withRoute({ cache: { ttlSeconds: 30, ...fields } }));
    assert.match(cache({ ttlSeconds: 3601 }), /^-\.cache\.ttlSeconds: is 3601, not a number of seconds/);
    assert.equal(
      cache({ keyedBy: ['path.ID'] }),
      '-.cache.keyedBy[0]: names "ID", which is no parameter of the path. Did you mean "path.id"?',
    );
    assert.match(
      cache({ keyedBy: ['body.id'] }),
      /^-\.cache\.keyedBy\[0\]: is "body\.id", not a cache key\./,
    );
  });
});

describe('checking requests', () => {
  it('refuses path values that would ask for another path', () => {
    assert.match(mistake(withExample({ path: { id: '' } })), /^~\.path\.id: is empty/);
    assert.match(
      mistake(withExample({ path: { id: '..' } })),
      /^~\.path\.id: is "\.\.", which no client can send/,
    );
    assert.match(mistake(withExample({ path: { id: ['1'] } })), /^~\.path\.id: is a list, neither/);
  });

  it('refuses queries and headers that are no text', () => {
    assert.match(mistake(withExample({ query: { q: { a: 1 } } })), /^~\.query\.q: is an object, neither/);
    assert.match(mistake(withExample({ headers: { 'x-a': 1 } })), /^~\.headers\["x-a"\]: is 1, not a text/);
    assert.match(
      mistake(withExample({ headers: { 'x a': '1' } })),
      /^~\.headers\["x a"\]: .* not a header name/,
    );
  });

  it('refuses a second body, and base64 that is none', () => {
    assert.match(mistake(withExample({ body: 1, bodyBase64: 'AA==' })), /^~: has both body and bodyBase64\./);
    assert.match(mistake(withExample({ bodyBase64: 'not base64!' })), /^~\.bodyBase64: is not base64\./);
  });
});

describe('checking expectations', () => {
  it('refuses statuses that are neither promised nor errors', () => {
    assert.equal(
      mistake(withExample({ expect: { status: 201 } })),
      "~.expect.status: is 201, neither among the route's responses (200) nor from 400 to 599.",
    );
    for (const status of [400.5, '200', 600, null])
      assert.match(mistake(withExample({ expect: { status } })), /^~\.expect\.status: is /);
    assert.deepEqual(checkContract(withExample({ expect: { status: 599 } })), []);
  });

  it('needs a status, and with variants both of them', () => {
    assert.match(mistake(withExample({ expect: {} })), /^~\.expect\.status: is missing\./);
    assert.match(
      mistake(withExample({ expect: { rest: { status: 200 } } })),
      /^~\.expect\.http: is missing\./,
    );
    const mixed = { status: 200, rest: { status: 200 } };
    assert.match(mistake(withExample({ expect: mixed })), /^~\.expect\.rest: is not known here\./);
  });

  it('refuses a body that is also a text', () => {
    assert.match(
      mistake(withExample({ expect: { status: 200, body: {}, text: '{}' } })),
      /^~\.expect: has both/,
    );
  });

  it('refuses a body that the schema can never allow, whatever the schema is made of', () => {
    const cases: [schema: unknown, body: unknown, said: RegExp | null][] = [
      [user, { id: 1 }, /^-.*\.body\.id: is 1, but the schema says string\.$/],
      [user, { ID: '1' }, /\.body\.ID: is not in the schema\. Did you mean "id"\?$/],
      [{ ...user, additionalProperties: true }, { more: 1 }, null],
      [{ ...user, patternProperties: { '^x-': {} } }, { 'x-a': 1 }, null],
      [{ ...user, allOf: [{}] }, { more: 1 }, null],
      [{ type: 'array', items: user }, [{ id: '1' }, { id: 2 }], /\.body\[1\]\.id: is 2/],
      [{ type: ['integer', 'null'] }, 1.5, /\.body: is 1\.5, but the schema says integer or null\.$/],
      [{ type: ['integer', 'null'] }, null, null],
      [{ const: true }, false, /\.body: is false, but the schema allows true\.$/],
      [{ enum: ['a', 'b'] }, 'c', /\.body: is "c", but the schema allows "a", "b"\.$/],
      [{ anyOf: [user, { type: 'string' }] }, 1, /\.body: fits none of the schema's alternatives\.$/],
      [{ oneOf: [user, { type: 'string' }] }, { id: 'x' }, null],
      [true, { any: ['thing'] }, null],
    ];
    for (const [schema, body, said] of cases) {
      const value = withRoute({
        responses: { 200: schema },
        examples: { one: { path: { id: 1 }, expect: { status: 200, body } } },
      });
      if (said === null) assert.deepEqual(checkContract(value), []);
      else assert.match(mistake(value), said);
    }
  });
});
