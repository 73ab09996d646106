import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostile, hostileInput } from './hostile-input.fixture.ts';
import { formatMarkdown } from './markdown.ts';
import { passes, reportInput, runId, smokeDocument, soundSmoke, targets } from './report-input.fixture.ts';

describe('the step summary', () => {
  const shown = formatMarkdown(reportInput);

  it('begins with the verdict, the answer in one sentence, and the reasons', () => {
    const [heading, , first] = shown.split('\n');
    assert.equal(
      heading,
      '## ❌ Fail: 2 of 59 checks failed on 2 targets; under load 1 of 9 objectives is broken (4 of them by default).',
    );
    assert.match(first ?? '', /^- my-api&#58;rest POST \/users: the preflight does not allow/);
  });

  it('shows each finding with a line to copy, and a table of latencies with intervals', () => {
    assert.match(shown, /```sh\ncurl -i -X OPTIONS 'https:\/\/a1b2c3d4e5/);
    assert.match(shown, /^\| \*\*my-api&#58;rest\*\* \| 600 \| 0 % \| [\d.]+ \([\d.]+–[\d.]+\) \|/m);
    assert.match(shown, /– \(needs 405\)/);
  });

  it('is of a gate alone as well', () => {
    const gate = formatMarkdown({ runId, generatedAt: '', targets, smoke: soundSmoke });
    assert.match(gate, /^## ✅ Pass: All 56 checks passed on 2 targets\./);
    assert.doesNotMatch(gate, /### Latency/);
  });

  it('stays within the mebibyte that a step summary may have', () => {
    const [pass] = passes;
    assert.ok(pass);
    const long = '<'.repeat(10_000);
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      ...pass,
      outcome: 'fail' as const,
      message: `${index} ${long}`,
      received: long,
      curl: long,
    }));
    const text = formatMarkdown({ ...reportInput, smoke: smokeDocument(many) });
    assert.ok(Buffer.byteLength(text) < 2 ** 20);
    assert.match(text, /… and 4,960 more findings, in smoke\.json/);
  });
});

describe('whatever an answer, a name or a route holds', () => {
  function proseOf(text: string): string {
    return text.replace(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, '');
  }

  /** What GitHub would read as markup. */
  function markupOf(text: string): string[] {
    return [...proseOf(text).matchAll(/<\/?([a-z]+)[^>]*>|!?\[[^\]]*\]|`/g)].map(([found]) => found);
  }

  it('is shown and not read as markup, and leaves every table row its seven cells', () => {
    const texts = fc.oneof(
      fc.constantFrom(...hostile, '| a | b |', '```\n# x', '[a](javascript:b)', '@team', '\n\n# heading'),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const shown = formatMarkdown(hostileInput(text));
        const allowed = new Set(['<code>', '</code>', '<sub>', '</sub>']);
        assert.deepEqual(
          markupOf(shown).filter((found) => !allowed.has(found)),
          [],
        );
        for (const row of proseOf(shown)
          .split('\n')
          .filter((line) => line.startsWith('| '))) {
          assert.equal(row.split('|').length, 9, row);
        }
        assert.doesNotMatch(proseOf(shown), /@team/);
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('cannot end the block of a curl line early', () => {
    const [pass] = passes;
    assert.ok(pass);
    const smoke = smokeDocument([{ ...pass, outcome: 'fail', message: 'x', curl: 'a\n```\n# owned\n````' }]);
    assert.match(
      formatMarkdown({ runId, generatedAt: '', targets, smoke }),
      /\n`````sh\na\n```\n# owned\n````\n`````\n/,
    );
  });
});
