import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from './check-config.ts';
import { defineConfig } from './define-config.ts';
import { mistakeLine } from './mistake-line.ts';

test('every kind of environment and target is accepted', () => {
  const config = defineConfig({
    contracts: ['contracts/a.ts'],
    environments: {
      local: { local: true },
      staging: { region: 'eu-west-1', profile: 'staging', targets: [{ stack: 'my-api' }] },
      prod: {
        protect: true,
        targets: [
          { stack: 'my-api-prod', contract: 'my-api', output: { rest: 'RestUrl' }, stages: ['prod'] },
          { url: 'https://api.example.com', apiType: 'http', name: 'public', contract: 'my-api' },
        ],
      },
    },
  });
  assert.deepEqual(checkConfig(config), []);
});

const target = (source: unknown) => ({ environments: { e: { targets: [source] } } });

const mistakes: readonly (readonly [config: unknown, line: RegExp])[] = [
  [undefined, /undefined|not an object/],
  [{}, /^environments: is missing\. Write environments: \{ default:/],
  [{ environments: [] }, /^environments: is not an object/],
  [{ environments: {}, contract: 'x' }, /^contract: is not known here\. Did you mean "contracts"\?/],
  [{ environments: {}, contracts: 1 }, /^contracts: is 1, not a name/],
  [{ environments: { e: {} } }, /^environments\.e\.targets: is missing/],
  [
    { environments: { e: { target: [] } } },
    /^environments\.e\.target: is not known here\. Did you mean "targets"\?/,
  ],
  [{ environments: { e: { targets: [] } } }, /^environments\.e\.targets: is empty/],
  [
    { environments: { 'pre-prod': { local: false } } },
    /^environments\["pre-prod"\]\.local: can only be true/,
  ],
  [{ environments: { e: { local: true, targets: [] } } }, /^environments\.e\.targets: is not known here/],
  [
    { environments: { e: { targets: [{ stack: 'a' }], protect: 'yes' } } },
    /^environments\.e\.protect: is "yes"/,
  ],
  [target('my-api'), /^environments\.e\.targets\[0\]: is not an object\. Write \{ stack: 'my-api' \}/],
  [
    target({ stak: 'my-api' }),
    /^environments\.e\.targets\[0\]\.stak: is not known here\. Did you mean "stack"\?/,
  ],
  [target({ stack: 'a', url: 'b' }), /^environments\.e\.targets\[0\]: has both/],
  [target({ stack: '' }), /^environments\.e\.targets\[0\]\.stack: is "", not a name/],
  [target({ stack: 'a', output: { res: 'X' } }), /\.output\.res: is not known here\. Did you mean "rest"\?/],
  [target({ stack: 'a', stages: [] }), /\.stages: is empty/],
  [target({ url: 'https://a' }), /\.apiType: is missing/],
  [target({ url: 'https://a', apiType: 'REST' }), /\.apiType: is "REST", not one of 'rest', 'http'/],
  [target(() => 1), /is a function/],
];

for (const [config, line] of mistakes) {
  test(`a config is refused: ${line.source}`, () => {
    assert.match(checkConfig(config).map(mistakeLine).join('\n'), line);
  });
}

test('the compiler refuses the same mistakes', () => {
  // @ts-expect-error: a target needs a stack, or a URL and its API type.
  defineConfig({ environments: { e: { targets: [{ url: 'https://a' }] } } });
  // @ts-expect-error: there are two API types.
  defineConfig({ environments: { e: { targets: [{ url: 'https://a', apiType: 'ws' }] } } });
  // @ts-expect-error: an environment is local, or it has targets.
  defineConfig({ environments: { e: {} } });
});
