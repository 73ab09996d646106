import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { factsFolder } from './conformance/facts-folder.ts';
import { type Deployed, deploy } from './conformance/perform.ts';
import { type ExecutableCase, readCases } from './conformance/recorded-case.ts';

/** Answers recorded from AWS, as executable cases; they lie beside the project and are read in place. */
const facts = factsFolder();

const cases = existsSync(facts) ? readCases(facts).cases : [];
if (cases.length === 0)
  test('answers recorded from AWS', { skip: `no recorded cases in ${facts}` }, () => {});

const byDefinition = new Map<string, ExecutableCase[]>();
for (const one of cases)
  if (one.skip === undefined)
    byDefinition.set(one.definition, [...(byDefinition.get(one.definition) ?? []), one]);

for (const [definition, group] of byDefinition) {
  const name = basename(definition);
  describe(`recorded from AWS with ${name}`, () => {
    let deployed: Promise<Deployed> | undefined;
    after(async () => (await deployed)?.close());
    for (const recorded of group) {
      it(recorded.id, async () => {
        deployed ??= deploy(definition);
        assert.deepEqual(await (await deployed).run(recorded), []);
      });
    }
  });
}
