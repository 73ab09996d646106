import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withScripts } from './package-scripts.ts';

const added = (text: string) => withScripts(text, { smoke: 'gatewright smoke' }).text;

test('indentation, line ends and the missing end of the last line stay as they are', () => {
  assert.equal(
    added('{\r\n\t"name": "x",\r\n\t"scripts": {\r\n\t\t"a": "b"\r\n\t}\r\n}'),
    '{\r\n\t"name": "x",\r\n\t"scripts": {\r\n\t\t"a": "b",\r\n\t\t"smoke": "gatewright smoke"\r\n\t}\r\n}',
  );
  assert.equal(JSON.parse((added('\uFEFF{}') ?? '').slice(1)).scripts.smoke, 'gatewright smoke');
  assert.equal(added('{}\n'), '{\n  "scripts": {\n    "smoke": "gatewright smoke"\n  }\n}\n');
  assert.equal(
    added('{\n  "scripts": {},\n  "a": 1\n}\n'),
    '{\n  "scripts": {\n    "smoke": "gatewright smoke"\n  },\n  "a": 1\n}\n',
  );
});

test('a "scripts" that is somewhere else, or a text, is left alone', () => {
  const text =
    '{\n  "a": { "scripts": { "x": "{" } },\n  "b": "\\"scripts\\": {",\n  "scripts": { "y": "}" }\n}\n';
  const { a, b, scripts } = JSON.parse(added(text) ?? '');
  assert.deepEqual(a, { scripts: { x: '{' } });
  assert.equal(b, '"scripts": {');
  assert.deepEqual(scripts, { y: '}', smoke: 'gatewright smoke' });
});

test('scripts that are no object are nothing to add to', () => {
  assert.equal(added('{ "scripts": "x" }'), null);
});

test('any package.json keeps all that it holds', () => {
  const scripts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4, noNullPrototype: true });
  const whole = fc.record(
    { name: fc.string(), scripts, other: fc.jsonValue({ maxDepth: 3 }) },
    { requiredKeys: [], noNullPrototype: true },
  );
  fc.assert(
    fc.property(whole, fc.constantFrom(undefined, 2, 4, '\t'), (value, indent) => {
      const before = JSON.parse(JSON.stringify(value));
      const { text } = withScripts(JSON.stringify(value, null, indent), { smoke: 'gatewright smoke' });
      const after = JSON.parse(text ?? JSON.stringify(value));
      assert.deepEqual(after, {
        ...before,
        scripts: { smoke: 'gatewright smoke', ...before.scripts },
      });
    }),
    { seed: 8, numRuns: 300 },
  );
});
