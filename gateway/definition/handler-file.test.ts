import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { missingHandlerFile } from './handler-file.ts';
import { loadDefinition } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';
import { aFunction, aRestApi } from './written-template.fixture.ts';

describe('the file of a handler', () => {
  const path = mkdtempSync(join(tmpdir(), 'gatewright-handler-'));
  after(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'package', 'part'), { recursive: true });
  for (const name of ['app.mjs', 'typed.ts', 'package/part/orders.py']) writeFileSync(join(path, name), '');

  for (const [handler, runtime, said] of [
    ['app.handler', 'nodejs20.x', null],
    ['./app.handler', 'nodejs20.x', null],
    ['package/part.handler', 'nodejs20.x', null],
    ['package.part.orders.get', 'python3.12', null],
    ['package/part/orders.get', 'python3.12', null],
    ['com.example.Handler::get', 'java21', null],
    ['typed.handler', 'nodejs20.x', /no typed\.js, .*typed\.ts has to be built first/],
    [
      'typos.handler',
      'nodejs20.x',
      /no typos\.js, \.mjs or \.cjs in the folder of its code; invocations fail/,
    ],
    ['package.orders.get', 'python3.12', /no package\/orders\.py/],
  ] as const)
    it(`of ${handler} (${runtime}) ${said === null ? 'isn’t missed' : 'is missed'}`, () => {
      const sentence = missingHandlerFile(handler, runtime, { kind: 'folder', path });
      if (said === null) assert.equal(sentence, null);
      else assert.match(sentence ?? '', said);
    });

  it('is missed when a template is loaded, unless a layer may bring it', () => {
    const local = aFunction.replace(/Code: .*/, 'Code: code');
    const said = (fn: string): (string | undefined)[] =>
      inFolder(
        { 't.yaml': `Resources:${aRestApi}${fn}`, 'code/other.py': '' },
        (folder) => loadDefinition([{ file: join(folder, 't.yaml'), stackName: 't' }]).warnings,
      ).map(({ resource, property, message }) => `${resource} ${property}: ${message}`);
    assert.deepEqual(said(local), [
      'Fn Handler: there is no index.py in the folder of its code; invocations fail, as on AWS',
    ]);
    assert.deepEqual(
      said(local.replace('Runtime:', 'Layers: [x]\n      Runtime:')).filter((one) =>
        one?.includes('index.py'),
      ),
      [],
    );
  });
});
