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
  ...because('AWS integrations (non-proxy)', [
    'rest-headers-aws.yaml',
    'rest-lambda-custom-echo.yaml',
    'rest-lambda-custom-override.yaml',
    'rest-lambda-custom-response-headers.yaml',
    'rest-stage-variables-dev.yaml',
    'rest-stage-variables-local.yaml',
    'rest-vtl-input-path.yaml',
  ]),
  ...because('HTTP and HTTP_PROXY integrations', [
    'rest-headers-http.yaml',
    'rest-headers-http-proxy.yaml',
    'rest-http-post.yaml',
    'rest-http-any.yaml',
    'rest-http-proxy-post.yaml',
    'rest-http-proxy-any.yaml',
    'rest-http-proxy-mappings.yaml',
    'rest-http-status-selection.yaml',
    'rest-http-stage-variable-uri.yaml',
    'rest-http-context-mapping.yaml',
    'rest-vtl-input-body.yaml',
  ]),
  ...because('request parameter mappings', ['rest.hdr.AWS_PROXY.forbidden.authorization']),
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
