import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillIn, findCaptured, placeholdersIn, valueAt } from './capture.ts';
import { checkContract } from './check-contract.ts';

const answer = {
  json: { id: 7, user: { name: 'Ada' }, 'a/b': [true], none: null },
  header: (name: string) => (name.toLowerCase() === 'location' ? 'https://api.example/items/42?x=1' : null),
};

test('a capture reads a text, number or boolean of the body by JSON pointer, or a header', () => {
  assert.deepEqual(findCaptured('/id', answer), { value: 7 });
  assert.deepEqual(findCaptured('/user/name', answer), { value: 'Ada' });
  assert.deepEqual(findCaptured('/a~1b/0', answer), { value: true });
  assert.deepEqual(findCaptured('header.location', answer), { value: 'https://api.example/items/42?x=1' });
  const id = { from: 'header.location', match: '/items/([^/?]+)' };
  assert.deepEqual(findCaptured(id, answer), { value: '42' });
});

test('a capture that finds nothing says why', () => {
  const why = (source: Parameters<typeof findCaptured>[0]) => {
    const found = findCaptured(source, answer);
    return 'missing' in found ? found.missing : null;
  };
  assert.equal(why('/nowhere'), 'the body has nothing at /nowhere');
  assert.equal(why('/user'), '/user of the body is neither a text nor a number');
  assert.equal(why('/none'), '/none of the body is neither a text nor a number');
  assert.equal(why('/id/deeper'), 'the body has nothing at /id/deeper');
  assert.equal(why('header.etag'), 'the answer has no header etag');
  assert.equal(why({ from: '/user/name', match: '\\d+' }), "/user/name doesn't match \\d+");
  assert.deepEqual(findCaptured('/id', { ...answer, json: undefined }), { missing: 'the body is not JSON' });
});

test('a name alone becomes the value itself, within a text it becomes a part of it', () => {
  const value = { id: '{{id}}', note: 'item {{id}} of {{who}}', list: ['{{id}}'], '{{id}}': 1 };
  assert.deepEqual(fillIn(value, { id: 7 }), { id: 7, note: 'item 7 of {{who}}', list: [7], '{{id}}': 1 });
  assert.deepEqual(placeholdersIn(value), ['id', 'who']);
  assert.deepEqual(fillIn('{{constructor}}', { id: 7 }), '{{constructor}}');
});

test('a JSON pointer leads where RFC 6901 says', () => {
  assert.equal(valueAt({ '': { '~': 1 } }, '//~0'), 1);
  assert.equal(valueAt([1, 2], '/1'), 2);
  assert.equal(valueAt({}, '/toString'), undefined);
});

const routes = (examples: Record<string, object>, others: Record<string, object> = {}) => ({
  name: 'shop',
  routes: {
    'POST /items': { responses: { 201: true }, examples },
    'GET /items/{id}': { responses: { 200: true }, examples: others },
    'DELETE /items/{id}': { responses: { 204: true }, examples: {} },
  },
});
const made = { expect: { status: 201 }, capture: { id: '/id' } };
const read = (id: string) => ({ path: { id }, expect: { status: 200 } });

test('captures that fit are no mistake, and without any {{…}} is a text like others', () => {
  const cleanup = { route: 'DELETE /items/{id}', path: { id: '{{id}}' } };
  assert.deepEqual(checkContract(routes({ one: { ...made, cleanup } }, { it: read('{{id}}') })), []);
  assert.deepEqual(checkContract(routes({}, { it: read('{{id}}') })), []);
});

const refused: readonly (readonly [title: string, contract: object, path: RegExp, message: RegExp])[] = [
  [
    'a name that nobody captures',
    routes({ one: made }, { it: read('{{idd}}') }),
    /\.it$/,
    /uses \{\{idd\}\}, which no example captures/,
  ],
  [
    'a name in a clean-up',
    routes({ one: { ...made, cleanup: { route: 'DELETE /items/{id}', path: { id: '{{no}}' } } } }),
    /\.one$/,
    /uses \{\{no\}\}/,
  ],
  [
    'a name captured twice',
    routes({ one: made, two: made }),
    /\.two\.capture\.id$/,
    /is captured by "one" of POST \/items already/,
  ],
  [
    'a circle of one',
    routes({ one: { ...made, body: { id: '{{id}}' } } }),
    /\.one$/,
    /waits for this example in turn/,
  ],
  [
    'a circle of two',
    routes({
      one: { ...made, body: { x: '{{x}}' } },
      two: { expect: { status: 201 }, capture: { x: '/x' }, body: { id: '{{id}}' } },
    }),
    /\.one$/,
    /waits for this example in turn/,
  ],
  [
    'a place that is none',
    routes({ one: { ...made, capture: { id: 'id' } } }),
    /capture\.id$/,
    /neither a JSON pointer nor a header/,
  ],
  [
    'a name that is none',
    routes({ one: { ...made, capture: { 'a b': '/id' } } }),
    /capture\["a b"\]$/,
    /no name of letters/,
  ],
  [
    'an expression that is none',
    routes({ one: { ...made, capture: { id: { from: '/id', match: '(' } } } }),
    /id\.match$/,
    /no regular expression/,
  ],
  [
    'a clean-up of no route',
    routes({ one: { ...made, cleanup: { route: 'DELETE /itemz/{id}' } } }),
    /cleanup\.route$/,
    /not one of/,
  ],
  [
    'a clean-up without its path',
    routes({ one: { ...made, cleanup: { route: 'DELETE /items/{id}' } } }),
    /cleanup\.path$/,
    /is missing/,
  ],
  [
    'a version of no route',
    { ...routes({}), version: { route: 'GET /', pointer: '/v' } },
    /version\.route$/,
    /not one of/,
  ],
  ['a version nowhere', { ...routes({}), version: {} }, /version\.route$/, /is missing/],
];

for (const [title, contract, path, message] of refused) {
  test(`refused with its place: ${title}`, () => {
    const mistakes = checkContract(contract);
    assert.ok(
      mistakes.some((each) => path.test(each.path) && message.test(each.message)),
      JSON.stringify(mistakes),
    );
  });
}

test('the same name may be captured once for each API type', () => {
  const one = { ...made, apiTypes: ['rest'] };
  const two = { ...made, apiTypes: ['http'] };
  assert.deepEqual(checkContract(routes({ one, two }, { it: read('{{id}}') })), []);
});
