import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiledSchema } from './compiled-schema.ts';

test('a schema is compiled once, and so are others that say the same', () => {
  const schema = { type: 'object', required: ['id'] };
  assert.equal(compiledSchema(schema), compiledSchema(schema));
  assert.equal(compiledSchema({ ...schema }), compiledSchema(schema));
  assert.notEqual(compiledSchema({ ...schema, required: [] }), compiledSchema(schema));
});

test('two schemas may use the same $id', () => {
  const [text, number] = ['string', 'number'].map((type) => compiledSchema({ $id: 'urn:shop:thing', type }));
  assert.equal(text?.('a'), true);
  assert.equal(number?.('a'), false);
});

test('a schema that is refused says why again, and takes no other with it', () => {
  const refused = { type: 'objekt' };
  assert.throws(() => compiledSchema(refused), /schema is invalid/);
  assert.throws(() => compiledSchema(refused), /schema is invalid/);
  assert.equal(compiledSchema({ type: 'object' })({}), true);
});
