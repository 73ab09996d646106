import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Ajv from 'ajv-draft-04';
import { validationWords } from './validation-words.ts';

function wordsFor(schema: object, body: unknown): string {
  const ajv = new Ajv.default({ strict: false, allErrors: true, verbose: true, logger: false });
  const validate = ajv.compile({ ...schema, definitions: { Cat: { required: ['meows'] } } });
  assert.equal(validate(body), false);
  return validationWords(validate.errors ?? [], body);
}

describe('what a validator says of a body', () => {
  for (const [schema, body, words] of [
    [
      { type: 'object' },
      [],
      'instance type (array) does not match any allowed primitive type (allowed: ["object"])',
    ],
    [
      { type: 'number' },
      'a',
      'instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])',
    ],
    [
      { type: ['string', 'null'] },
      1,
      'instance type (integer) does not match any allowed primitive type (allowed: ["null","string"])',
    ],
    [{ enum: ['a', 'b'] }, 'c', 'instance value ("c") not found in enum (possible values: ["a","b"])'],
    [{ minLength: 1 }, '', 'string "" is too short (length: 0, required minimum: 1)'],
    [{ maxLength: 2 }, 'abc', 'string "abc" is too long (length: 3, maximum allowed: 2)'],
    [{ pattern: '^a$' }, 'b', 'ECMA 262 regex "^a$" does not match input string "b"'],
    [{ minimum: 1 }, 0.5, 'numeric instance is lower than the required minimum (minimum: 1, found: 0.5)'],
    [
      { maximum: 1, exclusiveMaximum: true },
      1,
      'numeric instance is not strictly lower than the required maximum 1',
    ],
    [{ multipleOf: 10 }, 7, 'remainder of division is not zero (7 / 10)'],
    [{ minItems: 1 }, [], 'array is too short: must have at least 1 elements but instance has 0 elements'],
    [{ maxItems: 1 }, [1, 2], 'array is too long: must have at most 1 elements but instance has 2 elements'],
    [{ uniqueItems: true }, [1, 1], 'array must not contain duplicate elements'],
    [{ minProperties: 1 }, {}, 'object has too few properties (found 0 but schema requires at least 1)'],
    [
      { maxProperties: 1 },
      { a: 1, b: 1 },
      'object has too many properties (found 2 but schema requires at most 1)',
    ],
    [
      { dependencies: { a: ['c', 'b'] } },
      { a: 1, b: 1 },
      'property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["c"])',
    ],
    [{ not: { type: 'string' } }, 'a', 'instance matched a schema which it should not have'],
  ] as const)
    it(`${words}`, () => assert.equal(wordsFor(schema, body), `[${words}]`));

  it('names all missing and all unknown properties of an object at once', () => {
    const schema = { required: ['a', 'b'], properties: { c: {} }, additionalProperties: false };
    const missing = 'object has missing required properties (["a","b"])';
    const extra = 'object instance has properties which are not allowed by the schema: ["x","y"]';
    assert.equal(wordsFor(schema, { y: 1, x: 1 }), `[${missing}, ${extra}]`);
  });

  it('tells of members only where what holds them is right, and of no deeper ones then', () => {
    const inner = { required: ['b'], properties: { c: { type: 'string' } } };
    const schema = { required: ['a'], properties: { a: inner, d: inner } };
    const missing = (name: string): string => `object has missing required properties (["${name}"])`;
    assert.equal(wordsFor(schema, { d: { c: 1 } }), `[${missing('a')}]`);
    assert.equal(wordsFor(schema, { a: {}, d: { c: 1 } }), `[${missing('b')}, ${missing('b')}]`);
  });

  it('tells of alternatives in one sentence', () => {
    const cat = { $ref: '#/definitions/Cat' };
    const dog = { properties: { barks: { type: 'boolean' } }, required: ['barks'] };
    const exactly = (count: number): string =>
      `[instance failed to match exactly one schema (matched ${count} out of 2)]`;
    assert.equal(wordsFor({ properties: { pet: { oneOf: [cat, dog] } } }, { pet: {} }), exactly(0));
    assert.equal(wordsFor({ oneOf: [dog, cat] }, { barks: 1 }), exactly(0));
    assert.equal(wordsFor({ oneOf: [cat, dog] }, { barks: true, meows: 1 }), exactly(2));
    const any = '[instance failed to match at least one required schema among 2]';
    assert.equal(wordsFor({ type: 'object', anyOf: [cat, dog] }, {}), any);
  });
});
