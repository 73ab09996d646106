import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { missingHandlerFile } from './handler-file.ts';

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
});
