import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parameterValue } from './parameter-value.ts';

describe('what a schema sees of a parameter', () => {
  it('is a number where it asks for one and the text is one', () => {
    assert.equal(parameterValue('10', { type: 'integer' }), 10);
    assert.equal(parameterValue(10, { type: ['integer', 'null'] }), 10);
    assert.equal(parameterValue('-1.5', { type: 'number' }), -1.5);
    assert.equal(parameterValue('10', { enum: [5, 10] }), 10);
  });

  it('is the text where it asks for text, or where the text is no such value', () => {
    assert.equal(parameterValue(10, { type: 'string' }), '10');
    assert.equal(parameterValue('ten', { type: 'integer' }), 'ten');
    assert.equal(parameterValue('010', { type: 'integer' }), '010');
    assert.equal(parameterValue('', { type: 'number' }), '');
    assert.equal(parameterValue('yes', { type: 'boolean' }), 'yes');
    assert.equal(parameterValue('1', true), '1');
  });

  it('is a boolean from its two words', () => {
    assert.equal(parameterValue('true', { type: 'boolean' }), true);
    assert.equal(parameterValue(false, { type: 'boolean' }), false);
  });

  it('is a list where it asks for one, also of a value that comes once', () => {
    const schema = { type: 'array', items: { type: 'integer' } };
    assert.deepEqual(parameterValue(['1', '2'], schema), [1, 2]);
    assert.deepEqual(parameterValue('1', schema), [1]);
  });

  it('is the last of repeated values where it asks for one', () => {
    assert.equal(parameterValue(['a', 'b'], { type: 'string' }), 'b');
  });
});
