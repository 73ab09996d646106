import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../src/errors/usage-error.ts';
import { helpOf, parseArguments } from './arguments.ts';
import { defineCommand } from './command.ts';

const command = defineCommand({
  about: 'does a thing',
  options: {
    stack: { type: 'string', multiple: true, value: 'NAME', about: 'a stack' },
    rate: { type: 'string', value: 'N', about: 'requests a second' },
    local: { type: 'boolean', about: 'the local gateway' },
  },
  positional: 'RUN-ID',
  examples: ['npx gatewright thing --stack a'],
  run: async () => 0,
});

const parse = (...typed: string[]) => parseArguments('thing', command, typed);

test('a repeatable option keeps every value in order, another one the last', () => {
  const { values } = parse('--stack', 'a', '--rate', '1', '--stack=b', '--rate', '2');
  assert.deepEqual(values.stack, ['a', 'b']);
  assert.equal(values.rate, '2');
  assert.equal(values.local, undefined);
});

test('options of every verb are understood by each', () => {
  const { values } = parse('--json', '--quiet', '--env', 'prod', '-h');
  assert.equal(values.json, true);
  assert.equal(values.quiet, true);
  assert.equal(values.env, 'prod');
  assert.equal(values.help, true);
});

test('one positional argument is taken where the verb has one', () => {
  assert.equal(parse('20261123-1', '--local').positional, '20261123-1');
});

const mistakes: readonly (readonly [what: string, typed: string[], message: RegExp, next: RegExp])[] = [
  ['an unknown option names the nearest', ['--stak', 'a'], /no option --stak/, /--stack/],
  ['a short option that does not exist is unknown, too', ['-x'], /no option -x/, /--help/],
  ['an option without its value says what the value is', ['--stack'], /--stack needs a value/, /a stack/],
  ['the next option is not taken for a value', ['--stack', '--local'], /--stack needs a value/, /NAME/],
  ['an empty value is none', ['--stack='], /--stack needs a value/, /NAME/],
  ['a switch takes no value', ['--local=yes'], /--local takes no value/, /just --local/],
  ['a second positional is refused, with how to name a stack', ['a', 'b'], /"b"/, /--stack b/],
];

for (const [what, typed, message, next] of mistakes) {
  test(what, () => {
    assert.throws(
      () => parse(...typed),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        assert.match(error.next.join('\n'), next);
        return true;
      },
    );
  });
}

test('help names every option with its placeholder, and the examples', () => {
  const help = helpOf('thing', command);
  for (const words of ['--stack NAME', '(repeatable)', '--rate N', '--json', '[RUN-ID]', 'thing --stack a']) {
    assert.ok(help.includes(words), words);
  }
});
