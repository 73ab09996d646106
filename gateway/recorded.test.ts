import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { factsFolder } from './conformance/facts-folder.ts';
import { type Deployed, deploy } from './conformance/perform.ts';
import { type ExecutableCase, readCases } from './conformance/recorded-case.ts';

/** Answers recorded from AWS, as executable cases; they lie beside the project and are read in place. */
const facts = factsFolder();

/** What the gateway doesn't serve yet, by definition or by case. */
const notServedYet: Readonly<Record<string, string>> = {
  ...because('canaries', ['rest-canary-0pct.yaml', 'rest-canary-100pct.yaml']),
};

function because(missing: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `the gateway doesn't serve ${missing} yet`]));
}

const cases = existsSync(facts) ? readCases(facts) : [];
if (cases.length === 0)
  test('answers recorded from AWS', { skip: `no recorded cases in ${facts}` }, () => {});

const byDefinition = new Map<string, ExecutableCase[]>();
for (const one of cases)
  if (one.skip === undefined)
    byDefinition.set(one.definition, [...(byDefinition.get(one.definition) ?? []), one]);

for (const [definition, group] of byDefinition) {
  const name = basename(definition);
  describe(`recorded from AWS with ${name}`, { skip: notServedYet[name] ?? false }, () => {
    let deployed: Promise<Deployed> | undefined;
    after(async () => (await deployed)?.close());
    for (const recorded of group) {
      it(recorded.id, { skip: notServedYet[recorded.id] ?? false }, async () => {
        deployed ??= deploy(definition);
        assert.deepEqual(await (await deployed).run(recorded), []);
      });
    }
  });
}
