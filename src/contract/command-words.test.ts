import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commandWords } from './command-words.ts';

const wordsOf = (command: string) => {
  const said = commandWords(command);
  return 'words' in said ? said.words : said.mistake;
};

describe('a command', () => {
  it('is parted into words as a shell parts them', () => {
    assert.deepEqual(wordsOf('./token.sh --audience shop'), ['./token.sh', '--audience', 'shop']);
    assert.deepEqual(wordsOf(`  op read 'op://vault/my key'  `), ['op', 'read', 'op://vault/my key']);
    assert.deepEqual(wordsOf(String.raw`jq -r ".token" my\ file`), ['jq', '-r', '.token', 'my file']);
    assert.deepEqual(wordsOf(`echo ''`), ['echo', '']);
    assert.deepEqual(wordsOf(`a'b'"c"d`), ['abcd']);
  });

  it('holds nothing that only a shell would understand', () => {
    assert.match(String(wordsOf('cat token | head -1')), /^holds a \|, which only a shell understands$/);
    assert.match(String(wordsOf('echo $TOKEN')), /^holds a \$/);
    assert.match(String(wordsOf('echo "$TOKEN"')), /only a shell would expand/);
    assert.match(String(wordsOf('echo "half')), /^opens a quote \("\) that never ends$/);
    assert.match(String(wordsOf('a\nb')), /line break/);
    assert.match(String(wordsOf('cat *.txt')), /^holds a \*/);
    assert.equal(wordsOf('  '), 'names no program');
  });

  it('means in a shell what it means here', () => {
    const word = fc.string({
      maxLength: 8,
      unit: fc.constantFrom('a', ' ', "'", '"', '\\', 'é', '=', '.', '@'),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (pieces) => {
        const command = ['printf', '%s\\0', ...pieces.map((each) => `'${each.replaceAll("'", `'\\''`)}'`)];
        const said = commandWords(command.map((each, index) => (index === 1 ? `'%s\\0'` : each)).join(' '));
        assert.ok('words' in said);
        assert.deepEqual(said.words.slice(2), pieces);
      }),
      { seed: 7, numRuns: 200 },
    );
    const line = `printf '%s|' a"b c"'d"' e\\ f ""`;
    const ours = wordsOf(line) as readonly string[];
    const shell = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
    assert.equal(
      ours
        .slice(2)
        .map((each) => `${each}|`)
        .join(''),
      shell,
    );
  });
});
