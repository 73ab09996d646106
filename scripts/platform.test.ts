import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../src/errors/usage-error.ts';
import { refuseOnWindows } from './platform.ts';
import { verbs } from './verbs.ts';

const refused = (verb: string, typed: readonly string[], platform: NodeJS.Platform) => {
  try {
    refuseOnWindows({ verb, typed }, platform);
    return null;
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return [error.message, ...error.next].join('\n');
  }
};

test('on Windows, load and the local gateway are refused with what works there and where they would run', () => {
  for (const verb of ['latency', 'compare', 'caching', 'throttling', 'demo', 'local']) {
    const said = refused(verb, ['--stack', 'shop'], 'win32') ?? assert.fail(`${verb} was let through`);
    assert.match(said, new RegExp(`gatewright ${verb} .*POSIX`));
    assert.match(said, /WSL/);
    assert.match(said, /init, discover, import, cost, report, ci/);
    assert.ok(verb in verbs);
  }
  assert.match(refused('smoke', ['--local'], 'win32') ?? '', /the local gateway/);
});

test('what asks and computes is let through on Windows, and so is help', () => {
  for (const verb of ['init', 'discover', 'import', 'cost', 'report', 'ci', 'smoke']) {
    assert.equal(refused(verb, ['--stack', 'shop'], 'win32'), null);
  }
  assert.equal(refused('latency', ['--help'], 'win32'), null);
});

test('nothing is refused elsewhere', () => {
  for (const platform of ['linux', 'darwin'] as const) {
    for (const verb of Object.keys(verbs)) assert.equal(refused(verb, ['--local'], platform), null);
  }
});
